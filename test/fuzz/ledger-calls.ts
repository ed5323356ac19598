import fc from 'fast-check';
import type { Decision, Ledger, LoggedEvent } from '../../adapters/ledger/ledger.ts';
import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { admittedAt, aPlan, aProgressing, secondsLater } from '../core/builders.ts';

/** One call of the ledger's API. `loaded` has the deployments as last loaded, for decisions on a record that may have moved on. */
export interface LedgerCall {
  readonly name: keyof Ledger;
  readonly of: string;
  /** What it is called with: shown with a sequence that failed. */
  readonly given: readonly unknown[];
  make(ledger: Ledger, loaded: Map<string, Deployment>): Promise<unknown>;
}

const plan = aPlan();
const odd = [
  '__proto__',
  'constructor',
  'toString',
  'Ω👩‍👩‍👧‍👦',
  'a b',
  '#pk',
  ':pk',
  'DEPLOYMENT#orders-1',
  'retire:orders-1',
  'x'.repeat(200),
];
// Mostly the same ones: what one call does shows in what the next ones of the same record answer.
const mostly = (usual: string, ...others: readonly string[]) =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 8 }, { arbitrary: fc.constantFrom(...others, ...odd), weight: 2 });
const id = mostly('orders-1', 'orders-2');
const service = mostly('orders', 'billing');
const words = fc.constantFrom('', 'because', 'Ω👩‍👩‍👧‍👦', '"},{', '__proto__', 'x'.repeat(2_000));
const stepIndex = fc.constantFrom(-1, 0, 1, 2 ** 40);
const seconds = fc.nat(600);
const status = fc.constantFrom<Decision['status']>('progressing', 'promoting', 'rolling-back');
const ending = fc.constantFrom('promoted', 'rolled-back', 'needs-human', 'refused');
const holder = mostly('orders-1', 'orders-2', 'retire:orders-1');

const anEvent = (because: string, later: number): LoggedEvent => ({
  ...{ at: secondsLater(later).toISOString(), type: 'Looked', because },
  detail: JSON.parse('{"__proto__":{"polluted":true},"bakeSeconds":1}'),
});
const aSignal = (source: string, because: string): Signal => ({ kind: 'alarm', source, because, occurredAt: admittedAt.toISOString() });
const admitted = (deploymentId: string, of: string): Deployment => {
  const { stepStartedAt: _, ...fresh } = aProgressing({ plan: { ...plan, deploymentId, service: of }, sequence: 0, stepIndex: -1 });
  return { ...fresh, id: deploymentId, service: of };
};

type Make<Given extends readonly unknown[]> = (ledger: Ledger, given: Given, loaded: Map<string, Deployment>) => Promise<unknown>;

function call<Given extends readonly [string, ...unknown[]]>(name: keyof Ledger, given: fc.Arbitrary<Given>, make: Make<Given>) {
  return given.map(
    (values): LedgerCall => ({ name, of: values[0], given: values, make: (ledger, loaded) => make(ledger, values, loaded) }),
  );
}

/** The call that most sequences need first: without a deployment every other one is only refused. */
export const admitFirst: LedgerCall = {
  ...{ name: 'admit', of: 'orders-1', given: [] },
  make: (ledger) => ledger.admit(admitted('orders-1', 'orders'), anEvent('because', 0)),
};

/** One call with ids and words that no honest caller has, as far as a key of the table can be made of them. */
export const anyLedgerCall: fc.Arbitrary<LedgerCall> = fc.oneof(
  call('admit', fc.tuple(id, service, words), (ledger, [of, name, because]) => ledger.admit(admitted(of, name), anEvent(because, 0))),
  call('load', fc.tuple(id), async (ledger, [of], loaded) => {
    const found = await ledger.load(of);
    loaded.set(of, found);
    return found;
  }),
  call('find', fc.tuple(id), (ledger, [of]) => ledger.find(of)),
  call('decide', fc.tuple(id, status, stepIndex, words), async (ledger, [of, next, index, because], loaded) => {
    const before = loaded.get(of) ?? (await ledger.load(of));
    // What is decided next rests on this record, also when somebody else has moved it since.
    loaded.set(of, before);
    const after = await ledger.decide(before, { status: next, stepIndex: index, event: anEvent(because, 1) });
    loaded.set(of, after);
    return after;
  }),
  call('storeSignal', fc.tuple(id, words, words), (ledger, [of, source, because]) =>
    ledger.storeSignal(of, aSignal(source, because), admittedAt),
  ),
  call('registerToken', fc.tuple(id, words), (ledger, [of, token]) => ledger.registerToken(of, { kind: 'guard' }, `t${token}`, admittedAt)),
  call('registerToken', fc.tuple(id, fc.nat(3)), (ledger, [of, index]) =>
    ledger.registerToken(of, { kind: 'approval', stepIndex: index }, `approval-${index}`, admittedAt),
  ),
  call('guardToken', fc.tuple(id), (ledger, [of]) => ledger.guardToken(of)),
  call('approve', fc.tuple(id, fc.nat(3), words), (ledger, [of, index, by]) =>
    ledger.approve(of, { stepIndex: index, by, at: admittedAt }),
  ),
  call('countTaskFailure', fc.tuple(id, fc.constantFrom('arn:1', 'arn:2', ...odd)), (ledger, [of, task]) =>
    ledger.countTaskFailure(of, task),
  ),
  call('finish', fc.tuple(id, ending, words), (ledger, [of, end, because]) =>
    ledger.finish(of, { status: end, event: anEvent(because, 2) }),
  ),
  call('append', fc.tuple(id, words, seconds), (ledger, [of, because, later]) => ledger.append(of, anEvent(because, later))),
  call('events', fc.tuple(id), (ledger, [of]) => ledger.events(of)),
  call('history', fc.tuple(service, fc.integer({ min: 1, max: 5 })), async (ledger, [of, limit]) =>
    (await ledger.history(of, limit)).map((deployment) => deployment.id).sort(),
  ),
  call('rememberTrigger', fc.tuple(service, fc.constantFrom('sha256:a', ...odd), id), (ledger, [of, target, started]) =>
    ledger.rememberTrigger({ service: of, target, trigger: { kind: 'request', id: target, at: admittedAt.toISOString() } }, started),
  ),
  call('lease', fc.tuple(service, holder, seconds), (ledger, [of, by, later]) =>
    ledger.lease({ service: of, holder: by, executionArn: `arn:${by}`, alarmArns: [by], candidateLane: of }, secondsLater(later)),
  ),
  call('abortUnbegun', fc.tuple(service, words, seconds), (ledger, [of, because, later]) =>
    ledger.abortUnbegun(of, { ...aSignal('ada', because), kind: 'abort', occurredAt: secondsLater(later).toISOString() }),
  ),
  call('newestPush', fc.tuple(service, seconds), (ledger, [of, later]) => ledger.newestPush(of, secondsLater(later).toISOString())),
  call('release', fc.tuple(service, holder), (ledger, [of, by]) => ledger.release(of, by)),
  call('leaseOf', fc.tuple(service), (ledger, [of]) => ledger.leaseOf(of)),
  call('heldLeases', fc.tuple(fc.constant('all')), async (ledger) => {
    // In memory they are in the order of JavaScript, in DynamoDB in that of UTF-8.
    return Object.fromEntries((await ledger.heldLeases()).map((lease) => [`of ${lease.service}`, lease]));
  }),
);
