import type { Verdict } from '../analysis/observation.ts';
import { limits } from '../limits.ts';
import { candidateCountFor, tasksFor } from './candidate-count.ts';
import type { Deployment } from './deployment.ts';
import { type GuardAlarms, whyAlarmsEnd } from './guard-alarms.ts';
import { longestSeconds } from './history-budget.ts';
import type { Plan } from './plan.ts';
import { stepBegin } from './step-begin.ts';
import { describeTraffic, showsPercent, type Traffic } from './traffic.ts';

/** A deployment whose traffic may still move to the candidate. */
export type Progressing = Deployment & { readonly status: 'progressing' };

/** What was read for one decision, all at the same moment. */
export interface Seen {
  readonly verdict: Verdict;
  /** The listener rule's weights as observed. */
  readonly traffic: Traffic;
  readonly healthyCandidates: number;
  /** Healthy targets of stable, which may have grown since admission. */
  readonly healthyStable: number;
  readonly alarms: GuardAlarms;
  /** When the state machine last read the intended weights back, ISO 8601. */
  readonly shownAt?: string;
}

/** The one thing to do next, and why: the reason is shown to people, not only logged. After `shift` and `scale` the machine waits `bakeSeconds` too. */
export type Move = { readonly because: string } & (
  | {
      readonly kind: 'shift';
      readonly stepIndex: number;
      readonly candidatePercent: number;
      readonly stableWeight: number;
      readonly candidateWeight: number;
      readonly bakeSeconds: number;
    }
  | { readonly kind: 'bake'; readonly bakeSeconds: number }
  | { readonly kind: 'scale'; readonly candidateCount: number; readonly bakeSeconds: number }
  | { readonly kind: 'approve'; readonly stepIndex: number }
  | { readonly kind: 'promote' | 'rollback' }
);

/**
 * Decides one step of a progressing deployment. Total: every input yields a move, none throws.
 *
 * - A stored signal, a guard alarm that rings or cannot, a regressed verdict, an empty candidate or drifted weights roll back, in this order, before anything else.
 * - A bake counts from the traffic that was seen, not from the traffic that was asked for.
 * - Users move on only after the bake, on a safe verdict, to a candidate with room for them, with the approval the step asks for.
 * - A step at 0 % has no users: healthy targets are its evidence.
 * - Room is counted from stable as it is now: it may grow while it is the way back, never shrink.
 * - A candidate too small for the next step is scaled while the current one bakes, so that a safe step rarely waits.
 * - Every wait ends: bake, then patience, then (with `hold`) a day, then rollback.
 */
export function decideMove(deployment: Progressing, seen: Seen, at: Date): Move {
  const step = stepNow(deployment, seen, at);
  return endAtOnce(step) ?? emptyCandidate(step) ?? repeatShift(step) ?? drifted(step) ?? bake(step) ?? awaitVerdict(step) ?? goOn(step);
}

/** The step a deployment is in, with all that the rules below ask about it. */
interface StepNow {
  readonly deployment: Progressing;
  readonly seen: Seen;
  readonly at: Date;
  /** 0 before the first shift. */
  readonly candidatePercent: number;
  readonly bakeSeconds: number;
  /** Seconds since the traffic of this step was seen, or only intended; never negative, whatever the clocks say. */
  readonly elapsedSeconds: number;
}

function stepNow(deployment: Progressing, seen: Seen, at: Date): StepNow {
  const { plan, stepIndex } = deployment;
  const step = plan.steps[stepIndex];
  const elapsedSeconds = secondsBetween(stepBegin(deployment, seen.shownAt), at);
  return { deployment, seen, at, candidatePercent: step?.candidatePercent ?? 0, bakeSeconds: step?.bakeSeconds ?? 0, elapsedSeconds };
}

function endAtOnce({ deployment, seen, at }: StepNow): Move | undefined {
  const { signal, plan, admittedAt } = deployment;
  if (signal !== undefined) return rollback(signal.because);
  const alarmed = whyAlarmsEnd(seen.alarms);
  if (alarmed !== undefined) return rollback(alarmed);
  if (seen.verdict.kind === 'regressed') return rollback(seen.verdict.because);
  const allowedSeconds = longestSeconds(plan);
  if (secondsBetween(admittedAt, at) <= allowedSeconds) return undefined;
  return rollback(`it is not over after the ${allowedSeconds} s its plan allows`);
}

