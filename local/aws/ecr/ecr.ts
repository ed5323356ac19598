import { ImageTagAlreadyExistsException, RepositoryNotFoundException } from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { physicalName } from '../../template/physical-name.ts';
import type { DefaultBus } from '../aws-event.ts';
import type { ImageResolver } from '../ecs/ecs-needs.ts';
import { identifiers } from '../identifiers.ts';
import type { ModelledService, ModelNeeds } from '../modelled-service.ts';
import { refuseReplacement, resourceProperties } from '../resource-properties.ts';
import { imageOperations } from './image-operations.ts';
import { findImage, indexMediaType, type Repositories, type RepositoryRecord } from './repositories.ts';

const RepositoryProperties = z.object({
  RepositoryName: z.string().optional(),
  ImageTagMutability: z.enum(['MUTABLE', 'IMMUTABLE']).default('MUTABLE'),
});

/** What somebody pushes. */
export interface Push {
  readonly repository: string;
  readonly tag: string;
  /** `sha256:` and 64 hexadecimal digits; made up when not given. */
  readonly digest?: string;
}

/** The modelled ECR: its API, the resolver that ECS asks, and pushing as a build would. */
export interface EcrModel extends ModelledService {
  readonly images: ImageResolver;
  /**
   * Stores an image, moves the tag to it and tells the bus. `image` is its reference by digest.
   *
   * @throws RepositoryNotFoundException, ImageTagAlreadyExistsException in a repository with immutable tags
   */
  readonly push: (push: Push) => { readonly digest: string; readonly image: string };
  /** Removes an image as a lifecycle policy would; nothing happens when it is not there. */
  readonly remove: (repository: string, digest: string) => void;
}

/** Behaviour and sources: local/behaviour/containers-and-load-balancing.md. */
export function ecr(needs: ModelNeeds & { readonly bus: DefaultBus }): EcrModel {
  const repositories: Repositories = new Map();
  const registry = `${needs.account}.dkr.ecr.${needs.region}.amazonaws.com`;
  const tell = (action: 'PUSH' | 'DELETE', of: { readonly repository: string; readonly digest: string; readonly tag?: string }) =>
    needs.bus.emit({
      source: 'aws.ecr',
      'detail-type': 'ECR Image Action',
      resources: [],
      detail: {
        result: 'SUCCESS',
        'repository-name': of.repository,
        'image-digest': of.digest,
        'action-type': action,
        ...(of.tag === undefined ? {} : { 'image-tag': of.tag }),
        'manifest-media-type': indexMediaType,
        'artifact-media-type': 'application/vnd.oci.image.config.v1+json',
      },
    });
  return {
    id: 'ECR',
    operations: imageOperations(repositories, needs),
    resources: {
      'AWS::ECR::Repository': (properties, resource) => {
        const given = resourceProperties(RepositoryProperties, properties, resource);
        const name = given.RepositoryName ?? physicalName(resource, 256).toLowerCase();
        const arn = `arn:aws:ecr:${needs.region}:${needs.account}:repository/${name}`;
        refuseReplacement(properties, resource, ['RepositoryName']);
        const images = repositories.get(name)?.images ?? new Map();
        repositories.set(name, { name, immutable: given.ImageTagMutability === 'IMMUTABLE', images });
        return { ref: name, attributes: { Arn: arn, RepositoryUri: `${registry}/${name}` } };
      },
    },
    images: { resolve: (image) => resolve(repositories, registry, image) },
    push: ({ repository, tag, digest = `sha256:${identifiers(needs.random).hex(64)}` }) => {
      store(repositories, { repository, tag, digest }, needs.clock.now());
      tell('PUSH', { repository, digest, tag });
      return { digest, image: `${registry}/${repository}@${digest}` };
    },
    remove: (repository, digest) => {
      if (repositories.get(repository)?.images.delete(digest) === true) tell('DELETE', { repository, digest });
    },
  };
}

function store(repositories: Repositories, { repository, tag, digest }: Required<Push>, at: Date): void {
  const found = repositoryOf(repositories, repository);
  const tagged = findImage(found, { imageTag: tag });
  if (tagged !== undefined && tagged.digest !== digest) {
    if (found.immutable)
      throw new ImageTagAlreadyExistsException({
        message: `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the tag is immutable.`,
        $metadata: { httpStatusCode: 400 },
      });
    tagged.tags.delete(tag);
  }
  const image = found.images.get(digest) ?? { digest, tags: new Set<string>(), pushedAt: at };
  image.tags.add(tag);
  found.images.set(digest, image);
}

/** @throws RepositoryNotFoundException */
function repositoryOf(repositories: Repositories, name: string): RepositoryRecord {
  const found = repositories.get(name);
  if (found !== undefined) return found;
  const message = `The repository with name '${name}' does not exist in the registry`;
  throw new RepositoryNotFoundException({ message, $metadata: { httpStatusCode: 400 } });
}

function resolve(repositories: Repositories, registry: string, image: string): ReturnType<ImageResolver['resolve']> {
  if (!image.startsWith(`${registry}/`)) return { image };
  const [, name = '', imageTag = 'latest', imageDigest] = /^[^/]*\/(.*?)(?::([^:@/]+))?(?:@(sha256:\w+))?$/.exec(image) ?? [];
  const repository = repositories.get(name);
  const found = repository === undefined ? undefined : findImage(repository, imageDigest === undefined ? { imageTag } : { imageDigest });
  return found === undefined ? 'missing' : { image: `${registry}/${name}@${found.digest}`, digest: found.digest };
}
