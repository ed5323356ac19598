import type { CountBlock } from '../../../core/analysis/blocks.ts';

/** A minute in which nothing was bad; a case names what it is about. */
export function aCountBlock(with_: Partial<CountBlock> = {}): CountBlock {
  return { startedAt: 0, candidate: { requests: 60, bad: 0 }, stable: { requests: 540, bad: 0 }, ...with_ };
}
