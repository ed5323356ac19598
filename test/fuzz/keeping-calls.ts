import fc from 'fast-check';
import type { TurnPace } from '../../adapters/ledger/ledger.ts';
import { type Evidence, nothingKnown } from '../../core/analysis/evidence.ts';
import { aCountBlock, aProfile, aValueBlock, hour } from '../contract/some-evidence.ts';
import { secondsLater } from '../core/builders.ts';
import { anyId, anyService, call, type LedgerCall, mostly } from './ledger-draws.ts';

const metric = mostly('errors', 'latency');
const series = mostly('errors', 'p90');
const minutes = fc.nat(200);
const arn = mostly('arn:orders:7', 'arn:orders:8');
const queue = mostly('elb', 'ecs');
const pace: fc.Arbitrary<TurnPace> = fc.record({ everyMs: fc.constantFrom(1, 250), burst: fc.constantFrom(1, 3) });
const at = fc.nat(5).map(secondsLater);

/** Blocks of one metric beside what was known before; nothing of it was kept before `hour`. */
const anyBlocks = fc.tuple(
  metric,
  series,
  fc.uniqueArray(minutes, { maxLength: 4 }).map((begins) => begins.sort((one, other) => one - other)),
  fc.constantFrom<number | null>(0, 0.5, null),
);

function withBlocks(known: Evidence, [name, of, begins, value]: [string, string, readonly number[], number | null]): Evidence {
  const own = {
    counts: { [of]: begins.map((begin) => aCountBlock(begin)) },
    values: { [of]: begins.map((begin) => aValueBlock(begin, value)) },
  };
  return {
    ...known,
    steps: [{ stepIndex: 0, candidatePercent: 5, beganAt: hour }],
    metrics: { ...known.metrics, [name]: { ...own, readUntil: hour + 60 * Math.max(0, ...begins) } },
  };
}

// What a look keeps rests on what it read, and it does not read again afterwards: the next one is refused unless it does.
const keepEvidence = call(
  'keepEvidence',
  fc.tuple(anyId, anyBlocks, fc.constantFrom(0, hour), fc.constantFrom(0, 0, 1_000)),
  async (ledger, [of, blocks, unchangedUntil, ahead], { evidence }) => {
    const known = evidence.get(of);
    // Evidence of a deployment that was never read has no revision: it would say that the deployment exists.
    const revision = known === undefined ? {} : { revision: (known.revision ?? 0) + ahead };
    await ledger.keepEvidence(of, { ...withBlocks(known ?? nothingKnown, blocks), ...revision }, unchangedUntil);
  },
);

/** Calls that keep what is not on a deployment's record: evidence, profiles, turns, what is owed to the bus. */
export const anyKeepingCall: fc.Arbitrary<LedgerCall> = fc.oneof(
  ...[keepEvidence, keepEvidence, keepEvidence],
  call('evidence', fc.tuple(anyId), async (ledger, [of], { evidence }) => {
    const found = await ledger.evidence(of);
    evidence.set(of, found);
    return found;
  }),
  call('profileOf', fc.tuple(anyService, arn), (ledger, [of, taskDefinitionArn]) => ledger.profileOf(of, taskDefinitionArn)),
  call('keepProfile', fc.tuple(anyService, arn, at), (ledger, [of, taskDefinitionArn, until]) =>
    ledger.keepProfile(of, aProfile({ taskDefinitionArn, until: until.toISOString() })),
  ),
  call('turn', fc.tuple(queue, pace, at), (ledger, [of, each, now]) => ledger.turn(of, each, now)),
  call('turnBack', fc.tuple(queue, pace, at), (ledger, [of, each, now]) => ledger.turnBack(of, each, now)),
  call('turnNow', fc.tuple(queue, pace, at), (ledger, [of, each, now]) => ledger.turnNow(of, each, now)),
  call('owe', fc.tuple(anyId, at, anyService, fc.option(queue, { nil: undefined })), async (ledger, [of, when, service, name]) => {
    const detail = { candidatePercent: 5, shows: '', whoDidIt: '' };
    const key = await ledger.owe({ type: 'DriftPaged', at: when.toISOString(), service, deploymentId: of, because: of, detail }, name);
    // Names of their own are each ledger's.
    return name === undefined ? undefined : key;
  }),
  call('owed', fc.tuple(fc.constant('all')), async (ledger) => (await ledger.owed()).map(({ event }) => event)),
  call('paid', fc.tuple(mostly('one of them'), fc.nat(3), at), async (ledger, [of, index, when]) => {
    const owed = await ledger.owed();
    await ledger.paid(owed[index]?.key ?? `${when.toISOString()}#${of}`, when);
  }),
);
