import {
  type BatchGetImageCommandInput,
  type BatchGetImageCommandOutput,
  type DescribeImagesCommandInput,
  type DescribeImagesCommandOutput,
  type ImageDetail,
  type ImageFailureCode,
  type ImageIdentifier,
  ImageNotFoundException,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import type { ModelNeeds } from '../modelled-service.ts';
import { findImage, type ImageRecord, indexMediaType, type Repositories, type RepositoryRecord } from './repositories.ts';

type Answer<Output> = Promise<Omit<Output, '$metadata'>>;

/** BatchGetImage and DescribeImages. */
export function imageOperations(repositories: Repositories, { account }: ModelNeeds) {
  return {
    BatchGetImage: async (input: BatchGetImageCommandInput): Answer<BatchGetImageCommandOutput> => {
      const repository = findRepository(repositories, input.repositoryName, account);
      const found = (input.imageIds ?? []).map((imageId) => ({
        imageId,
        failure: failureOf(repository, imageId),
        image: findImage(repository, imageId),
      }));
      return {
        images: found.flatMap(({ imageId, failure, image }) =>
          failure === undefined && image !== undefined ? describedImage(repository, image, imageId, account) : [],
        ),
        failures: found.flatMap(({ imageId, failure }) => (failure === undefined ? [] : { imageId, ...failure })),
      };
    },
    DescribeImages: async (input: DescribeImagesCommandInput): Answer<DescribeImagesCommandOutput> => {
      const repository = findRepository(repositories, input.repositoryName, account);
      const images = input.imageIds?.map((imageId) => findImage(repository, imageId) ?? imageNotFound(repository, imageId));
      return { imageDetails: (images ?? [...repository.images.values()]).map((image) => imageDetail(repository, image, account)) };
    },
  };
}

function findRepository(repositories: Repositories, name: string | undefined, account: string): RepositoryRecord {
  const repository = repositories.get(name ?? '');
  if (repository !== undefined) return repository;
  const message = `The repository with name '${name}' does not exist in the registry with id '${account}'`;
  throw new RepositoryNotFoundException({ message, $metadata: { httpStatusCode: 400 } });
}

function failureOf(
  repository: RepositoryRecord,
  imageId: ImageIdentifier,
): { readonly failureCode: ImageFailureCode; readonly failureReason: string } | undefined {
  const { imageDigest, imageTag } = imageId;
  if (imageDigest === undefined && imageTag === undefined)
    return { failureCode: 'MissingDigestAndTag', failureReason: 'Invalid request parameters: both tag and digest cannot be null' };
  if (imageDigest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(imageDigest))
    return { failureCode: 'InvalidImageDigest', failureReason: 'Invalid request parameters: image digest should satisfy the regex' };
  const image = findImage(repository, imageId);
  if (image === undefined) return { failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };
  if (imageDigest !== undefined && imageTag !== undefined && !image.tags.has(imageTag))
    return { failureCode: 'ImageTagDoesNotMatchDigest', failureReason: 'Requested image tag does not match the digest' };
  return undefined;
}

function describedImage(repository: RepositoryRecord, image: ImageRecord, { imageTag }: ImageIdentifier, registryId: string) {
  return {
    registryId,
    repositoryName: repository.name,
    imageId: { imageDigest: image.digest, ...(imageTag === undefined ? {} : { imageTag }) },
    imageManifest: JSON.stringify({ schemaVersion: 2, mediaType: indexMediaType, manifests: [] }),
    imageManifestMediaType: indexMediaType,
  };
}

function imageDetail(repository: RepositoryRecord, image: ImageRecord, registryId: string): ImageDetail {
  return {
    registryId,
    repositoryName: repository.name,
    imageDigest: image.digest,
    imageTags: [...image.tags],
    imagePushedAt: image.pushedAt,
    imageManifestMediaType: indexMediaType,
    imageStatus: 'ACTIVE',
  };
}

function imageNotFound(repository: RepositoryRecord, imageId: ImageIdentifier): never {
  const asked = JSON.stringify(imageId);
  const message = `The image with imageId ${asked} does not exist within the repository with name '${repository.name}'`;
  throw new ImageNotFoundException({ message, $metadata: { httpStatusCode: 400 } });
}
