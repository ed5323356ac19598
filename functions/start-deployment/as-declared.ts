import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Declaration, ServiceCatalogue } from '../../adapters/service-catalogue.ts';
import type { DeploymentRequest } from '../../core/deployment/deployment.ts';
import { DependencyError, InvalidInputError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { undeclared } from '../../core/service/service-name.ts';
import type { Asked } from './read-request.ts';

/** What a changed declaration is looked up in. */
export interface DeclarationNeeds {
  readonly catalogue: Pick<ServiceCatalogue, 'declaration'>;
  readonly ledger: Pick<Ledger, 'newestTemplate'>;
  readonly now: () => Date;
}

type Changed = Asked & { readonly kind: 'template' };

/**
 * What a declaration asks for, or why nothing: a newer one asks for something else, or the service was made with this one, and its lanes with it.
 *
 * Its parameter changes for other fields too, and CloudFormation that takes a stack back declares an earlier revision again. So a trigger is a
 * revision since it became the declared one: neither the revision alone, which would be the same for ever, nor the time of an event.
 *
 * @throws {DependencyError} the catalogue does not show yet what the event tells of. Retryable.
 */
export async function asDeclared(
  { catalogue, ledger, now }: DeclarationNeeds,
  changed: Changed,
): Promise<DeploymentRequest | { readonly because: string }> {
  const name = changed.service;
  const declaration = await catalogue.declaration(name);
  if (declaration === undefined) throw new InvalidInputError(undeclared(name));
  throwIfBefore(declaration, changed, now());
  const { service, at: writtenAt, version } = declaration;
  const { taskDefinition: taskDefinitionArn } = service;
  const newest = await ledger.newestTemplate(name, { taskDefinitionArn, at: writtenAt.toISOString(), version });
  if (newest.taskDefinitionArn !== taskDefinitionArn) return { because: `a newer declaration of ${name} releases something else` };
  if (newest.version === 1) return { because: `${name} was made with ${taskDefinitionArn}: there is nothing to release` };
  const { at } = newest;
  return { service: name, taskDefinitionArn, trigger: { kind: 'template', id: `${taskDefinitionArn}@${at}`, at } };
}

/** AWS does not say how soon a change can be read. What is not shown after a minute was told of late: then the declaration stands as it is read. */
function throwIfBefore({ at }: Declaration, { service, at: toldAt }: Changed, now: Date): void {
  const [behindMs, ageMs] = [Date.parse(toldAt) - at.getTime(), now.getTime() - Date.parse(toldAt)];
  if (behindMs <= limits.clockSkewSeconds.value * 1_000 || ageMs >= limits.untoldSeconds.value * 1_000) return;
  throw new DependencyError(`the declaration of ${service} is of ${at.toISOString()}: the event of ${toldAt} is delivered again`);
}
