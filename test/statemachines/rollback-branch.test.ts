import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../local/asl/json.ts';
import { restoreDefinition, beforeTheBranch as statesBefore } from '../../statemachines/restore.ts';
import { aPlan, blueArn, greenArn, someActions } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import type { Act } from './acts.ts';
import { deploymentText, type Fault, MachineBench, type Seen } from './machine-bench.ts';
import { secondsOf, writtenSeconds } from './written-seconds.ts';

const restoreText = restoreDefinition(deploymentText);
const elbDown = 'ElasticLoadBalancingV2.ElasticLoadBalancingV2Exception';
const ecsDown = 'Ecs.EcsException';
const scalingDown = 'ApplicationAutoScaling.ConcurrentUpdateException';
const lambdaDown = 'Lambda.TooManyRequestsException';
const forever = Number.POSITIVE_INFINITY;
const unseen: Fault = { act: 'look-at-stable', times: forever, error: elbDown };

/** Which call of AWS each retrying or catching state of the branch makes, and how that call fails. */
const statesUnderFault: readonly (readonly [state: string, act: Act, error: string])[] = [
  ['InspectStable', 'look-at-stable', elbDown],
  ['CountRunning', 'sizes', ecsDown],
  ['InspectServing', 'look-at-candidate', elbDown],
  ['RestoreAgain', 'restore', elbDown],
  ['WarnHuman', 'warn', 'SNS.SnsException'],
  ['ReadRestored', 'read', elbDown],
  ['HoldAgain', 'hold', scalingDown],
  ['StopCandidate', 'stop', ecsDown],
  ['RestoreScaling', 'scale', scalingDown],
  ['RecordRollback', 'record', lambdaDown],
  ['PageHuman', 'page', 'SNS.SnsException'],
  ['RecordNeedsHuman', 'record', lambdaDown],
];

/** What only the restore machine has; its own tests are in `grow-stable.test.ts` and `leave-unlaunched.test.ts`. */
const beforeTheBranch = new Set(Object.keys(statesBefore));

/** States that run only when users could not be confirmed on stable. */
const pagingStates = new Set(['PageHuman', 'RecordNeedsHuman']);