/**
 * A recorded intent whose answer was lost: traffic still shows the step before, so the same shift is sent again. Only before the
 * first look that a confirmed shift can have; later such weights are somebody else's, and nobody is fought.
 */
function repeatShift(step: StepNow): Move | undefined {
  const { deployment, seen, at, candidatePercent } = step;
  const { plan, stepIndex } = deployment;
  const percentBefore = plan.steps[stepIndex - 1]?.candidatePercent ?? 0;
  const isLost =
    stepIndex >= 0 &&
    secondsBetween(stepBegin(deployment), at) < firstLookSeconds(plan, stepIndex) &&
    !showsPercent(seen.traffic, plan, candidatePercent) &&
    showsPercent(seen.traffic, plan, percentBefore);
  if (!isLost || seen.healthyCandidates < tasksFor(stableCount(step), candidatePercent)) return undefined;
  return shiftTo(step, stepIndex, `traffic still shows ${percentBefore} %: the shift to ${candidatePercent} % is sent again`);
}

function drifted({ deployment, seen, candidatePercent }: StepNow): Move | undefined {
  if (showsPercent(seen.traffic, deployment.plan, candidatePercent)) return undefined;
  return rollback(`the rule shows ${describeTraffic(seen.traffic)}; ${candidatePercent} % for the candidate was intended`);
}

function emptyCandidate({ seen, candidatePercent }: StepNow): Move | undefined {
  if (candidatePercent === 0 || seen.healthyCandidates > 0) return undefined;
  return rollback(`no target of the candidate is healthy while it has ${candidatePercent} % of the users`);
}

function bake(step: StepNow): Move | undefined {
  const { bakeSeconds, elapsedSeconds, candidatePercent } = step;
  const leftSeconds = bakeSeconds - elapsedSeconds;
  if (!(leftSeconds > 0)) return undefined;
  const { candidateSize, launchSeconds } = step.deployment.plan;
  // A full candidate grows once and late: each call costs history, and only stable's size at the end of the bake counts.
  const isEarly = candidateSize === 'full' && leftSeconds > launchSeconds;
  const scale = isEarly ? undefined : scaleAhead(step, leftSeconds);
  return scale ?? waitOn(step, leftSeconds, `${candidatePercent} % bakes for another ${Math.ceil(leftSeconds)} s`);
}

/** Silence is not success: a missing verdict may spend patience, never move users. */
function awaitVerdict(step: StepNow): Move | undefined {
  const { deployment, seen, candidatePercent, bakeSeconds, elapsedSeconds } = step;
  if (seen.verdict.kind === 'safe' || candidatePercent === 0) return undefined;
  const { patienceSeconds, atDeadline } = deployment.plan.analysis;
  const { because } = seen.verdict;
  const patienceLeft = bakeSeconds + patienceSeconds - elapsedSeconds;
  if (patienceLeft > 0) return scaleAhead(step, patienceLeft) ?? waitOn(step, patienceLeft, because);
  const holdLeft = atDeadline === 'hold' ? patienceLeft + limits.holdSeconds.value : 0;
  if (holdLeft > 0) return waitOn(step, holdLeft, `held without a verdict: ${because}`);
  return rollback(`no verdict ${Math.round(elapsedSeconds)} s after the step began: ${because}`);
}

function goOn(step: StepNow): Move {
  const { deployment, seen, candidatePercent } = step;
  const { plan, stepIndex, approvedStep } = deployment;
  const next = plan.steps[stepIndex + 1];
  const because = candidatePercent === 0 ? healthReason(step) : seen.verdict.because;
  if (next === undefined) return { kind: 'promote', because: `every step was safe; the last: ${because}` };
  const wait = awaitCapacity(step, next.candidatePercent);
  if (wait !== undefined) return wait;
  if (next.approval && approvedStep !== stepIndex + 1) {
    return { kind: 'approve', stepIndex: stepIndex + 1, because: `${next.candidatePercent} % needs a person's approval; ${because}` };
  }
  return shiftTo(step, stepIndex + 1, because);
}

