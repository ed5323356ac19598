import { describe, expect, it } from 'vitest';
import type { Execution } from '../../local/asl/execution.ts';
import type { Json, JsonObject } from '../../local/asl/json.ts';
import { blueArn, greenArn } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import { weightsOf } from './acts.ts';
import { deploymentText } from './machine-bench.ts';
import { WatchedMachine } from './watched-machine.ts';

const periodSeconds = 60;

/** What NextStep answers in a deployment that is scaled and promoted, in one that is held and approved, and in one that regresses. */
const ways: readonly (readonly JsonObject[])[] = [
  [aShift(0, 25), { kind: 'scale', candidateCount: 4, bakeSeconds: 60, because: 'room' }, aShift(1, 100)],
  [
    aShift(0, 25),
    { kind: 'hold', stepIndex: 0, bakeSeconds: 60, because: 'both lanes fail' },
    { kind: 'approve', stepIndex: 1, waitSeconds: 14_400, because: 'asked for' },
    aShift(1, 100),
  ],
  [aShift(0, 25), { kind: 'rollback', because: 'regressed' }],
];

/** Ends an execution when it has entered a state that often, or one event later, when a call that was begun there has landed. */
function stopIn(execution: Execution, state: string, when: 'entered' | 'left'): () => boolean {
  let stopped = false;
  const add = execution.history.add.bind(execution.history);
  execution.history.add = (type, previousEventId, details) => {
    const name = (details?.()[`state${when === 'entered' ? 'Entered' : 'Exited'}EventDetails`] as { readonly name?: string } | undefined)
      ?.name;
    const id = add(type, previousEventId, details);
    if (name === state && !stopped) {
      stopped = true;
      execution.stop('Lost', 'the test stops it');
    }
    return id;
  };
  return () => stopped;
}

const statesOf = (text: string): readonly string[] => {
  const states = JSON.parse(text) as { readonly States: Readonly<Record<string, JsonObject>> };
  const below = (part: unknown): readonly string[] => {
    if (typeof part !== 'object' || part === null) return [];
    const own = 'States' in part ? Object.keys(part.States as object) : [];
    return [...own, ...Object.values(part).flatMap(below)];
  };
  return [...new Set(below(states))];
};

const isWhole = (actions: Json) => [`${blueArn}`, `${greenArn}`].includes(weightsOf(actions).join());

/** Lets a deployment run until it is lost in a state, and then only the reconciler's clock go on; undefined: it never came there. */
async function lose(state: string, when: 'entered' | 'left', moves: readonly JsonObject[]) {
  const watched = new WatchedMachine(moves);
  const { bench, ledger, plan } = watched;
  const execution = watched.begin();
  const isStopped = stopIn(execution, state, when);
  for (let minutes = 0; execution.outcome === undefined && minutes < 300; minutes += 1) {
    await bench.clock.advance(60_000);
    if (bench.approvalToken !== '' && minutes > 30) bench.tokens.succeed(bench.approvalToken, {});
  }
  if (!isStopped()) return undefined;
  // The worst case: the reconciler has looked the moment before.
  const lostAt = bench.clock.now().getTime();
  let wholeAfterSeconds = isWhole(bench.actions) ? 0 : Number.NaN;
  for (let seconds = 0; seconds < 6 * periodSeconds; seconds += 5) {
    if (seconds > 0 && seconds % periodSeconds === 0) await watched.reconcile();
    await bench.clock.advance(5_000);
    if (Number.isNaN(wholeAfterSeconds) && isWhole(bench.actions)) wholeAfterSeconds = (bench.clock.now().getTime() - lostAt) / 1_000;
  }
  return {
    wholeAfterSeconds,
    serving: weightsOf(bench.actions),
    candidateCount: bench.candidateCount,
    leases: (await ledger.heldLeases()).length,
    status: (await ledger.find(plan.deploymentId))?.status,
    pages: watched.pages + bench.pages,
  };
}

/** States that a healthy, a held and a regressed deployment pass; those of trouble are in the tests of the branch itself. */
const trouble = new Set([
  ...[
    'Refused',
    'TrafficNotConfirmed',
    'ScalingNotTransferred',
    'GuardSettled',
    'NotRetired',
    'AlreadyOver',
    'ReadTrafficSoon',
    'ReadPromotedSoon',
  ],
  ...[
    'InspectServing',
    'CandidateServes?',
    'CountRunning',
    'StableRuns?',
    'Forbidden?',
    'RestoreAgain',
    'WarnHuman',
    'RestoreSoon',
    'PageHuman',
    'RecordNeedsHuman',
  ],
  ...[
    'UsersMoved',
    'ReadUnlaunched',
    'LaunchSoon',
    'ReadCandidate',
    'RetireAgain?',
    'RetireSoon',
    'StopAgain?',
    'StopSoon',
    'ReadAgain?',
    'ReadSoon',
    'NeedsHuman',
    'TransferScaling',
    'PromotedScalingTarget',
    'TransferredToNobody?',
    'NothingToTransfer',
    'NotTransferred',
    'RestoredScalingTarget',
    'HeldByNobody?',
    'NothingToHold',
    'NotHeld',
    'ScaledByNobody?',
    'NothingToRestore',
    'NotRestored',
    'PageLeaseLost',
    'LeaseLost',
  ],
]);
/** Step Functions does not stop in them: they end the execution. */
const ends = new Set(['Promoted', 'RolledBack', 'CandidateRegressed']);

describe('an execution that is gone', () => {
  const passed = statesOf(deploymentText).filter((state) => !trouble.has(state) && !ends.has(state));

  it.each(passed)('in state %s leaves users whole within two periods of the reconciler, with nothing held', async (state) => {
    const lost = [];
    for (const when of ['entered', 'left'] as const) {
      for (const moves of ways) {
        const found = await lose(state, when, moves);
        if (found !== undefined) lost.push(found);
      }
    }
    expect(lost).not.toEqual([]);
    for (const { wholeAfterSeconds, leases, status, pages, candidateCount, serving } of lost) {
      expect(wholeAfterSeconds).toBeLessThanOrEqual(2 * periodSeconds);
      expect([leases, pages]).toEqual([0, 0]);
      const isPromoted = status === 'promoted';
      expect([undefined, 'promoted', 'rolled-back']).toContain(status);
      expect(serving).toEqual([isPromoted ? greenArn : blueArn]);
      if (!isPromoted) expect(candidateCount).toBe(0);
    }
  });
});