/** Runs the restore machine from split traffic, with these faults, on this text. */
async function restore(
  text: string,
  { faults, stableTargets = 4, stableHealth = 'healthy', candidateHealth = 'healthy' }: Trouble,
): Promise<Ending> {
  const target = { ServiceNamespace: 'ecs', ResourceId: 'service/prod/orders-blue' };
  const plan = aPlan({ holdScaling: [{ ...target, SuspendedState: { DynamicScalingInSuspended: true } }], restoredScaling: [target] });
  const bench = new MachineBench({ plan, actions: someActions(75, 25) as unknown as Json, faults });
  Object.assign(bench, { candidateCount: 4, stableTargets, stableHealth, candidateHealth });
  const input = { plan: plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm x went to ALARM' } };
  const { outcome, serving, candidateCount, pages, recorded } = await bench.run(text, input);
  const status = outcome.status === 'FAILED' ? (outcome.error ?? '') : outcome.status;
  return { status, serving, candidateCount, pages, warnings: bench.warnings, holds: bench.holds, recorded };
}

interface Trouble {
  readonly faults: readonly Fault[];
  readonly stableTargets?: number;
  readonly stableHealth?: string;
  readonly candidateHealth?: string;
}

/** Seconds from the begin of the way back to the first call of a person, while it goes on, or at its end. */
async function calledAfterSeconds({ faults }: Trouble): Promise<number> {
  const bench = new MachineBench({ actions: someActions(75, 25) as unknown as Json, faults });
  const beganMs = bench.clock.now().getTime();
  let atMs = Number.POSITIVE_INFINITY;
  for (const kind of ['warnings', 'pages'] as const) {
    let count = 0;
    Object.defineProperty(bench, kind, {
      get: () => count,
      set: (value: number) => {
        atMs = Math.min(atMs, bench.clock.now().getTime());
        count = value;
      },
    });
  }
  await bench.run(restoreText, input(bench));
  return (atMs - beganMs) / 1_000;
}

/** Seconds from the begin of the way back to the call that sends users back. */
async function restoredAfterSeconds(faults: readonly Fault[]): Promise<number> {
  const bench = new MachineBench({ actions: someActions(75, 25) as unknown as Json, faults });
  const written = writtenSeconds(bench);
  await bench.run(restoreText, input(bench));
  return written()[0] ?? Number.POSITIVE_INFINITY;
}

function input({ plan }: MachineBench): JsonObject {
  return { plan: plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm' } };
}

/** What is true at the end, in words that do not depend on how the machine gets there. */
interface Ending extends Pick<Seen, 'serving' | 'candidateCount' | 'pages' | 'recorded'> {
  readonly status: string;
  readonly warnings: number;
  readonly holds: number;
}

/** Attempts of one visit of RestoreTraffic and RestoreAgain: after so many failures it warns, and then works. */
const oneVisit = 1 + 61;

/** A trouble that only a retry overcomes: the call fails for a while, longer than the outer five tries would bear, and a page for as long as the next try may wait for it. */
function passing(state: string, act: Act, error: string): Trouble {
  const times: Partial<Record<Act, number>> = { record: 4, stop: 40, hold: 20, page: 2 };
  const fault = { act, times: times[act] ?? 8, error };
  if (pagingStates.has(state)) return { faults: [fault, { act: 'restore', times: forever, error: elbDown }] };
  // Whether the look at stable was retried shows when stable serves nobody, though it runs.
  if (state === 'InspectStable') return { faults: [{ ...fault, times: 2 }], stableHealth: 'unhealthy' };
  if (state === 'CountRunning') return { faults: [{ ...fault, times: 1 }, unseen], stableTargets: 0 };
  if (state === 'InspectServing') return { faults: [{ ...fault, times: 2 }], stableHealth: 'unhealthy' };
  if (state === 'WarnHuman')
    return {
      faults: [
        { ...fault, times: 2 },
        { act: 'restore', times: oneVisit, error: elbDown },
      ],
    };
  return { faults: [fault] };
}

/** A trouble that only a catcher overcomes: the call never works. */
function lasting(state: string, act: Act, error: string): Trouble {
  const fault = { act, times: forever, error };
  if (state === 'InspectServing') return { faults: [fault], stableHealth: 'unhealthy' };
  if (state === 'CountRunning') return { faults: [fault, unseen] };
  if (pagingStates.has(state)) return { faults: [fault, { act: 'restore', times: forever, error: elbDown }] };
  if (state === 'WarnHuman') return { faults: [fault, { act: 'restore', times: oneVisit, error: elbDown }] };
  return { faults: [fault] };
}

function without(text: string, state: string, field: 'Retry' | 'Catch'): string {
  const definition = JSON.parse(text) as { States: Record<string, JsonObject> };
  const found = definition.States[state] ?? {};
  const target = field === 'Retry' && found.Type === 'Map' ? innerState(found) : found;
  expect(target, `${state} has its ${field}`).toHaveProperty(field);
  delete (target as Record<string, unknown>)[field];
  return JSON.stringify(definition);
}

function innerState(map: JsonObject): JsonObject {
  const { States } = map.ItemProcessor as { States: Record<string, JsonObject> };
  return Object.values(States)[0] ?? {};
}

const whole: Ending = {
  status: 'SUCCEEDED',
  serving: [blueArn],
  candidateCount: 0,
  pages: 0,
  warnings: 0,
  holds: 1,
  recorded: ['rolled-back'],
};
const split = { serving: [blueArn, greenArn], candidateCount: 4, holds: 0 };
const called = { status: 'NeedsHuman', pages: 1, recorded: ['needs-human'] };

describe('the rollback branch', () => {
  it('is the same in both machines, but for what comes before it and how a good end is called', () => {
    const { States: deployment } = JSON.parse(deploymentText) as { States: Record<string, unknown> };
    const { LoadPlan, RolledBack, ...restored } = (JSON.parse(restoreText) as { States: Record<string, unknown> }).States;
    expect([LoadPlan, RolledBack]).toMatchObject([{ Type: 'Pass' }, { Type: 'Succeed' }]);
    const branch = Object.entries(restored).filter(([name]) => !beforeTheBranch.has(name));
    expect(deployment).toMatchObject(Object.fromEntries(branch));
  });

  it('covers every state of the branch that retries or catches', () => {
    const { States } = JSON.parse(restoreText) as { States: Record<string, JsonObject> };
    const branch = Object.entries(States).filter(([name]) => !beforeTheBranch.has(name));
    const guarded = branch.filter(([name, state]) => 'Retry' in state || ('Catch' in state && name !== 'RestoreTraffic'));
    expect(guarded.map(([name]) => name).sort()).toEqual(statesUnderFault.map(([name]) => name).sort());
  });

  it('makes split traffic whole', async () => {
    expect(await restore(restoreText, { faults: [] })).toEqual(whole);
  });

  it('calls a person and moves nobody when stable is empty', async () => {
    expect(await restore(restoreText, { faults: [], stableTargets: 0 })).toEqual({ ...whole, ...called, ...split });
  });

  it('sends nobody from a candidate that is healthy to a stable that is not', async () => {
    const ending = await restore(restoreText, { faults: [], stableHealth: 'unhealthy' });
    expect(ending).toEqual({ ...whole, ...called, ...split });
  });

  it.each(['unhealthy', 'initial', 'draining', 'unhealthy.draining'])(
    'goes back to a stable without a healthy target when those of the candidate are %s, too',
    async (candidateHealth) => {
      expect(await restore(restoreText, { faults: [], stableHealth: 'unhealthy', candidateHealth })).toEqual(whole);
    },
  );

  it.each(['draining', 'unhealthy.draining'])('counts no target of stable that is %s', async (stableHealth) => {
    const ending = await restore(restoreText, { faults: [], stableHealth, candidateHealth: 'unhealthy' });
    expect(ending).toEqual({ ...whole, ...called, ...split });
  });

  it('goes back to a stable that somebody took out of the rule, whose targets nobody checks', async () => {
    expect(await restore(restoreText, { faults: [], stableHealth: 'unused' })).toEqual(whole);
  });

  it.each([
    ['look-at-stable', 'InspectStable'],
    ['look-at-candidate', 'InspectServing'],
  ] as const)('goes back when what ELB answers to %s is too large, whether or not States.ALL catches that', async (act, state) => {
    const { States } = JSON.parse(restoreText) as { States: Record<string, JsonObject> };
    expect(States[state]?.Catch).toContainEqual({ ErrorEquals: ['States.DataLimitExceeded'], Next: 'RestoreTraffic' });
    const faults = [{ act, times: forever, error: 'States.DataLimitExceeded' }];
    expect(await restore(restoreText, { faults, ...(act === 'look-at-candidate' && { stableHealth: 'unhealthy' }) })).toEqual(whole);
  });

  describe('when ELB forbids the way back', () => {
    const cause = 'User: arn:aws:sts::111122223333:assumed-role/x is not authorized to perform: elasticloadbalancing:ModifyRule';
    const forbidden = (times: number): Trouble => ({ faults: [{ act: 'restore', times, error: elbDown, cause }] });

    it('calls a person at once, and goes on trying until it is allowed again', async () => {
      expect(await restore(restoreText, forbidden(8))).toEqual({ ...whole, warnings: 1 });
      expect(await calledAfterSeconds(forbidden(forever))).toBe(0);
    });

    it('says so beside what ended the deployment', async () => {
      const bench = new MachineBench({ moves: [aShift(0, 50)], ...forbidden(8) });
      const { outcome } = await bench.run(deploymentText, {}, ({ clock, tokens }) => {
        clock.after(60_000, () => void tokens.fail(bench.guardToken, 'GuardTripped', '5xx went to ALARM'));
      });
      const said = `GuardTripped: 5xx went to ALARM; the way back is refused: ${elbDown}: ${cause}`;
      expect(outcome).toMatchObject({ error: 'RolledBack', cause: said });
    });

    it('calls a person also when the rule does not exist', async () => {
      const error = 'ElasticLoadBalancingV2.RuleNotFoundException';
      expect(await calledAfterSeconds({ faults: [{ act: 'restore', times: forever, error }] })).toBe(0);
    });

    it('ends within a minute, after two calls of a person, when the rule does not exist any more', async () => {
      const error = 'ElasticLoadBalancingV2.RuleNotFoundException';
      const faults = (['restore', 'read'] as const).map((act) => ({ act, times: forever, error }));
      const bench = new MachineBench({ actions: someActions(75, 25) as unknown as Json, faults });
      const { outcome, pages } = await bench.run(restoreText, input(bench));
      expect([outcome, bench.warnings, pages]).toMatchObject([{ error: 'NeedsHuman' }, 1, 1]);
      expect(secondsOf(bench)).toBeLessThan(60);
    });

    it('calls nobody for a throttled call, before it was tried for a while', async () => {
      const throttled = {
        faults: [{ act: 'restore', times: forever, error: elbDown, cause: 'Rate exceeded (Status Code: 400)' }],
      } as const;
      expect(await calledAfterSeconds(throttled)).toBeGreaterThan(30);
    });
  });

  describe('when ELB answers nothing', () => {
    const hangs = (act: Act): Fault => ({ act, times: forever, error: elbDown, afterMs: 120_000 });
    const looks = [hangs('look-at-stable'), hangs('look-at-candidate')];

    it.each([
      ['changes of the rule', [hangs('restore')], 60],
      ['reads of the rule', [hangs('read')], 240],
      ['anything', [...looks, hangs('restore'), hangs('read')], 75],
    ])('calls a person soon who asked for %s, and ends within eleven minutes', async (_, faults, secondsMax) => {
      expect(await calledAfterSeconds({ faults })).toBeLessThan(secondsMax);
      const bench = new MachineBench({ actions: someActions(75, 25) as unknown as Json, faults });
      const beganMs = bench.clock.now().getTime();
      const { outcome } = await bench.run(restoreText, input(bench));
      expect(outcome).toMatchObject({ error: 'NeedsHuman' });
      expect(bench.clock.now().getTime() - beganMs).toBeLessThan(11 * 60_000);
    });

    it('sends users back all the same, and asks in vain for some seconds how lanes are', async () => {
      expect(await restoredAfterSeconds(looks)).toBe(7);
    });

    it('drains for two minutes longer, with users on stable, when no call that holds scaling is answered', async () => {
      const target = {
        ServiceNamespace: 'ecs',
        ResourceId: 'service/prod/orders-blue',
        SuspendedState: { DynamicScalingInSuspended: true },
      };
      const plan = aPlan({ holdScaling: [target, target], drainSeconds: 360 });
      // Step Functions gives up each try before it is answered.
      const bench = new MachineBench({ plan, faults: [{ ...hangs('hold'), afterMs: 10_500 }] });
      const { outcome } = await bench.run(restoreText, input(bench));
      expect(outcome).toMatchObject({ error: 'NeedsHuman', cause: expect.stringContaining('ScalingNotHeld') });
      expect(secondsOf(bench)).toBe(360 + 120);
    });
  });

  it('calls a person at once when the candidate may not be stopped', async () => {
    const bench = new MachineBench({ faults: [{ act: 'stop', times: forever, error: 'Ecs.AccessDeniedException' }] });
    const { outcome, path } = await bench.run(restoreText, { plan: bench.plan as unknown as Json, failure: { Error: 'x', Cause: 'y' } });
    expect(outcome).toMatchObject({ error: 'NeedsHuman' });
    expect(bench.clock.now().getTime() - Date.parse('2026-11-20T10:00:00Z')).toBe(bench.plan.drainSeconds * 1_000);
    expect(path).toContain('PageHuman');
  });

  it.each(statesUnderFault)('%s outlasts a call that fails for a while', async (state, act, error) => {
    const expected: Record<string, Partial<Ending>> = {
      InspectStable: { ...called, ...split },
      CountRunning: { ...called, ...split },
      InspectServing: { ...called, ...split },
      WarnHuman: { warnings: 1 },
      PageHuman: { ...called, ...split, warnings: 5 },
      RecordNeedsHuman: { ...called, ...split, warnings: 5 },
    };
    expect(await restore(restoreText, passing(state, act, error))).toEqual({ ...whole, ...expected[state] });
  });

  it.each(statesUnderFault)('%s has a way on when its call never works', async (state, act, error) => {
    const expected: Record<string, Partial<Ending>> = {
      RestoreAgain: { ...called, ...split, warnings: 5 },
      ReadRestored: { ...called, candidateCount: 4, holds: 0 },
      HoldAgain: { ...called, holds: 0 },
      StopCandidate: { ...called, candidateCount: 4 },
      RestoreScaling: called,
      RecordRollback: { recorded: [] },
      PageHuman: { ...called, ...split, pages: 0, warnings: 5 },
      RecordNeedsHuman: { ...called, ...split, recorded: [], warnings: 5 },
    };
    expect(await restore(restoreText, lasting(state, act, error))).toEqual({ ...whole, ...expected[state] });
  });

  it.each(statesUnderFault)('%s: the tests above see that its Retry or its Catch was deleted', async (state, act, error) => {
    for (const [field, trouble] of [
      ['Retry', passing(state, act, error)],
      ['Catch', lasting(state, act, error)],
    ] as const) {
      const broken = await restore(without(restoreText, state, field), trouble);
      expect(broken, field).not.toEqual(await restore(restoreText, trouble));
    }
  });

  // Its record would give back a lease that a restore of the same deployment may hold by then.
  it.each([
    ['rolled-back', 'RecordRollback', 'SUCCEEDED', []],
    ['needs-human', 'RecordNeedsHuman', 'NeedsHuman', [{ act: 'restore', times: forever, error: elbDown }]],
  ] as const)('records nothing in a redriven execution: %s', async (_, state, status, faults) => {
    const definition = JSON.parse(restoreText) as { States: Record<string, JsonObject> };
    const redriven = JSON.stringify(definition.States[state]).replace('$states.context.Execution.RedriveCount', '1');
    definition.States[state] = JSON.parse(redriven) as JsonObject;
    expect(await restore(JSON.stringify(definition), { faults })).toMatchObject({ status, recorded: [] });
  });

  it('undoes a shift that lands late, after traffic was read as restored', async () => {
    const bench = new MachineBench({ actions: someActions(75, 25) as unknown as Json });
    const input = { plan: bench.plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm' } };
    const seen = await bench.run(restoreText, input, ({ clock }) => {
      clock.after(1_000, () => {
        bench.actions = someActions(50, 50) as unknown as Json;
      });
    });
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'] });
    expect(seen.path.filter((state) => state === 'RestoreTraffic')).toHaveLength(2);
  });

  it('takes nobody back again to a stable that lost its targets while it was drained', async () => {
    const bench = new MachineBench({ actions: someActions(75, 25) as unknown as Json });
    bench.candidateCount = 4;
    const input = { plan: bench.plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm' } };
    const seen = await bench.run(restoreText, input, ({ clock }) => {
      clock.after(1_000, () => Object.assign(bench, { actions: someActions(50, 50), stableTargets: 0 }));
    });
    expect(seen).toMatchObject({ serving: [blueArn, greenArn], candidateCount: 4, pages: 1, recorded: ['needs-human'] });
  });

  it('takes nobody back to a stable that lost its targets while ELB refused the way back', async () => {
    const bench = new MachineBench({
      actions: someActions(75, 25) as unknown as Json,
      faults: [{ act: 'restore', times: 70, error: elbDown }],
    });
    bench.candidateCount = 4;
    const input = { plan: bench.plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm' } };
    const seen = await bench.run(restoreText, input, ({ clock }) => {
      clock.after(30_000, () => void Object.assign(bench, { stableTargets: 0 }));
    });
    expect(seen).toMatchObject({ serving: [blueArn, greenArn], candidateCount: 4, recorded: ['needs-human'] });
  });

  it('looks again before it stops a candidate that could not be stopped at once: somebody may have sent users', async () => {
    const bench = new MachineBench({
      actions: someActions(75, 25) as unknown as Json,
      faults: [{ act: 'stop', times: 4, error: ecsDown }],
    });
    const input = { plan: bench.plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm' } };
    const seen = await bench.run(restoreText, input, ({ clock, plan }) => {
      clock.after(plan.drainSeconds * 1_000 + 1_000, () => {
        bench.actions = someActions(50, 50) as unknown as Json;
      });
    });
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'] });
    expect(seen.path.slice(seen.path.indexOf('StopAgain?')).filter((state) => /^(RestoreTraffic|HoldAgain|Stop)/.test(state))).toEqual([
      ...['StopAgain?', 'StopSoon', 'RestoreTraffic', 'HoldAgain', 'StopCandidate'],
    ]);
  });

  it('never stops the candidate while a user may still reach it', async () => {
    const ending = await restore(restoreText, { faults: [{ act: 'read', times: forever, error: elbDown }] });
    expect(ending.candidateCount).toBe(4);
  });
});
