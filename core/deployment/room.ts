import { candidateCountFor, tasksFor } from './candidate-count.ts';
import type { Move } from './move.ts';
import { leftUntil, lookSeconds, type StepNow, waitOn } from './step-now.ts';

/**
 * Users never meet a lane without room for them. Undefined: there is room. It is waited for as long as a launch may take; a step that was
 * held, or waited for a person, was not asked for room meanwhile, so its wait counts from the end of that.
 */
export function awaitCapacity(step: StepNow, candidatePercent: number): Move | undefined {
  const { deployment, seen, settledSeconds, holdEndsSeconds, elapsedSeconds } = step;
  const { analysis, launchSeconds } = deployment.plan;
  const needed = neededFor(step, candidatePercent);
  if (seen.healthyCandidates >= needed) return undefined;
  const because = `${seen.healthyCandidates} of the ${needed} targets that ${candidatePercent} % needs are healthy`;
  const verdictSeconds = analysis.atDeadline === 'hold' ? holdEndsSeconds : settledSeconds + analysis.patienceSeconds;
  // Before the first shift the candidate has had its launch time once already, to become healthy at all.
  const launches = deployment.stepIndex < 0 ? 2 : 1;
  const endsSeconds = verdictSeconds + launches * launchSeconds;
  const leftSeconds = leftUntil(step, endsSeconds);
  if (endsSeconds > elapsedSeconds) return scaleAhead(step, leftSeconds) ?? waitOn(step, leftSeconds, because);
  return { kind: 'rollback', because: `${because}, ${Math.round(elapsedSeconds)} s after the step began` };
}

/** Room for the next step, asked for as long as it is missing: an absolute count, so that repeating it changes nothing. */
export function scaleAhead(step: StepNow, leftSeconds: number): Move | undefined {
  const { deployment, seen } = step;
  const { plan, stepIndex } = deployment;
  const next = plan.steps[stepIndex + 1];
  if (next === undefined) return undefined;
  const needed = neededFor(step, next.candidatePercent);
  const stable = { desiredCount: stableCount(step) };
  const candidateCount = candidateCountFor({ candidateSize: plan.candidateSize, stable }, next.candidatePercent);
  const isAsked = plan.candidateSize === 'full' && candidateCount === plan.candidate.desiredCount;
  if (isAsked || seen.healthyCandidates >= needed) return undefined;
  const because = `${next.candidatePercent} % needs ${needed} tasks, ${seen.healthyCandidates} are healthy`;
  return { kind: 'scale', candidateCount, bakeSeconds: lookSeconds(step, leftSeconds), because };
}

/** Healthy targets that this share of users needs, counted from stable as it is now. */
export function neededFor(step: StepNow, candidatePercent: number): number {
  return tasksFor(stableCount(step), candidatePercent);
}

/** Stable's tasks at admission, or the more it has by now: never fewer, a task that fails must not make the candidate smaller. */
function stableCount({ deployment, seen }: StepNow): number {
  return Math.max(deployment.plan.stable.desiredCount, seen.healthyStable);
}
