import { limits } from '../limits.ts';
import { approvalWait } from './approval-wait.ts';
import type { Drift } from './drift.ts';
import { driftSeen } from './drift-seen.ts';
import { closeSeconds } from './history-budget.ts';
import { longestSeconds } from './longest-seconds.ts';
import type { Move, Progressing, Seen } from './move.ts';
import { stepBegin } from './step-begin.ts';

/** The step a deployment is in, with all that the rules about it ask. */
export interface StepNow {
  readonly deployment: Progressing;
  readonly seen: Seen;
  readonly at: Date;
  /** Seconds that the plan leaves the whole deployment; 0 or less: none. */
  readonly leftSeconds: number;
  /** 0 before the first shift. */
  readonly candidatePercent: number;
  readonly bakeSeconds: number;
  /** Seconds into the step at which its bake ends: it begins again when a drift is over, as far as a hold may last. */
  readonly bakeEndsSeconds: number;
  /** Seconds since the traffic of this step was seen, or only intended; never negative, whatever the clocks say. */
  readonly elapsedSeconds: number;
  /** Seconds into the step at which patience begins: its bake, or the end of a hold or of a wait for a person that lasted longer. */
  readonly settledSeconds: number;
  /** Seconds into the step at which it ends without a verdict, whoever holds it. A person who was waited for does not shorten it. */
  readonly holdEndsSeconds: number;
  /** Seconds into the step until which looks are close. They are not while a person is waited for, and go on when that is over. */
  readonly closeEndsSeconds: number;
  /** The drift that this look sees, or the last one of this deployment. */
  readonly drift: Drift | undefined;
}

/**
 * Seconds to the next look at most, for a wait that ends at `endsSeconds` of the step. In a step that was held, frozen or approved looks keep
 * their pace once its bake is over, whatever ends in between: a judge who changes his mind at every look must not fill the history.
 */
export function leftUntil({ bakeSeconds, settledSeconds, holdEndsSeconds, elapsedSeconds }: StepNow, endsSeconds: number): number {
  return (settledSeconds > bakeSeconds ? Math.max(holdEndsSeconds, endsSeconds) : endsSeconds) - elapsedSeconds;
}

/** The present step. */
export function stepNow(deployment: Progressing, seen: Seen, at: Date): StepNow {
  const { plan, stepIndex, heldUntil } = deployment;
  const step = plan.steps[stepIndex];
  const begin = stepBegin(deployment, seen.shownAt);
  const bakeSeconds = step?.bakeSeconds ?? 0;
  const wait = approvalWait(deployment, at);
  const [waitedSeconds, approvedSeconds] = wait.kind === 'over' ? [wait.seconds, secondsBetween(begin, new Date(wait.until))] : [0, 0];
  const holdEndsSeconds = bakeSeconds + plan.analysis.patienceSeconds + limits.holdSeconds.value + waitedSeconds;
  const latestSettledSeconds = holdEndsSeconds - plan.analysis.patienceSeconds;
  const heldSeconds = heldUntil === undefined ? 0 : secondsBetween(begin, new Date(heldUntil));
  const drift = driftSeen(deployment, seen.traffic, at) ?? deployment.drift;
  const frozenUntilSeconds = drift === undefined ? 0 : secondsBetween(begin, new Date(drift.until));
  const bakeEndsSeconds = Math.min(bakeSeconds + frozenUntilSeconds, latestSettledSeconds);
  return {
    deployment,
    seen,
    at,
    leftSeconds: longestSeconds(plan) - secondsBetween(deployment.admittedAt, at),
    candidatePercent: step?.candidatePercent ?? 0,
    bakeSeconds,
    bakeEndsSeconds,
    elapsedSeconds: secondsBetween(begin, at),
    settledSeconds: Math.min(Math.max(bakeEndsSeconds, heldSeconds, approvedSeconds), latestSettledSeconds),
    holdEndsSeconds,
    closeEndsSeconds: wait.kind === 'open' ? 0 : bakeSeconds + closeSeconds(plan, stepIndex) + waitedSeconds,
    drift,
  };
}

/** Waits until the next look, which comes before these seconds are over. */
export function waitOn(step: StepNow, leftSeconds: number, because: string): Move {
  return { kind: 'bake', bakeSeconds: lookSeconds(step, leftSeconds), because };
}

/** Looks are close while a step is young and far apart once it is only held: the history has room for so many. */
export function lookSeconds(step: StepNow, leftSeconds: number): number {
  const isYoung = step.elapsedSeconds < step.closeEndsSeconds;
  const paceSeconds = isYoung ? step.deployment.plan.analysis.lookSeconds : limits.holdLookSeconds.value;
  return wholeSeconds(Math.min(leftSeconds, paceSeconds, step.leftSeconds));
}

/** Never negative. */
export function secondsBetween(from: string, until: Date): number {
  return Math.max(0, (until.getTime() - Date.parse(from)) / 1000);
}

function wholeSeconds(seconds: number): number {
  return Math.max(1, Math.ceil(seconds));
}
