import type { StepBegin } from './evidence.ts';
import type { MetricVerdict } from './verdict.ts';

/** What every metric of a deployment is judged with, besides its own plan and evidence. */
export interface JudgeContext {
  /** Steps with users so far, in order; the last one is the present one. */
  readonly steps: readonly StepBegin[];
  /** How many steps with users the plan has in all. */
  readonly stepsWithUsers: number;
  /** This metric's share of the plan's alpha. */
  readonly alpha: number;
  /** This metric's share of the plan's alpha of the SLO guards. */
  readonly sloAlpha: number;
  readonly beta: number;
}

/** What one metric says. `then` is given when it is inconclusive and waiting is not the answer. */
export interface Judgement extends Omit<MetricVerdict, 'name' | 'dryRun'> {
  readonly then?: 'wait' | 'hold' | 'end';
  readonly warnings?: readonly string[];
}

/** So much speaks against the candidate that it is not called safe, though it may still turn out to be chance. */
export const suspiciousLogE = Math.log(10);
