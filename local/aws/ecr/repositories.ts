import type { ImageIdentifier } from '@aws-sdk/client-ecr';

/** One pushed image; its tags can move to another. */
export interface ImageRecord {
  readonly digest: string;
  readonly tags: Set<string>;
  readonly pushedAt: Date;
}

/** A repository and its images by digest. */
export interface RepositoryRecord {
  readonly name: string;
  readonly immutable: boolean;
  readonly images: Map<string, ImageRecord>;
}

/** Repositories by name. */
export type Repositories = Map<string, RepositoryRecord>;

/** Every image is pushed as an index, as multi-architecture builds are. */
export const indexMediaType = 'application/vnd.oci.image.index.v1+json';

/** The image with this digest, or with this tag when no digest is given. */
export function findImage(repository: RepositoryRecord, { imageDigest, imageTag }: ImageIdentifier): ImageRecord | undefined {
  if (imageDigest !== undefined) return repository.images.get(imageDigest);
  return [...repository.images.values()].find((image) => imageTag !== undefined && image.tags.has(imageTag));
}
