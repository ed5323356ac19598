import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { DeploymentRequest } from '../../core/deployment/deployment.ts';
import type { Template } from '../../core/deployment/template.ts';

/**
 * What a declaration asks for; undefined when a newer one asks for something else.
 *
 * Its parameter changes for other fields too, and CloudFormation that takes a stack back declares an earlier revision again. So a trigger is a
 * revision since it became the declared one: neither the revision alone, which would be the same for ever, nor the time of an event.
 */
export async function asDeclared(
  ledger: Pick<Ledger, 'newestTemplate'>,
  { service, ...declared }: Template & { readonly service: string },
): Promise<DeploymentRequest | undefined> {
  const { taskDefinitionArn, at } = await ledger.newestTemplate(service, declared);
  if (taskDefinitionArn !== declared.taskDefinitionArn) return undefined;
  return { service, taskDefinitionArn, trigger: { kind: 'template', id: `${taskDefinitionArn}@${at}`, at } };
}
