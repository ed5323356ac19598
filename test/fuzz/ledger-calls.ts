import fc from 'fast-check';
import type { Decision, Ledger, LoggedEvent } from '../../adapters/ledger/ledger.ts';
import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { admittedAt, aPlan, aProgressing, secondsLater } from '../core/builders.ts';
import { anyKeepingCall } from './keeping-calls.ts';
import { call, anyId as id, type LedgerCall, mostly, anyService as service } from './ledger-draws.ts';

const plan = aPlan();
const words = fc.constantFrom('', 'because', 'Ω👩‍👩‍👧‍👦', '"},{', '__proto__', 'x'.repeat(2_000));
const stepIndex = fc.constantFrom(-1, 0, 1, 2 ** 40);
const seconds = fc.nat(600);
const status = fc.constantFrom<Decision['status']>('progressing', 'progressing', 'promoting', 'rolling-back');
const ending = fc.constantFrom('promoted', 'promoted', 'promoted', 'rolled-back', 'needs-human', 'refused');
const holder = mostly('orders-1', 'orders-2', 'retire:orders-1', 'rollback:orders-1', 'stack:orders');
/** How many decisions ago a record was loaded that a decision rests on; mostly it is the newest. */
const behind = fc.constantFrom(0, 0, 0, 1);

const anEvent = (because: string, later: number): LoggedEvent => ({
  ...{ at: secondsLater(later).toISOString(), type: 'Looked', because },
  detail: JSON.parse('{"__proto__":{"polluted":true},"bakeSeconds":1}'),
});
const aSignal = (source: string, because: string): Signal => ({ kind: 'alarm', source, because, occurredAt: admittedAt.toISOString() });
const admitted = (deploymentId: string, of: string, fence: number): Deployment => {
  const { stepStartedAt: _, ...fresh } = aProgressing({ plan: { ...plan, deploymentId, service: of }, sequence: 0, stepIndex: -1 });
  return { ...fresh, id: deploymentId, service: of, fence };
};
const take = (ledger: Ledger, of: string, by: string, later: number) =>
  ledger.lease({ service: of, holder: by, executionArn: `arn:${by}`, alarmArns: [by], candidateLane: of }, secondsLater(later));

/** What most sequences begin with: without a deployment every other call is only refused. */
export const opening: readonly LedgerCall[] = [
  { name: 'lease', of: 'orders', given: [], make: (ledger) => take(ledger, 'orders', 'orders-1', 0) },
  {
    ...{ name: 'admit', of: 'orders-1', given: [] },
    make: (ledger) => ledger.admit(admitted('orders-1', 'orders', 1), anEvent('because', 0)),
  },
];

const decide = call('decide', fc.tuple(id, status, stepIndex, words, behind), async (ledger, [of, next, index, because, ago], loaded) => {
  const { deployments } = loaded;
  const before = deployments.get(of) ?? (await ledger.load(of));
  // What is decided next rests on this record, also when somebody else has moved it since.
  deployments.set(of, before);
  const from = { ...before, sequence: before.sequence - ago };
  const after = await ledger.decide(from, { status: next, stepIndex: index, event: anEvent(because, 1) });
  deployments.set(of, after);
  return after;
});
const finish = call('finish', fc.tuple(id, ending, words, fc.nat(4)), (ledger, [of, end, because, seen]) => {
  const event = anEvent(because, 2);
  return ledger.finish(of, end === 'rolled-back' ? { status: end, event, leavesUsers: seen > 0 } : { status: end, event });
});
const kind = fc.constantFrom('alarm', 'abort', 'unserved');
const storeSignal = call('storeSignal', fc.tuple(id, words, words, kind), (ledger, [of, source, because, is]) =>
  ledger.storeSignal(of, { ...aSignal(source, because), kind: is }, admittedAt),
);
const release = call('release', fc.tuple(service, holder), (ledger, [of, by]) => ledger.release(of, by));
const lease = call('lease', fc.tuple(service, holder, seconds), (ledger, [of, by, later]) => take(ledger, of, by, later));

