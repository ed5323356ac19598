import { autoscaling } from './autoscaling.ts';
import { brokenCalls, deadService, lateIndex, lostAnswers, refusedCalls, slowCalls } from './failing-calls.ts';
import { blindReconciler, deadReconciler, lateEvents, lostEvents, repeatedEvents } from './failing-events.ts';
import { crashingTasks, failingStarts, illTasks, killedFunctions, lateWeights, noCapacity, skewedClocks } from './failing-machines.ts';
import { correctedMetrics, lateMetrics, missingMetrics } from './failing-metrics.ts';
import { revokedPermission } from './failing-permissions.ts';
import type { FaultKind } from './fault.ts';
import { editedRule, flappingAlarms, redeployedControlPlane, silencedAlarms, stoppedExecutions } from './meddling.ts';
import { reclaimedTasks } from './reclaimed-tasks.ts';
import { stoppedRollback } from './stopped-rollback.ts';
import { throttledAccount } from './throttled-account.ts';
import { trimmedLane } from './trimmed-lane.ts';
import { contestedLaunch, contestedMove, diesAtAdmission, lateGuard, refusedWayBack } from './worst-moments.ts';

/** Every kind of fault that a scenario can draw. */
export const faultKinds: readonly FaultKind[] = [
  ...[refusedCalls, brokenCalls, lostAnswers, slowCalls, deadService, lateIndex],
  ...[lostEvents, lateEvents, repeatedEvents, deadReconciler, blindReconciler],
  ...[lateMetrics, missingMetrics, correctedMetrics],
  ...[killedFunctions, skewedClocks, lateWeights, noCapacity, failingStarts, crashingTasks, illTasks],
  ...[stoppedExecutions, editedRule, flappingAlarms, silencedAlarms, redeployedControlPlane, revokedPermission],
  ...[throttledAccount, autoscaling],
  ...[refusedWayBack, lateGuard, reclaimedTasks, diesAtAdmission, contestedMove, contestedLaunch, stoppedRollback, trimmedLane],
];

/** Whether its campaigns wait for a promotion. */
export function isPatient(fault: string): boolean {
  return faultKinds.some(({ name, isPatient: waits }) => name === fault && waits === true);
}

/** Their names, in order. */
export const faultNames: readonly string[] = faultKinds.map(({ name }) => name);
