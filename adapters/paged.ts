import { DependencyError } from '../core/errors.ts';

/** More pages than this is a loop on AWS's side or ours: 10,000 services at 100 a page are 100 pages. */
const pagesMax = 1_000;

/**
 * Reads all pages of a listing, in order.
 *
 * @param page reads one page from a position; `next` is undefined or empty at the end
 * @throws {DependencyError} the listing did not end within 1,000 pages, or gave the same position twice in a row
 */
export async function paged<T>(
  what: string,
  page: (position: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next: string | undefined }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let position: string | undefined;
  for (let read = 0; read < pagesMax; read += 1) {
    const { items, next } = await page(position);
    all.push(...items);
    if (!next) return all;
    if (next === position) throw new DependencyError(`${what} gave the same page twice: try again`);
    position = next;
  }
  throw new DependencyError(`${what} did not end within ${pagesMax} pages: try again`);
}
