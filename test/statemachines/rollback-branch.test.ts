import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../local/asl/json.ts';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { aPlan, blueArn, someActions } from '../core/builders.ts';
import { type Act, deploymentText, type Fault, MachineBench, type Seen } from './machine-bench.ts';

const restoreText = restoreDefinition(deploymentText);
const elbDown = 'ElasticLoadBalancingV2.ElasticLoadBalancingV2Exception';
const ecsDown = 'Ecs.EcsException';
const lambdaDown = 'Lambda.TooManyRequestsException';
const forever = Number.POSITIVE_INFINITY;

/** Which call of AWS each retrying or catching state of the branch makes, and how that call fails. */
const statesUnderFault: readonly (readonly [state: string, act: Act, error: string])[] = [
  ['RestoreTraffic', 'restore', elbDown],
  ['ReadRestored', 'read', elbDown],
  ['StopCandidate', 'stop', ecsDown],
  ['RestoreScaling', 'scale', 'ApplicationAutoScaling.ConcurrentUpdateException'],
  ['RecordRollback', 'record', lambdaDown],
  ['PageHuman', 'page', 'SNS.SnsException'],
  ['RecordNeedsHuman', 'record', lambdaDown],
];

/** States that run only when users could not be confirmed on stable. */
const pagingStates = new Set(['PageHuman', 'RecordNeedsHuman']);

/** Runs the restore machine from split traffic, with these faults, on this text. */
async function restore(text: string, faults: readonly Fault[]): Promise<Seen> {
  const restoredScaling = [{ ServiceNamespace: 'ecs', ResourceId: 'service/prod/orders-blue' }];
  const plan = aPlan({ restoredScaling });
  const bench = new MachineBench({ plan, actions: someActions(75, 25) as unknown as Json, faults });
  bench.candidateCount = 4;
  const input = { plan: plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm x went to ALARM' } };
  return bench.run(text, input);
}

/** What the state's call does in each of the two cases. A retried call fails longer than the outer five tries would bear. */
function faultsOf(state: string, act: Act, error: string, field: 'Retry' | 'Catch'): readonly Fault[] {
  const times = field === 'Catch' ? forever : act === 'record' ? 4 : 8;
  const faults: Fault[] = [{ act, times, error }];
  if (pagingStates.has(state)) faults.push({ act: 'restore', times: forever, error: elbDown });
  return faults;
}

/** What must be true at the end, in words that do not depend on how the machine gets there. */
function ending({ outcome, serving, candidateCount, pages, recorded }: Seen) {
  return { error: outcome.status === 'FAILED' ? outcome.error : outcome.status, serving, candidateCount, pages, recorded };
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

const whole = { serving: [blueArn], candidateCount: 0, pages: 0, recorded: ['rolled-back'], error: 'RolledBack' };

describe('the rollback branch', () => {
  it('is the same in both machines', () => {
    const { States: deployment } = JSON.parse(deploymentText) as { States: Record<string, unknown> };
    const { LoadPlan, ...restored } = (JSON.parse(restoreText) as { States: Record<string, unknown> }).States;
    expect(LoadPlan).toBeDefined();
    expect(deployment).toMatchObject(restored);
  });

  it('covers every state of the branch that retries or catches', () => {
    const { States } = JSON.parse(restoreText) as { States: Record<string, JsonObject> };
    const guarded = Object.entries(States).filter(([, state]) => 'Retry' in state || 'Catch' in state);
    expect(guarded.map(([name]) => name).sort()).toEqual(statesUnderFault.map(([name]) => name).sort());
  });

  it('makes split traffic whole', async () => {
    expect(ending(await restore(restoreText, []))).toEqual(whole);
  });

  it.each(statesUnderFault)('%s outlasts a call that fails for a while', async (state, act, error) => {
    const seen = await restore(restoreText, faultsOf(state, act, error, 'Retry'));
    const expected = pagingStates.has(state) ? { error: 'NeedsHuman', pages: 1, recorded: ['needs-human'] } : whole;
    expect(ending(seen)).toMatchObject(expected);
  });

  it.each(statesUnderFault)('%s has a way on when its call never works', async (state, act, error) => {
    const seen = await restore(restoreText, faultsOf(state, act, error, 'Catch'));
    const expected: Record<string, object> = {
      RestoreTraffic: { error: 'NeedsHuman', pages: 1, recorded: ['needs-human'], candidateCount: 4 },
      ReadRestored: { error: 'NeedsHuman', pages: 1, recorded: ['needs-human'], candidateCount: 4 },
      StopCandidate: { error: 'NeedsHuman', pages: 1, recorded: ['needs-human'], serving: [blueArn] },
      RestoreScaling: { error: 'NeedsHuman', pages: 1, recorded: ['needs-human'], serving: [blueArn], candidateCount: 0 },
      RecordRollback: { error: 'RolledBack', pages: 0, recorded: [], serving: [blueArn], candidateCount: 0 },
      PageHuman: { error: 'NeedsHuman', pages: 0, recorded: ['needs-human'] },
      RecordNeedsHuman: { error: 'NeedsHuman', pages: 1, recorded: [] },
    };
    expect(ending(seen)).toMatchObject(expected[state] ?? {});
  });

  it.each(statesUnderFault.flatMap((each) => (['Retry', 'Catch'] as const).map((field) => [...each, field] as const)))(
    '%s, %s, %s: the tests above see that its %s was deleted',
    async (state, act, error, field) => {
      const faults = faultsOf(state, act, error, field);
      const shipped = ending(await restore(restoreText, faults));
      const broken = ending(await restore(without(restoreText, state, field), faults));
      expect(broken).not.toEqual(shipped);
    },
  );

  it('undoes a shift that lands late, after traffic was read as restored', async () => {
    const bench = new MachineBench({ actions: someActions(75, 25) as unknown as Json });
    const input = { plan: bench.plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm' } };
    const seen = await bench.run(restoreText, input, ({ clock }) => {
      clock.after(1_000, () => {
        bench.actions = someActions(50, 50) as unknown as Json;
      });
    });
    expect(ending(seen)).toMatchObject(whole);
    expect(seen.path.filter((state) => state === 'RestoreTraffic')).toHaveLength(2);
    expect(seen.path.filter((state) => state === 'DrainCandidate')).toHaveLength(2);
  });

  it('never stops the candidate while a user may still reach it', async () => {
    const seen = await restore(restoreText, [{ act: 'read', times: forever, error: elbDown }]);
    expect(seen.path).not.toContain('StopCandidate');
  });
});
