import { describe, expect, it } from 'vitest';
import type { Deployment, Signal } from '../../../core/deployment/deployment.ts';
import { DependencyError } from '../../../core/errors.ts';
import { reconcile } from '../../../functions/reconcile/reconcile.ts';
import { admittedAt, aProgressing, secondsLater, someActions } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { aBench, type World } from './a-bench.ts';

const at = (seconds: number) => secondsLater(seconds).toISOString();
const { id, executionArn, plan } = aProgressing();
const looked = aProgressing({ lookedAt: at(560), seenAt: at(560) });
const signal: Signal = { kind: 'alarm', source: 'arn:alarm', because: 'alarm x went to ALARM', occurredAt: at(500) };
const calm = { kind: 'leave', because: 'its execution is running' };
const because = 'frozen: the rule shows orders-blue 50, orders-green 50; 5 % for the candidate was intended';

/** A reconciler in a world with one deployment whose execution runs: at 5 %, looked at 40 s ago. */
async function aWatch(world: World = {}, deployment: Deployment = looked) {
  const bench = aBench({ statuses: { [executionArn]: 'running' }, ...world });
  await anAdmitted(bench.ledger, deployment);
  await bench.ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
  const found = async (run = bench.run) => (await run()).leases[0]?.repair;
  return { ...bench, found };
}

describe('weights that Sluice did not set, on the rule of a running deployment', () => {
  it('page once, with what is there, what was intended, who to ask for and what to do', async () => {
    const { ledger, found, pages, announced } = await aWatch();
    expect(await found()).toEqual({ kind: 'page', because });
    expect(await found()).toEqual(calm);
    const [[subject, message] = ['', {}]] = pages;
    expect([subject, pages.length]).toEqual(['Sluice froze orders', 1]);
    expect(message).toMatchObject({ deploymentId: id, because, ruleArn: plan.ruleArn, intended: someActions(95, 5) });
    const states = 'only while it is RUNNING and the state it entered last is one of Bake, AwaitApproval, AwaitCandidate, LaunchSoon, ';
    expect(message).toMatchObject({ executionArn, toGoOn: expect.stringContaining(states) });
    expect(message).toMatchObject({ whoDidIt: expect.stringContaining(`--start-time ${at(560)} --end-time ${at(600)}`) });
    expect(message).toMatchObject({ otherwise: `it goes back by itself, at the latest about ${at(600 + 86_400)}` });
    const shows = 'orders-blue 50, orders-green 50';
    expect((await ledger.load(id)).drift).toMatchObject({ state: 'told', shows, since: at(600), intendedAt: at(560) });
    expect((await ledger.events(id)).at(-1)).toMatchObject({ type: 'DriftPaged', because, detail: { candidatePercent: 5, shows } });
    expect(announced).toMatchObject([{ type: 'DriftPaged', deploymentId: id, because }]);
  });

  // `reconcile` is woken for what ended, and has no leave to look into a deployment that runs.
  it('are left to the sweep by whoever was woken by an execution', async () => {
    const { needs, found, pages } = await aWatch();
    const ended = { 'detail-type': 'Step Functions Execution Status Change', detail: { executionArn } };
    expect(await found(() => reconcile(needs)(ended))).toEqual(calm);
    expect(pages).toEqual([]);
  });

  it('page once for a drift that a look has seen first', async () => {
    const drift = {
      state: 'seen',
      shows: 'orders-blue 50, orders-green 50',
      since: at(500),
      until: at(560),
      intendedAt: at(440),
      secondsBefore: 0,
    } as const;
    const { ledger, found } = await aWatch({}, { ...looked, drift });
    expect([await found(), await found()]).toEqual([{ kind: 'page', because }, calm]);
    expect((await ledger.load(id)).drift).toMatchObject({ state: 'told', since: at(500) });
  });

  it('page again for other weights', async () => {
    const drift = {
      state: 'told',
      shows: 'orders-blue 100, orders-green 0',
      since: at(300),
      until: at(500),
      intendedAt: at(240),
      secondsBefore: 0,
    } as const;
    const { found } = await aWatch({}, { ...looked, drift });
    expect(await found()).toMatchObject({ kind: 'page' });
  });

  it('page again when the page before did not go out, or was not noted', async () => {
    const { needs, found, pages } = await aWatch();
    const unheard = reconcile({ ...needs, pager: { page: () => Promise.reject(new DependencyError('SNS is busy')) } });
    await expect(unheard()).rejects.toThrow('SNS is busy');
    const decide = () => Promise.reject(new DependencyError('DynamoDB is busy'));
    await found(reconcile({ ...needs, ledger: { ...needs.ledger, decide } }));
    await found();
    expect(pages).toHaveLength(2);
  });

  // The looks are refused, so the next one would not tell of it either.
  it('page when somebody set those of the step before in a step that looks had seen as intended', async () => {
    const seenBefore = { stepIndex: 0, stepStartedAt: at(0), lookedAt: at(400), seenAt: at(400), unreadSince: at(460) };
    const { found } = await aWatch({ actions: someActions(100, 0) }, { ...looked, ...seenBefore });
    expect(await found()).toMatchObject({ kind: 'page', because: expect.stringContaining('orders-blue 100, orders-green 0') });
  });

  it.each<[string, World, Partial<Deployment>]>([
    ['while the machine is at work', { state: 'ShiftTraffic' }, {}],
    ['while the machine goes back', { state: 'DrainCandidate' }, {}],
    ['when the last intent may not show yet', {}, { stepStartedAt: at(541) }],
    ['when they are as intended at the second look', { traffic: { traffic: { kind: 'weights', weights: weightsAt(5) } } }, {}],
    [
      'while they are those of the step before, and every look since was refused what it needs to send the shift again',
      { actions: someActions(100, 0) },
      { stepStartedAt: at(400), lookedAt: at(400), seenAt: at(400), unreadSince: at(430) },
    ],
    ['of a deployment that was decided to go back', {}, { status: 'rolling-back' }],
    ['of a deployment that is being promoted', {}, { status: 'promoting' }],
  ])('page nobody %s', async (_, world, change) => {
    const { found, pages } = await aWatch(world, { ...looked, ...change });
    expect([await found(), pages]).toEqual([calm, []]);
  });

  it('page nobody when a look decided something meanwhile', async () => {
    const { ledger, needs, found, pages } = await aWatch();
    const event = { at: at(600), type: 'Looked', because: 'a look was faster' } as const;
    const moved = async () => ledger.decide(looked, { status: 'progressing', stepIndex: 1, event });
    const run = reconcile({ ...needs, ledger: { ...needs.ledger, find: onSecond(ledger.find, moved) } });
    expect([await found(run), pages]).toEqual([calm, []]);
  });

  it.each(['Bake', 'AwaitApproval', 'AwaitCandidate', 'LaunchSoon'])('page while the machine waits in %s', async (state) => {
    expect(await (await aWatch({ state })).found()).toMatchObject({ kind: 'page' });
  });
});

