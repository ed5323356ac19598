import { DescribeImagesCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { answered, isNamed } from './sdk-errors.ts';

/** What an image reference stands for now. */
export type ImageAnswer = { readonly kind: 'found'; readonly digest: string } | { readonly kind: 'missing' };

/**
 * Reads the image registry.
 *
 * @throws {DependencyError} ECR throttled or did not answer. Retryable.
 */
export interface ImageReader {
  /**
   * @param repository name, or URI as in a task definition (`ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME`)
   * @param reference a tag, or a digest `sha256:…`
   */
  digestOf(repository: string, reference: string): Promise<ImageAnswer>;
}

/** An {@link ImageReader} on the SDK. */
export function imageReader(ecr: ECRClient): ImageReader {
  return {
    async digestOf(repository, reference) {
      const imageId = reference.startsWith('sha256:') ? { imageDigest: reference } : { imageTag: reference };
      try {
        const command = new DescribeImagesCommand({ ...registryOf(repository), imageIds: [imageId] });
        const { imageDetails } = await answered('ECR DescribeImages', ecr.send(command));
        const digest = imageDetails?.[0]?.imageDigest;
        return digest ? { kind: 'found', digest } : { kind: 'missing' };
      } catch (error) {
        if (isNamed(error, 'ImageNotFound', 'RepositoryNotFound')) return { kind: 'missing' };
        throw error;
      }
    },
  };
}

function registryOf(repository: string): { readonly repositoryName: string; readonly registryId?: string } {
  const [, registryId, repositoryName] = /^(\d{12})\.dkr\.ecr\.[^/]+\/(.+)$/.exec(repository) ?? [];
  return registryId && repositoryName ? { registryId, repositoryName } : { repositoryName: repository };
}
