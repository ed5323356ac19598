import type { ImageReader } from '../../adapters/image-reader.ts';
import type { ServiceCatalogue } from '../../adapters/service-catalogue.ts';
import type { DeploymentRequest } from '../../core/deployment/deployment.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { undeclared } from '../../core/service/service-name.ts';
import { shortened, shown } from '../../core/shown.ts';
import { asDeclared, type DeclarationNeeds } from './as-declared.ts';
import type { Asked } from './read-request.ts';

/** What an event's claims are looked up in. */
export interface RequestNeeds extends DeclarationNeeds {
  readonly catalogue: ServiceCatalogue;
  readonly images: ImageReader;
}

/** One request for each service that an event concerns, or why it asks for none. */
type Requests =
  | { readonly kind: 'some'; readonly requests: readonly DeploymentRequest[] }
  | { readonly kind: 'none'; readonly because: string };

type Push = Asked & { readonly kind: 'image-push' };
type Person = Asked & { readonly kind: 'request' };

/**
 * What an event asks for; nothing is started.
 *
 * @throws {InvalidInputError} it names a service or an image that does not exist.
 * @throws {DependencyError} the catalogue does not show yet what it tells of. Retryable.
 */
export async function requestsFor(needs: RequestNeeds, asked: Exclude<Asked, { kind: 'ignored' | 'ahead' }>): Promise<Requests> {
  switch (asked.kind) {
    case 'image-push': {
      const stale = await whyStale(needs, asked);
      return stale === undefined ? some(...(await ofPush(needs, asked))) : { kind: 'none', because: stale };
    }
    case 'request':
      return some(await ofPerson(needs, asked));
    case 'template': {
      const declared = await asDeclared(needs, asked);
      return 'because' in declared ? { kind: 'none', ...declared } : some(declared);
    }
  }
}

function some(...requests: readonly DeploymentRequest[]): Requests {
  return { kind: 'some', requests };
}

/**
 * Why a push releases nothing, asked from the registry. Pushes may arrive late and out of order: an older image must not follow a newer
 * one of the same tag, nor one that is gone be tried.
 */
async function whyStale({ images }: RequestNeeds, { repository, tag, imageDigest }: Push): Promise<string | undefined> {
  const now = await images.digestOf(repository, tag);
  const name = `${shortened(repository)}:${shortened(tag)}`;
  if (now.kind === 'missing') return `${name} is not in the registry any more: push it again to release it`;
  return now.digest === imageDigest ? undefined : `${name} is ${now.digest} by now, not ${imageDigest}: its own push releases it`;
}

async function ofPush(
  { catalogue }: RequestNeeds,
  { repository, imageDigest, triggerId, at }: Push,
): Promise<readonly DeploymentRequest[]> {
  const services = await catalogue.servicesOf(repository);
  return services.map((service) => ({ service, imageDigest, trigger: { kind: 'image-push', id: triggerId, at } }));
}

async function ofPerson(needs: RequestNeeds, asked: Person): Promise<DeploymentRequest> {
  const { service, image, taskDefinitionArn, purpose, triggerId, at } = asked;
  const declared = await needs.catalogue.declared(service);
  if (declared === undefined) throw new InvalidInputError(undeclared(service));
  const digest = image === undefined ? {} : { imageDigest: await digestOf(needs, declared.repository, image) };
  const revision = taskDefinitionArn === undefined ? {} : { taskDefinitionArn };
  const measured = purpose === undefined ? {} : { purpose };
  return { service, ...digest, ...revision, ...measured, trigger: { kind: 'request', id: triggerId, at } };
}

async function digestOf({ images }: RequestNeeds, repository: string, image: string): Promise<string> {
  const answer = await images.digestOf(repository, image);
  if (answer.kind === 'found') return answer.digest;
  throw new InvalidInputError(
    `detail.image is ${shown(image)}: push it to repository ${repository} first, or give a tag or digest that is there`,
  );
}
