import { limits } from '../limits.ts';
import { askPerson, stillAsked } from './ask-person.ts';
import { driftReason, frozenSeconds } from './drift.ts';
import { whyAlarmsEnd } from './guard-alarms.ts';
import { longestSeconds } from './longest-seconds.ts';
import { percentStillShown } from './lost-shift.ts';
import type { Move, Progressing, Seen } from './move.ts';
import type { Plan } from './plan.ts';
import { awaitCapacity, neededFor, scaleAhead } from './room.ts';
import { leftUntil, lookSeconds, type StepNow, stepNow, waitOn } from './step-now.ts';
import { strangers } from './strangers.ts';
import { showsPercent } from './traffic.ts';

/**
 * Decides one step of a progressing deployment. Total: every input yields a move, none throws.
 *
 * - A stored signal, a guard alarm that rings or cannot, a regressed verdict, or users whom nobody serves roll back, in this order, before
 *   anything else.
 * - Weights that Sluice did not set freeze it: nobody is moved in either direction until they are as intended again. For a day in all, then rollback.
 * - A bake counts from the traffic that was seen, not from the traffic that was asked for, and anew after a drift.
 * - Users move on only after the bake, on a safe verdict, to a candidate with room for them, with the approval the step asks for.
 * - A step at 0 % has no users: healthy targets are its evidence.
 * - Room is counted from stable as it is now: it may grow while it is the way back, never shrink.
 * - A candidate too small for the next step is scaled while the current one bakes, so that a safe step rarely waits.
 * - A verdict that asks to hold moves nobody in either direction and calls people, once for each step; it spends no patience.
 * - While a person is waited for looks go on, and end the deployment as in any step; nobody who agrees within a week is a no.
 * - Every wait ends: bake, then patience, then a hold of a day at most, then rollback.
 */
export function decideMove(deployment: Progressing, seen: Seen, at: Date): Move {
  const step = stepNow(deployment, seen, at);
  return (
    endAtOnce(step) ??
    unserved(step) ??
    repeatShift(step) ??
    frozen(step) ??
    stillAsked(step) ??
    heldOrEnded(step) ??
    bake(step) ??
    awaitVerdict(step) ??
    goOn(step)
  );
}

/**
 * Why a deployment ends whatever the judge would say; undefined: it may go on. Users whom nobody serves need no judge, and a spent time does
 * not either.
 */
export function endsUnjudged(deployment: Progressing, seen: Omit<Seen, 'verdict'>, at: Date): string | undefined {
  const verdict = { kind: 'safe', because: 'nobody was asked', metrics: [], warnings: [] } as const;
  const step = stepNow(deployment, { ...seen, verdict }, at);
  return (endAtOnce(step) ?? unserved(step))?.because;
}

function endAtOnce({ deployment, seen, leftSeconds }: StepNow): Move | undefined {
  const { signal, plan } = deployment;
  if (signal !== undefined) return rollback(signal.because);
  const alarmed = whyAlarmsEnd(seen.alarms);
  if (alarmed !== undefined) return rollback(alarmed);
  if (seen.verdict.kind === 'regressed') return rollback(seen.verdict.because);
  if (leftSeconds > 0) return undefined;
  return rollback(`it is not over after the ${longestSeconds(plan)} s its plan allows`);
}

/**
 * A recorded intent that was never carried out, because its answer was lost: traffic still shows the step before, so the same shift is sent
 * again, also when the judge asks to hold by now: it was safe when it was decided. Once the machine has read the weights of a step back, the
 * step before is somebody else's doing, and nobody is fought.
 */
function repeatShift(step: StepNow): Move | undefined {
  const { deployment, seen, candidatePercent } = step;
  const { stepIndex } = deployment;
  const percentBefore = seen.shownStep === stepIndex ? undefined : percentStillShown(deployment, seen.traffic);
  if (percentBefore === undefined) return undefined;
  const needed = neededFor(step, candidatePercent);
  if (seen.healthyCandidates >= needed)
    return shiftTo(step, stepIndex, `traffic still shows ${percentBefore} %: the shift to ${candidatePercent} % is sent again`);
  return rollback(
    `the shift to ${candidatePercent} % was lost, and ${seen.healthyCandidates} of the ${needed} targets it needs are healthy`,
  );
}

/** To overwrite weights that somebody set for a reason nobody here knows may hurt more than waiting does, so people decide. */
function frozen(step: StepNow): Move | undefined {
  const { deployment, seen, candidatePercent, drift } = step;
  if (drift === undefined || showsPercent(seen.traffic, deployment.plan, candidatePercent)) return undefined;
  const [because, seconds] = [driftReason(drift, candidatePercent), frozenSeconds(drift)];
  const leftSeconds = limits.holdSeconds.value - seconds;
  if (!(leftSeconds > 0)) return rollback(`frozen for ${Math.round(seconds)} s: ${because}`);
  const paceSeconds = seconds < limits.freezeCloseSeconds.value ? limits.freezeLookSeconds.value : leftSeconds;
  return { kind: 'freeze', drift, bakeSeconds: lookSeconds(step, Math.min(leftSeconds, paceSeconds)), because: `frozen: ${because}` };
}

/**
 * Users whom nobody serves wait for no person, whoever sent them there. Where the rule really sends them counts, not what was intended: ELB
 * checks no target that is in no rule, so a candidate that somebody took out of it has no healthy target and no user.
 */
