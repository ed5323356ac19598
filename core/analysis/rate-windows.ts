import type { CountBlock, LaneCounts } from './blocks.ts';
import type { StepBegin } from './evidence.ts';

/** Sums of both lanes over some blocks. */
export interface RateSums {
  readonly candidate: LaneCounts;
  readonly stable: LaneCounts;
  /** Bad requests that the candidate would have had at stable's rate of the time, and of how many. */
  readonly expected: LaneCounts;
}

/** Sums over all blocks so far, and over those of the last step that has any. */
export interface RateWindows {
  readonly all: RateSums;
  readonly ofStep: RateSums;
  /** True: the block is the first of a step. */
  add(block: CountBlock): boolean;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type MutableSums = { readonly [Key in keyof RateSums]: Mutable<LaneCounts> };

/** Windows without a block yet. */
export function rateWindows(steps: readonly StepBegin[]): RateWindows {
  const [all, ofStep] = [emptySums(), emptySums()];
  let step = 0;
  return {
    all,
    ofStep,
    add(block) {
      const before = step;
      while (step + 1 < steps.length && block.startedAt >= (steps[step + 1]?.beganAt ?? Infinity)) step++;
      if (step !== before) Object.assign(ofStep, emptySums());
      addTo(all, block);
      addTo(ofStep, block);
      return step !== before;
    },
  };
}

function emptySums(): MutableSums {
  const nothing = { requests: 0, bad: 0 };
  return { candidate: { ...nothing }, stable: { ...nothing }, expected: { ...nothing } };
}

function addTo({ candidate, stable, expected }: MutableSums, block: CountBlock): void {
  candidate.requests += block.candidate.requests;
  candidate.bad += block.candidate.bad;
  if (block.stable.requests === 0) return;
  stable.requests += block.stable.requests;
  stable.bad += block.stable.bad;
  expected.requests += block.candidate.requests;
  expected.bad += block.candidate.requests * (block.stable.bad / block.stable.requests);
}
