import { limits } from '../limits.ts';
import type { Plan } from './plan.ts';

/** The part of a plan, or of a declared service, that says how long a deployment may take. */
export type Pace = Pick<Plan, 'steps' | 'candidateSize' | 'analysis' | 'launchSeconds' | 'inspectSeconds' | 'rollbackWindowSeconds'>;

/**
 * Seconds a step may take at most: bake, patience, waiting for capacity, and a person's approval, after which patience and capacity have their
 * time again. A hold comes on top.
 */
function longestStepSeconds(pace: Pace, step: Pace['steps'][number]): number {
  const { analysis, launchSeconds } = pace;
  const waitSeconds = analysis.patienceSeconds + launchSeconds;
  return step.bakeSeconds + waitSeconds + (step.approval ? limits.approvalSeconds.value + waitSeconds : 0);
}

/**
 * Seconds from admission to the end of the last step, or of the rollback, at most. The rollback window comes after it. Any deployment has
 * time for one hold that the judge asks for; a plan that holds at its deadline, for one in each step.
 */
export function longestSeconds(pace: Pace): number {
  const steps = pace.steps.reduce((sum, step) => sum + longestStepSeconds(pace, step), 0);
  const holds = pace.analysis.atDeadline === 'hold' ? pace.steps.length : 1;
  return 2 * pace.launchSeconds + steps + holds * limits.holdSeconds.value + limits.rollbackSeconds.value;
}