function healthReason({ deployment, seen }: StepNow): string {
  return deployment.stepIndex < 0
    ? `the candidate is up with ${seen.healthyCandidates} healthy targets`
    : `no user reaches a candidate at 0 %: its ${seen.healthyCandidates} healthy targets are the evidence`;
}

/** Users never meet a lane without room for them. */
function awaitCapacity(step: StepNow, candidatePercent: number): Move | undefined {
  const { deployment, seen, bakeSeconds, elapsedSeconds } = step;
  const { plan } = deployment;
  const needed = tasksFor(stableCount(step), candidatePercent);
  if (seen.healthyCandidates >= needed) return undefined;
  const because = `${seen.healthyCandidates} of the ${needed} targets that ${candidatePercent} % needs are healthy`;
  const holdSeconds = plan.analysis.atDeadline === 'hold' ? limits.holdSeconds.value : 0;
  // Before the first shift the candidate has had its launch time once already, to become healthy at all.
  const launches = deployment.stepIndex < 0 ? 2 : 1;
  const left = bakeSeconds + plan.analysis.patienceSeconds + holdSeconds + launches * plan.launchSeconds - elapsedSeconds;
  if (left > 0) return scaleAhead(step, left) ?? waitOn(step, left, because);
  return rollback(`${because}, ${Math.round(elapsedSeconds)} s after the step began`);
}

/** Room for the next step, asked for as long as it is missing: an absolute count, so that repeating it changes nothing. */
function scaleAhead(step: StepNow, leftSeconds: number): Move | undefined {
  const { deployment, seen } = step;
  const { plan, stepIndex } = deployment;
  const next = plan.steps[stepIndex + 1];
  if (next === undefined) return undefined;
  const stable = { desiredCount: stableCount(step) };
  const needed = tasksFor(stable.desiredCount, next.candidatePercent);
  const candidateCount = candidateCountFor({ candidateSize: plan.candidateSize, stable }, next.candidatePercent);
  const isAsked = plan.candidateSize === 'full' && candidateCount === plan.candidate.desiredCount;
  if (isAsked || seen.healthyCandidates >= needed) return undefined;
  const because = `${next.candidatePercent} % needs ${needed} tasks, ${seen.healthyCandidates} are healthy`;
  return { kind: 'scale', candidateCount, bakeSeconds: lookSeconds(step, leftSeconds), because };
}

/** Stable's tasks at admission, or the more it has by now: never fewer, a task that fails must not make the candidate smaller. */
function stableCount({ deployment, seen }: StepNow): number {
  return Math.max(deployment.plan.stable.desiredCount, seen.healthyStable);
}

function shiftTo({ deployment }: StepNow, stepIndex: number, because: string): Move {
  const { plan } = deployment;
  const candidatePercent = plan.steps[stepIndex]?.candidatePercent ?? 0;
  return {
    kind: 'shift',
    stepIndex,
    candidatePercent,
    stableWeight: 100 - candidatePercent,
    candidateWeight: candidatePercent,
    bakeSeconds: firstLookSeconds(plan, stepIndex),
    because,
  };
}

function firstLookSeconds({ steps, analysis }: Plan, stepIndex: number): number {
  return wholeSeconds(Math.min(steps[stepIndex]?.bakeSeconds ?? 0, analysis.lookSeconds));
}

function waitOn(step: StepNow, leftSeconds: number, because: string): Move {
  return { kind: 'bake', bakeSeconds: lookSeconds(step, leftSeconds), because };
}

/** Looks are close while a step is young and far apart once it is only held: the history has room for so many. */
function lookSeconds({ deployment, bakeSeconds, elapsedSeconds }: StepNow, leftSeconds: number): number {
  const { analysis, launchSeconds } = deployment.plan;
  const isYoung = elapsedSeconds < bakeSeconds + analysis.patienceSeconds + launchSeconds;
  return wholeSeconds(Math.min(leftSeconds, isYoung ? analysis.lookSeconds : limits.holdLookSeconds.value));
}

function wholeSeconds(seconds: number): number {
  return Math.max(1, Math.ceil(seconds));
}

function secondsBetween(from: string, until: Date): number {
  return Math.max(0, (until.getTime() - Date.parse(from)) / 1000);
}

function rollback(because: string): Move {
  return { kind: 'rollback', because };
}