const others: readonly fc.Arbitrary<LedgerCall>[] = [
  call('admit', fc.tuple(id, service, words, behind), async (ledger, [of, name, because, ago]) => {
    const { fence = 1 } = (await ledger.leaseOf(name)) ?? {};
    return await ledger.admit(admitted(of, name, fence - ago), anEvent(because, 0));
  }),
  call('load', fc.tuple(id), async (ledger, [of], { deployments }) => {
    const found = await ledger.load(of);
    deployments.set(of, found);
    return found;
  }),
  call('find', fc.tuple(id), (ledger, [of]) => ledger.find(of)),
  call('registerToken', fc.tuple(id, words), (ledger, [of, token]) => ledger.registerToken(of, { kind: 'guard' }, `t${token}`, admittedAt)),
  call('registerToken', fc.tuple(id, fc.nat(3)), (ledger, [of, index]) =>
    ledger.registerToken(of, { kind: 'approval', stepIndex: index }, `approval-${index}`, admittedAt),
  ),
  call('tokenOf', fc.tuple(id), (ledger, [of]) => ledger.tokenOf(of, { kind: 'guard' })),
  call('approve', fc.tuple(id, fc.nat(3), words), (ledger, [of, index, by]) =>
    ledger.approve(of, { stepIndex: index, by, at: admittedAt }),
  ),
  call('countTaskFailure', fc.tuple(id, mostly('arn:1', 'arn:2')), (ledger, [of, task]) => ledger.countTaskFailure(of, task)),
  call('append', fc.tuple(id, words, seconds), (ledger, [of, because, later]) => ledger.append(of, anEvent(because, later))),
  call('events', fc.tuple(id), (ledger, [of]) => ledger.events(of)),
  call('history', fc.tuple(service, fc.integer({ min: 1, max: 5 })), async (ledger, [of, limit]) =>
    (await ledger.history(of, limit)).map((deployment) => deployment.id).sort(),
  ),
  call('rememberTrigger', fc.tuple(service, mostly('sha256:a'), id), (ledger, [of, target, started]) =>
    ledger.rememberTrigger({ service: of, target, trigger: { kind: 'request', id: target, at: admittedAt.toISOString() } }, started),
  ),
  call('reserve', fc.tuple(service, holder, holder, seconds), (ledger, [of, by, next, later]) =>
    ledger.reserve(of, by, { holder: next, until: secondsLater(later).toISOString() }),
  ),
  call('unreserve', fc.tuple(service, holder), (ledger, [of, by]) => ledger.unreserve(of, by)),
  call('abortUnbegun', fc.tuple(service, words, seconds), (ledger, [of, because, later]) =>
    ledger.abortUnbegun(of, { ...aSignal('ada', because), kind: 'abort', occurredAt: secondsLater(later).toISOString() }),
  ),
  call('newestPush', fc.tuple(service, seconds), (ledger, [of, later]) => ledger.newestPush(of, secondsLater(later).toISOString())),
  call('newestTemplate', fc.tuple(service, words, seconds), (ledger, [of, taskDefinitionArn, later]) =>
    ledger.newestTemplate(of, { taskDefinitionArn, at: secondsLater(later).toISOString(), version: 1 + (later % 3) }),
  ),
  call('leaseOf', fc.tuple(service), (ledger, [of]) => ledger.leaseOf(of)),
  call('heldLeases', fc.tuple(fc.constant('all')), async (ledger) => {
    // In memory they are in the order of JavaScript, in DynamoDB in that of UTF-8.
    return Object.fromEntries((await ledger.heldLeases()).map((held) => [`of ${held.service}`, held]));
  }),
];

/** One call with ids and words that no honest caller has, as far as a key of the table can be made of them; often one that may be refused. */
export const anyLedgerCall: fc.Arbitrary<LedgerCall> = fc.oneof(
  ...[
    { arbitrary: fc.oneof(...others), weight: 10 },
    { arbitrary: anyKeepingCall, weight: 5 },
    { arbitrary: decide, weight: 5 },
  ],
  ...[finish, storeSignal, release, lease].map((arbitrary, index) => ({ arbitrary, weight: index < 2 ? 2 : 1 })),
);
