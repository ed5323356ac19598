import { limits } from '../limits.ts';
import type { Plan } from './plan.ts';

/** The part of a plan, or of a declared service, that says how long a deployment may take. */
export type Pace = Pick<Plan, 'steps' | 'candidateSize' | 'analysis' | 'launchSeconds' | 'inspectSeconds' | 'rollbackWindowSeconds'>;

/**
 * History events of one pass through each loop of `deployment.asl.json`, counted as Step Functions writes them: a Task 5
 * (entered, scheduled, started, succeeded, exited), a Wait, Choice or Pass 2, a failed try of a Task 3 more.
 */
export const historyCosts = {
  /** Admission to launch, the Parallel with its guard, and the end: promotion and retirement, or the longest rollback. */
  fixed: 600,
  /** AwaitCandidate, InspectCandidate, CandidateReady?: 9. */
  inspection: 9,
  /** NextStep, Move?, Bake: 9. A partial candidate may also pass ScaleCandidate: 5 more. */
  look: { full: 9, partial: 14 },
  /** ShiftTraffic with ten reads of the weights 5 + 10 × 9, and an approval with its two passes of NextStep 21. */
  step: 120,
} as const;

/** Seconds a step may take at most: bake, patience, waiting for capacity, holding, and a person's approval. */
export function longestStepSeconds(pace: Pace, step: Pace['steps'][number]): number {
  const { analysis, launchSeconds } = pace;
  const holdSeconds = analysis.atDeadline === 'hold' ? limits.holdSeconds.value : 0;
  return step.bakeSeconds + analysis.patienceSeconds + launchSeconds + holdSeconds + (step.approval ? limits.approvalSeconds.value : 0);
}

/** Seconds from admission to the end of the last step, or of the rollback, at most. The rollback window comes after it. */
export function longestSeconds(pace: Pace): number {
  const steps = pace.steps.reduce((sum, step) => sum + longestStepSeconds(pace, step), 0);
  return 2 * pace.launchSeconds + steps + limits.rollbackSeconds.value;
}

/** An upper bound of the history events of one execution, retries apart. */
export function historyEvents(pace: Pace): number {
  const { analysis, launchSeconds, inspectSeconds, steps, candidateSize } = pace;
  const inspections = Math.ceil(launchSeconds / inspectSeconds) + 1;
  const holdLooks = analysis.atDeadline === 'hold' ? Math.ceil(limits.holdSeconds.value / limits.holdLookSeconds.value) : 0;
  const looks = steps.reduce((sum, { bakeSeconds }) => {
    // Each phase may end with a shorter look of its own.
    return sum + Math.ceil((bakeSeconds + analysis.patienceSeconds + launchSeconds) / analysis.lookSeconds) + holdLooks + 4;
  }, 0);
  return (
    historyCosts.fixed + inspections * historyCosts.inspection + steps.length * historyCosts.step + looks * historyCosts.look[candidateSize]
  );
}

/** Why a plan does not fit the limits of one execution, and what to change; undefined when it fits. */
export function planTooLong(pace: Pace): string | undefined {
  const events = historyEvents(pace);
  if (events > limits.historyEvents.value) {
    return (
      `up to ${events} history events, allowed are ${limits.historyEvents.value} (${limits.historyEvents.because}); ` +
      'use a longer analysis.look, a longer inspectEvery, fewer steps, or shorter bakes and patience'
    );
  }
  const seconds = longestSeconds(pace) + pace.rollbackWindowSeconds;
  if (seconds <= limits.longestSeconds.value) return undefined;
  return (
    `up to ${Math.ceil(seconds / 86_400)} days, allowed are ${Math.floor(limits.longestSeconds.value / 86_400)} ` +
    `(${limits.longestSeconds.because}); use shorter bakes, fewer steps or fewer approvals`
  );
}
