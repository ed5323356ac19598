import type { ValueBlock } from './blocks.ts';
import type { StepBegin } from './evidence.ts';

/** The blocks that began when the candidate had had users for at least `warmupSeconds`. None before its first users. */
export function warmBlocks(blocks: readonly ValueBlock[], steps: readonly StepBegin[], warmupSeconds: number): readonly ValueBlock[] {
  const warmAt = (steps[0]?.beganAt ?? Number.POSITIVE_INFINITY) + warmupSeconds;
  return blocks.filter(({ startedAt }) => startedAt >= warmAt);
}