function unserved({ deployment, seen, candidatePercent }: StepNow): Move | undefined {
  const { traffic, healthyCandidates, emptyStrangers = [] } = seen;
  const { plan } = deployment;
  if (traffic.kind === 'malformed' && traffic.serves === 'nobody') return rollback(`users reach nobody: ${traffic.because}`);
  const hasUsers = traffic.kind === 'weights' && (traffic.weights.get(plan.candidate.targetGroupArn) ?? 0) > 0;
  if (healthyCandidates === 0 && hasUsers) {
    const share = candidatePercent > 0 ? `${candidatePercent} % of the users` : 'users';
    return rollback(`no target of the candidate is healthy while it has ${share}`);
  }
  const [stranger] = strangers(traffic, plan).filter((arn) => emptyStrangers.includes(arn));
  return stranger === undefined ? undefined : rollback(`users are sent to ${stranger}, which has no healthy target`);
}

/** Neither direction would help users, so people are asked; or no wait will ever bring a verdict, so the deadline is now. */
function heldOrEnded(step: StepNow): Move | undefined {
  const { verdict } = step.seen;
  if (verdict.kind !== 'inconclusive' || verdict.then === 'wait' || step.candidatePercent === 0) return undefined;
  if (verdict.then === 'end') return atDeadline(step, verdict.because, 'no verdict will come');
  return hold(step, `held: ${verdict.because}`) ?? rollback(`held for ${Math.round(step.elapsedSeconds)} s: ${verdict.because}`);
}

function bake(step: StepNow): Move | undefined {
  const { bakeEndsSeconds, elapsedSeconds, candidatePercent } = step;
  const leftSeconds = bakeEndsSeconds - elapsedSeconds;
  if (!(leftSeconds > 0)) return undefined;
  const { candidateSize, launchSeconds } = step.deployment.plan;
  // A full candidate grows once and late: each call costs history, and only stable's size at the end of the bake counts.
  const isEarly = candidateSize === 'full' && leftSeconds > launchSeconds;
  const scale = isEarly ? undefined : scaleAhead(step, leftSeconds);
  return scale ?? waitOn(step, leftSeconds, `${candidatePercent} % bakes for another ${Math.ceil(leftSeconds)} s`);
}

/** Silence is not success: a missing verdict may spend patience, never move users. */
function awaitVerdict(step: StepNow): Move | undefined {
  const { deployment, seen, candidatePercent, settledSeconds, elapsedSeconds } = step;
  if (seen.verdict.kind === 'safe' || candidatePercent === 0) return undefined;
  const { because } = seen.verdict;
  const patienceEnds = settledSeconds + deployment.plan.analysis.patienceSeconds;
  const leftSeconds = leftUntil(step, patienceEnds);
  if (patienceEnds > elapsedSeconds) return scaleAhead(step, leftSeconds) ?? waitOn(step, leftSeconds, because);
  return atDeadline(step, because, `no verdict ${Math.round(elapsedSeconds)} s after the step began`);
}

/** What the plan says of a step that gets no verdict. */
function atDeadline(step: StepNow, because: string, ended: string): Move {
  const mayHold = step.deployment.plan.analysis.atDeadline === 'hold';
  const held = mayHold ? hold(step, `held without a verdict: ${because}`) : undefined;
  return held ?? rollback(`${ended}: ${because}`);
}

/** Looks go on, and people are called once for each step, or in vain as often as the limit says. Undefined once the step was held too long. */
function hold(step: StepNow, because: string): Move | undefined {
  const { deployment, seen, elapsedSeconds, holdEndsSeconds } = step;
  const leftSeconds = holdEndsSeconds - elapsedSeconds;
  if (!(leftSeconds > 0)) return undefined;
  const { stepIndex } = deployment;
  const isCalled = seen.pagedStep === stepIndex || (seen.pageTries ?? 0) >= limits.pageTries.value;
  if (isCalled) return waitOn(step, leftSeconds, because);
  return { kind: 'hold', stepIndex, bakeSeconds: lookSeconds(step, leftSeconds), because };
}

function goOn(step: StepNow): Move {
  const { deployment, seen, candidatePercent } = step;
  const { plan, stepIndex, approvedSteps } = deployment;
  const next = plan.steps[stepIndex + 1];
  const because = candidatePercent === 0 ? healthReason(step) : seen.verdict.because;
  if (next === undefined) return { kind: 'promote', because: `every step was safe; the last: ${because}` };
  const wait = awaitCapacity(step, next.candidatePercent);
  if (wait !== undefined) return wait;
  if (next.approval && !approvedSteps.includes(stepIndex + 1)) return askPerson(step, because);
  return shiftTo(step, stepIndex + 1, because);
}

function healthReason({ deployment, seen }: StepNow): string {
  return deployment.stepIndex < 0
    ? `the candidate is up with ${seen.healthyCandidates} healthy targets`
    : `no user reaches a candidate at 0 %: its ${seen.healthyCandidates} healthy targets are the evidence`;
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

/** What the machine waits after a shift to this step, before the first look at it. */
function firstLookSeconds({ steps, analysis }: Plan, stepIndex: number): number {
  return Math.max(1, Math.ceil(Math.min(steps[stepIndex]?.bakeSeconds ?? 0, analysis.lookSeconds)));
}

function rollback(because: string): Move {
  return { kind: 'rollback', because };
}
