import { limits } from '../limits.ts';
import { longestSeconds, type Pace } from './longest-seconds.ts';

/**
 * History events of one pass through each loop of `deployment.asl.json`, counted as Step Functions writes them: a Task 5
 * (entered, scheduled, started, succeeded, exited), one that waits for a token 6, a Wait, Choice or Pass 2, a failed try of a Task 3 more.
 */
export const historyCosts = {
  /**
   * Admission to launch, the Parallel with its guard, and the end: promotion and retirement, or the longest rollback. A launch that ECS
   * refuses thirty times is 30 × 24 of it, a retirement 30 × 16. Five tries to restore traffic, each with four parts of a drain, and twenty
   * to stop the candidate are 700; scaling that is refused twelve times between the reads of a drain is 300, a rule that is silent after half
   * a minute of it 40.
   */
  fixed: 1_950,
  /** AwaitCandidate, InspectCandidate, CandidateReady?: 9. */
  inspection: 9,
  /** NextStep, Move?, Bake: 9. A partial candidate may also pass ScaleCandidate: `scaling` more. */
  look: { full: 9, partial: 14 },
  scaling: 5,
  /** NextStep, Move?, ShiftTraffic: 12. Ten times ReadTraffic and Confirmed?, with nine ReadTrafficSoon between: 88. Bake: 2. */
  shift: 102,
  /** NextStep, Move?, AwaitApproval, which a person ends or its time. */
  approval: 13,
  /** AskHuman, once for each step that is held. */
  page: 5,
} as const;

/** An upper bound of the history events of one execution, retries apart. */
export function historyEvents(pace: Pace): number {
  return eventsWithin(pace, approvalLookSeconds(pace));
}

/**
 * Seconds to the next look while a person is waited for: half an hour, or as many times twice that as make a week of waits for each approval
 * fit the history.
 */
export function approvalLookSeconds(pace: Pace): number {
  const { approvalLookSeconds: shortest, approvalSeconds, historyEvents: allowed } = limits;
  let seconds = shortest.value;
  while (seconds < approvalSeconds.value && eventsWithin(pace, seconds) > allowed.value) seconds *= 2;
  return Math.min(seconds, approvalSeconds.value);
}

/** A full candidate is scaled at most as often as a partial one: at every look. */
function eventsWithin(pace: Pace, askSeconds: number): number {
  return Math.min(eventsOf(pace, askSeconds), eventsOf({ ...pace, candidateSize: 'partial' }, askSeconds));
}

function eventsOf(pace: Pace, askSeconds: number): number {
  const { steps, candidateSize } = pace;
  // The last step has no next one to scale for.
  const costOf = (index: number) => historyCosts.look[index === steps.length - 1 ? 'full' : candidateSize];
  const stepEvents = steps.map((step, index) => passesOf(step, askSeconds) + looksIn(pace, closeSecondsOf(pace, index)) * costOf(index));
  return (
    historyCosts.fixed +
    eventsBeforeFirstShift(pace) +
    stepEvents.reduce((sum, events) => sum + events, 0) +
    growthEvents(pace) +
    (lateLooks(pace) + freezeLooks()) * historyCosts.look[candidateSize]
  );
}

function passesOf({ approval, candidatePercent }: Pace['steps'][number], askSeconds: number): number {
  const { shift, approval: approved, page } = historyCosts;
  // A wait of less than a second is one of a second, so the end of a week may take one more.
  const asks = Math.ceil(limits.approvalSeconds.value / askSeconds) + 1;
  // Without users there is no verdict to wait for.
  return shift + (approval ? asks * approved : 0) + (candidatePercent > 0 ? page : 0);
}

/**
 * The candidate starts and then waits for its capacity, at the plan's own pace until patience and one launch time are over. Both share
 * that time, so the dearer is a candidate that starts at once or as late as it may: events are linear in between.
 */
function eventsBeforeFirstShift(pace: Pace): number {
  const { analysis, launchSeconds, inspectSeconds, candidateSize } = pace;
  const lookCost = historyCosts.look[candidateSize];
  const atOnce = historyCosts.inspection + looksIn(pace, analysis.patienceSeconds + launchSeconds) * lookCost;
  const inspections = Math.ceil(launchSeconds / inspectSeconds) + 1;
  return Math.max(atOnce, inspections * historyCosts.inspection + looksIn(pace, analysis.patienceSeconds) * lookCost);
}

/** A full candidate is scaled only when stable has grown, and in a bake only when no more of it is left than a launch may take. */
function growthEvents(pace: Pace): number {
  const { analysis, candidateSize, launchSeconds, steps } = pace;
  if (candidateSize === 'partial') return 0;
  const waitSeconds = analysis.patienceSeconds + launchSeconds;
  const looksOf = steps.slice(0, -1).map(({ bakeSeconds }) => looksIn(pace, Math.min(bakeSeconds, launchSeconds) + waitSeconds));
  return historyCosts.scaling * looksOf.reduce((sum, looks) => sum + looks, looksIn(pace, waitSeconds) + lateLooks(pace) + freezeLooks());
}

/** Seconds after its bake for which a step is looked at closely: patience, and a launch where there is a next step to launch for. */
export function closeSeconds({ analysis, launchSeconds, steps }: Pace, stepIndex: number): number {
  return analysis.patienceSeconds + (stepIndex < steps.length - 1 ? launchSeconds : 0);
}

/** How long `decideMove` looks at the plan's own pace. */
function closeSecondsOf(pace: Pace, index: number): number {
  return (pace.steps[index]?.bakeSeconds ?? 0) + closeSeconds(pace, index);
}

/**
 * Looks of held steps and of the second launch time before the first shift, in what the longest deployment leaves them of its time. Each
 * phase may end with a shorter one, and one more sees that the time is over.
 */
function lateLooks(pace: Pace): number {
  const { analysis, launchSeconds, steps } = pace;
  const { value: paceSeconds } = limits.holdLookSeconds;
  const lateSeconds = launchSeconds + (steps.length + 1) * limits.holdSeconds.value;
  const closeSum = steps.reduce((sum, _, index) => sum + closeSecondsOf(pace, index), analysis.patienceSeconds + launchSeconds);
  // Time spent on late looks is the cheaper only while the others are clearly closer.
  const leftSeconds = longestSeconds(pace) - (2 * analysis.lookSeconds <= paceSeconds ? closeSum : 0);
  return Math.ceil(Math.min(lateSeconds, leftSeconds) / paceSeconds) + steps.length + 2;
}

/**
 * Looks of a deployment that is frozen for as long as may be. Each may be the last of its drift: then one more follows at the end of the new
 * bake.
 */
function freezeLooks(): number {
  const { holdSeconds, holdLookSeconds, freezeCloseSeconds, freezeLookSeconds } = limits;
  const close = Math.ceil(freezeCloseSeconds.value / freezeLookSeconds.value);
  return 2 * (close + Math.ceil((holdSeconds.value - freezeCloseSeconds.value) / holdLookSeconds.value) + 1);
}

/** Looks at the plan's own pace; each of bake, patience and capacity may end with a shorter one. */
function looksIn({ analysis }: Pace, seconds: number): number {
  return Math.ceil(seconds / analysis.lookSeconds) + 3;
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
