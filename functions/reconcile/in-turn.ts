/** How the task for one item went; `left`: it was not begun. */
export type Turn<T, R> = { readonly item: T } & (
  | { readonly kind: 'done'; readonly value: R }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'left' }
);

/**
 * Runs a task for each item, at most so many at once, and begins none once `mayBegin` says so. One that fails keeps no other waiting.
 *
 * @returns how each went, in the order of the items
 */
export async function inTurn<T, R>(
  items: readonly T[],
  { atOnce, mayBegin }: { readonly atOnce: number; readonly mayBegin: () => boolean },
  task: (item: T) => Promise<R>,
): Promise<readonly Turn<T, R>[]> {
  const turns: Turn<T, R>[] = items.map((item) => ({ item, kind: 'left' }));
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length && mayBegin()) {
      const index = next;
      next += 1;
      const item = items[index] as T;
      turns[index] = await task(item).then(
        (value): Turn<T, R> => ({ item, kind: 'done', value }),
        (error: unknown): Turn<T, R> => ({ item, kind: 'failed', error }),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return turns;
}
