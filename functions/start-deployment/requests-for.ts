import type { ImageReader } from '../../adapters/image-reader.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { ServiceCatalogue } from '../../adapters/service-catalogue.ts';
import type { DeploymentRequest } from '../../core/deployment/deployment.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { shortened, shown } from '../../core/shown.ts';
import { asDeclared } from './as-declared.ts';
import type { Asked } from './read-request.ts';

/** What an event's claims are looked up in. */
export interface RequestNeeds {
  readonly catalogue: ServiceCatalogue;
  readonly images: ImageReader;
  readonly ledger: Pick<Ledger, 'newestTemplate'>;
}

type Push = Asked & { readonly kind: 'image-push' };

/**
 * Why a push releases nothing, asked from the registry. Pushes may arrive late and out of order: an older image must not follow a newer
 * one of the same tag, nor one that is gone be tried.
 */
export async function whyStale({ images }: RequestNeeds, { repository, tag, imageDigest }: Push): Promise<string | undefined> {
  const now = await images.digestOf(repository, tag);
  const name = `${shortened(repository)}:${shortened(tag)}`;
  if (now.kind === 'missing') return `${name} is not in the registry any more: push it again to release it`;
  return now.digest === imageDigest ? undefined : `${name} is ${now.digest} by now, not ${imageDigest}: its own push releases it`;
}

/**
 * One request for each service that an event concerns; nothing is started.
 *
 * @throws {InvalidInputError} it names a service or an image that does not exist.
 */
export async function requestsFor(
  needs: RequestNeeds,
  asked: Exclude<Asked, { kind: 'ignored' | 'ahead' }>,
): Promise<readonly DeploymentRequest[]> {
  switch (asked.kind) {
    case 'image-push': {
      const services = await needs.catalogue.servicesOf(asked.repository);
      const { imageDigest, triggerId, at } = asked;
      return services.map((service) => ({ service, imageDigest, trigger: { kind: 'image-push', id: triggerId, at } }));
    }
    case 'request': {
      const { service, image, taskDefinitionArn, purpose, triggerId, at } = asked;
      const { repository } = await declaredService(needs, service);
      const digest = image === undefined ? {} : { imageDigest: await digestOf(needs, repository, image) };
      const revision = taskDefinitionArn === undefined ? {} : { taskDefinitionArn };
      const measured = purpose === undefined ? {} : { purpose };
      return [{ service, ...digest, ...revision, ...measured, trigger: { kind: 'request', id: triggerId, at } }];
    }
    case 'template': {
      const { service, at } = asked;
      const { taskDefinition: taskDefinitionArn } = await declaredService(needs, service);
      const request = await asDeclared(needs.ledger, { service, taskDefinitionArn, at });
      return request === undefined ? [] : [request];
    }
  }
}

async function digestOf({ images }: RequestNeeds, repository: string, image: string): Promise<string> {
  const answer = await images.digestOf(repository, image);
  if (answer.kind === 'found') return answer.digest;
  throw new InvalidInputError(
    `detail.image is ${shown(image)}: push it to repository ${repository} first, or give a tag or digest that is there`,
  );
}

async function declaredService({ catalogue }: RequestNeeds, name: string) {
  const service = await catalogue.declared(name);
  if (service !== undefined) return service;
  throw new InvalidInputError(`service "${name}" is not declared: deploy its ProgressiveService, or correct the name`);
}
