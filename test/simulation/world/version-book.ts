import { createHash } from 'node:crypto';
import type { Push } from '../../../local/aws/ecr/ecr.ts';
import { type Manner, type MannerName, manners } from '../scenario/manner.ts';

/** Which versions exist, how each behaves, and what image it is. */
export class VersionBook {
  readonly #byDigest = new Map<string, { readonly tag: string; readonly manner: Manner }>();
  readonly #byName = new Map<string, Manner>();

  /** The image of a version; asking again changes nothing. */
  image(repository: string, tag: string, manner: MannerName | Manner): Push {
    const digest = `sha256:${createHash('sha256').update(`${repository}:${tag}`).digest('hex')}`;
    const behaves = typeof manner === 'string' ? manners[manner] : manner;
    this.#byDigest.set(digest, { tag, manner: behaves });
    this.#byName.set(`${repository}:${tag}`, behaves);
    return { repository, tag, digest };
  }

  mannerOf(repository: string, tag: string): Manner | undefined {
    return this.#byName.get(`${repository}:${tag}`);
  }

  /** By an image reference with a digest, or a digest. */
  of(image: string): { readonly tag: string; readonly manner: Manner } | undefined {
    return this.#byDigest.get(image.slice(Math.max(0, image.indexOf('sha256:'))));
  }
}