describe('users whom nobody serves', () => {
  const intended = { actions: someActions(95, 5) };
  const empty = { traffic: { healthyCandidates: 0 } };

  it('end a deployment that nobody has looked at for minutes, as in an approval, through its guard', async () => {
    const { ledger, found, answers, pages } = await aWatch({ ...intended, ...empty }, aProgressing({ lookedAt: at(300), seenAt: at(300) }));
    const reason = 'no target of the candidate is healthy while it has 5 % of the users';
    expect(await found()).toEqual({ kind: 'signal', because: reason });
    expect(answers).toEqual([{ taskToken: 'token-1', failure: { error: 'GuardTripped', cause: reason } }]);
    expect((await ledger.load(id)).signal).toMatchObject({ kind: 'unserved', source: plan.ruleArn, because: reason });
    expect(pages).toEqual([]);
  });

  it('end one whose looks read alarms and no targets, because ELB refused them', async () => {
    expect(await (await aWatch({ ...intended, ...empty }, { ...looked, seenAt: at(300) })).found()).toMatchObject({ kind: 'signal' });
  });

  it('end it at once when weights that nobody intended sent them there', async () => {
    expect(await (await aWatch(empty)).found()).toMatchObject({ kind: 'signal' });
  });

  it('are left to a look that was a moment ago', async () => {
    const { needs, found } = await aWatch({ ...intended, ...empty });
    const never = { read: () => Promise.reject(new DependencyError('nobody asks')) };
    expect(await found(reconcile({ ...needs, traffic: never }))).toEqual(calm);
  });

  it('are not looked for where the candidate has no users', async () => {
    const unshifted = aProgressing({ stepIndex: -1, lookedAt: at(0) });
    expect(await (await aWatch({ actions: someActions(100, 0), ...empty }, unshifted)).found()).toEqual(calm);
  });
});

describe('a signal that was stored and not sent', () => {
  it('is sent, and paged for by nobody', async () => {
    const { found, answers, pages } = await aWatch({}, { ...looked, signal });
    expect(await found()).toEqual({ kind: 'signal', because: signal.because });
    expect([answers, pages]).toEqual([[{ taskToken: 'token-1', failure: { error: 'GuardTripped', cause: signal.because } }], []]);
  });

  it('is sent too while the promotion is under way: the guard may not be closed yet', async () => {
    const { found, answers, pages } = await aWatch({}, { ...looked, status: 'promoting', signal });
    expect(await found()).toEqual({ kind: 'signal', because: signal.because });
    expect([answers.length, pages]).toEqual([1, []]);
  });

  it('is no news once the guard was answered', async () => {
    const { needs, found } = await aWatch({}, { ...looked, signal });
    const sendFailure = async () => ({ kind: 'already-settled' }) as const;
    expect(await found(reconcile({ ...needs, executions: { ...needs.executions, sendFailure } }))).toEqual(calm);
  });
});

