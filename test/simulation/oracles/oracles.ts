import { approvalsAreHeard, approvedFirst } from './approvals.ts';
import { callsWithinBudget, launchesEnd } from './bounds.ts';
import { driftIsPaged } from './drift-is-paged.ts';
import { endsAreAnnounced } from './ends-are-announced.ts';
import { everyDeploymentEnds } from './every-deployment-ends.ts';
import { evidenceFirst } from './evidence-first.ts';
import { alarmsLatch, guardsWatch, noStartUnderAlarm } from './guards.ts';
import { heardAtOnce } from './heard-at-once.ts';
import { keepsToItsService } from './keeps-to-its-service.ts';
import { candidateDrained, oldLaneKept, pinnedDigest, stableKeepsSize, stableUntouched } from './lanes-kept.ts';
import { lateGuardsHear } from './late-guards.ts';
import { lateShiftsUndone } from './late-shifts.ts';
import { neverBegunAfterNo } from './never-begun-after-no.ts';
import { neverLeftSplit } from './never-left-split.ts';
import { noLaunchAfterNo } from './no-launch-after-no.ts';
import { oneAtATime, shiftsUnderLease } from './one-at-a-time.ts';
import { factsOnce, noRetryByItself, oneDeploymentPerTrigger } from './one-deployment-per-trigger.ts';
import { onlyDriftIsTold } from './only-drift-is-told.ts';
import type { Oracle } from './oracle.ts';
import { pagedWhenStuck } from './paged-when-stuck.ts';
import { promotedByDecision } from './promoted-by-decision.ts';
import { noRefusalInNeed } from './refused-in-need.ts';
import { requestsAreAnswered } from './requests-are-answered.ts';
import { scalingGivenBack } from './scaling-given-back.ts';
import { signalsAreOfTheirDeployment } from './signals-are-of-their-deployment.ts';
import { takenBackIsObserved, takingBackIsKept } from './taken-back.ts';
import { backAtOnce, backOrPaged, candidateAtRest, reconciledWithoutEvents } from './the-way-back.ts';
import { intentFirst, neverBackAndForth, neverFights, noWayForwardAfterBack, roomFirst, stepByStep } from './the-way-forward.ts';
import { goodAtRest, neverSentToNobody, noUserAfterRollback, staticStability } from './users-served.ts';
import { wayBackServes } from './way-back-serves.ts';
import { consistentReads, onRecordFirst, planUnchanged, signalBeatsPromotion, statusIsObserved, terminalAbsorbs } from './what-is-told.ts';
import { backToSnapshot, noLongCookies, nothingIsDestroyed, onlyKnownChanges, wellFormedWeights } from './written-rules.ts';

/** Every check, by what it is about. */
export const oracles: readonly Oracle[] = [
  ...[goodAtRest, neverSentToNobody, noUserAfterRollback, everyDeploymentEnds],
  ...[oneDeploymentPerTrigger, factsOnce, noRetryByItself, oneAtATime, shiftsUnderLease],
  ...[noStartUnderAlarm, alarmsLatch, heardAtOnce, guardsWatch, lateGuardsHear, noLaunchAfterNo, neverBegunAfterNo],
  signalsAreOfTheirDeployment,
  ...[
    intentFirst,
    stepByStep,
    roomFirst,
    evidenceFirst,
    approvedFirst,
    approvalsAreHeard,
    neverBackAndForth,
    neverFights,
    driftIsPaged,
    onlyDriftIsTold,
    noWayForwardAfterBack,
    lateShiftsUndone,
  ],
  ...[signalBeatsPromotion, oldLaneKept, candidateDrained, pinnedDigest, stableKeepsSize, stableUntouched, scalingGivenBack],
  ...[
    backOrPaged,
    backAtOnce,
    pagedWhenStuck,
    candidateAtRest,
    neverLeftSplit,
    reconciledWithoutEvents,
    wayBackServes,
    requestsAreAnswered,
    noRefusalInNeed,
    takingBackIsKept,
  ],
  ...[backToSnapshot, wellFormedWeights, keepsToItsService, noLongCookies, nothingIsDestroyed, onlyKnownChanges, staticStability],
  ...[
    statusIsObserved,
    takenBackIsObserved,
    promotedByDecision,
    terminalAbsorbs,
    onRecordFirst,
    planUnchanged,
    endsAreAnnounced,
    consistentReads,
  ],
  ...[launchesEnd, callsWithinBudget],
];