describe('an approval that is on record and was not heard', () => {
  const asked: Deployment = { ...looked, approvalAsked: { stepIndex: 1, at: at(500) }, approvedSteps: [1] };
  const aWait = async (change: Partial<Deployment> = {}, world: World = {}) => {
    const watch = await aWatch({ state: 'AwaitApproval', actions: someActions(95, 5), ...world }, { ...asked, ...change });
    await watch.ledger.registerToken(id, { kind: 'approval', stepIndex: 1 }, 'token-2', admittedAt);
    return watch;
  };

  it('answers the machine that waits for it', async () => {
    const { found, answers } = await aWait();
    expect(await found()).toEqual({ kind: 'approval', because: 'step 1 was approved before' });
    expect(answers).toEqual([{ taskToken: 'token-2', output: { approved: true } }]);
  });

  it.each<[string, Partial<Deployment>]>([
    ['is of another step', { approvedSteps: [2] }],
    ['a look has heard', { approvalAsked: { stepIndex: 1, at: at(500), until: at(560) } }],
    ['nobody asked for', { approvalAsked: { stepIndex: 0, at: at(300) } }],
    ['comes with a promotion', { status: 'promoting' }],
  ])('answers nobody when it %s', async (_, change) => {
    const { found, answers } = await aWait(change);
    expect([await found(), answers]).toEqual([calm, []]);
  });

  it('yields to a signal', async () => {
    const { found, answers } = await aWait({ signal });
    expect(await found()).toMatchObject({ kind: 'signal' });
    expect(answers).toMatchObject([{ taskToken: 'token-1' }]);
  });

  it('waits for users whom nobody serves', async () => {
    const { found, answers } = await aWait({ lookedAt: at(300), seenAt: at(300) }, { traffic: { healthyCandidates: 0 } });
    expect(await found()).toMatchObject({ kind: 'signal' });
    expect(answers).toMatchObject([{ taskToken: 'token-1' }]);
  });

  it('is no news once the machine was answered', async () => {
    const { needs, found } = await aWait();
    const sendSuccess = async () => ({ kind: 'already-settled' }) as const;
    expect(await found(reconcile({ ...needs, executions: { ...needs.executions, sendSuccess } }))).toEqual(calm);
  });
});

function weightsAt(percent: number): ReadonlyMap<string, number> {
  return new Map([
    [plan.stable.targetGroupArn, 100 - percent],
    [plan.candidate.targetGroupArn, percent],
  ]);
}

/** The first call is answered by one, every later one by the other. */
function onSecond<Args extends unknown[], R>(first: (...args: Args) => R, later: (...args: Args) => R): (...args: Args) => R {
  let calls = 0;
  return (...args) => {
    calls += 1;
    return calls === 1 ? first(...args) : later(...args);
  };
}

describe('rules that ELB does not tell of', () => {
  it('are taken for as intended while looks are recent, and looked at one by one when they are not', async () => {
    const closely: string[] = [];
    const watch = async (deployment: Deployment) => {
      const { needs, found } = await aWatch({}, deployment);
      const glance = { someRules: async () => new Map<string, never>() };
      const traffic: typeof needs.traffic = {
        read: async (plan) => {
          closely.push(plan.service);
          return needs.traffic.read(plan);
        },
      };
      return found(reconcile({ ...needs, glance, traffic }));
    };
    expect(await watch(looked)).toEqual(calm);
    expect(closely).toEqual([]);
    expect(await watch({ ...looked, seenAt: at(60) })).toMatchObject({ kind: 'page' });
    expect(closely).toEqual([looked.service]);
  });
});

describe('a promotion that is not over', () => {
  const waiting = (lookedAt: string): Deployment => ({ ...looked, status: 'promoting', lookedAt });
  const because = `its promotion was decided at ${at(-300)} and is not over: scaling is transferred and the guard closed within minutes, also when AWS throttles both`;

  it('pages once after a quarter of an hour, with what to do', async () => {
    const { ledger, needs, pages } = await aWatch({}, waiting(at(-300)));
    const record: typeof needs.record = async (deploymentId, kind, ending) => {
      await ledger.append(deploymentId, { at: at(600), type: 'HumanNeeded', because: ending.because ?? '' });
      return { kind, because: 'recorded' };
    };
    const run = reconcile({ ...needs, record });
    const found = [(await run()).leases[0]?.repair, (await run()).leases[0]?.repair];
    expect(found).toEqual([{ kind: 'page', because }, calm]);
    const told = { deploymentId: id, because, ruleArn: plan.ruleArn, executionArn, toGoOn: expect.stringContaining('stop the execution') };
    expect(pages).toEqual([['Sluice cannot end the promotion of orders', { ...told, service: 'orders' }]]);
  });

  it('pages also with a signal that nobody waits for any more: an execution that stands still does not hear of it', async () => {
    const { needs, found, pages } = await aWatch({}, { ...waiting(at(-300)), signal });
    const sendFailure = async () => ({ kind: 'already-settled' }) as const;
    expect(await found(reconcile({ ...needs, executions: { ...needs.executions, sendFailure } }))).toEqual({ kind: 'page', because });
    expect(pages).toMatchObject([['Sluice cannot end the promotion of orders', { because }]]);
  });

  it('pages nobody while it is young', async () => {
    const { found, pages } = await aWatch({}, waiting(at(-299)));
    expect([await found(), pages]).toEqual([calm, []]);
  });
});
