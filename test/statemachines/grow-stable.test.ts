import { describe, expect, it } from 'vitest';
import { durationLimits, limits } from '../../core/limits.ts';
import type { Json } from '../../local/asl/json.ts';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { aPlan, blueArn, someActions } from '../core/builders.ts';
import { deploymentText, type Fault, MachineBench } from './machine-bench.ts';

const restoreText = restoreDefinition(deploymentText);
const forever = Number.POSITIVE_INFINITY;
const straightBack = ['InspectStable', 'StableServes?', 'RestoreTraffic'];

interface Grown {
  /** What serves before users go back. */
  readonly candidateCount?: number;
  /** Tasks and healthy targets of stable at first; the plan says four. */
  readonly stableCount?: number;
  readonly growSeconds?: number;
  /** State of each of the candidate's targets. */
  readonly candidateHealth?: string;
  /** What happens while stable grows. */
  readonly during?: (bench: MachineBench) => void;
  readonly faults?: readonly Fault[];
  readonly error?: string;
  /** Weights of stable and the candidate. */
  readonly weights?: readonly [number, number];
}

/** Takes every user back from a promoted lane, and notes what was there when they came. */
async function takeBack({ candidateCount = 8, stableCount = 4, growSeconds = 25, candidateHealth = 'healthy', ...rest }: Grown) {
  const { during, faults = [], error, weights = [0, 100] } = rest;
  const bench = new MachineBench({ actions: someActions(...weights) as unknown as Json, faults });
  Object.assign(bench, { candidateCount, stableTargets: stableCount, growSeconds, candidateHealth });
  const beganMs = bench.clock.now().getTime();
  let back: { readonly seconds: number; readonly targets: number } | undefined;
  let { actions } = bench;
  Object.defineProperty(bench, 'actions', {
    get: () => actions,
    set: (value: Json) => {
      actions = value;
      back = { seconds: (bench.clock.now().getTime() - beganMs) / 1_000, targets: bench.stableTargets };
    },
  });
  const input = { plan: bench.plan as unknown as Json, failure: { Error: error ?? 'RollbackRequested', Cause: 'customers complain' } };
  const seen = await bench.run(restoreText, input, during);
  expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'], pages: 0 });
  return { back, before: seen.path.slice(1, seen.path.indexOf('ReadRestored')), plan: bench.plan, asked: bench.stableAsked };
}

describe('a promotion that a person takes back', () => {
  it('leads to as many healthy targets as served, when the lane grew that serves', async () => {
    const { back, before } = await takeBack({});
    const counted = ['CountServing', 'MoreServe?'];
    const look = ['AwaitStable', 'InspectGrown', ...counted];
    expect(before).toEqual([
      ...['Requested?', 'ReadSizes', 'StableSmaller?', ...counted, 'GrowStable', ...counted, 'ReadWeights', 'MoreServe?'],
      ...[...look, ...look, ...look],
      ...straightBack,
    ]);
    expect(back).toEqual({ seconds: 30, targets: 8 });
  });

  it.each([3, 4])('goes back at once from a lane of %d tasks to one of four', async (candidateCount) => {
    const { back, before } = await takeBack({ candidateCount });
    expect(before).toEqual(['Requested?', 'ReadSizes', 'StableSmaller?', ...straightBack]);
    expect(back).toEqual({ seconds: 0, targets: 4 });
  });

  // Eight tasks that crash are no reason to keep users on them for the time of a launch.
  it.each(['unhealthy', 'initial', 'draining'])('goes back at once from a larger lane whose targets are %s', async (candidateHealth) => {
    const { back, before } = await takeBack({ candidateHealth });
    expect(before).toEqual(['Requested?', 'ReadSizes', 'StableSmaller?', 'CountServing', 'MoreServe?', ...straightBack]);
    expect(back).toEqual({ seconds: 0, targets: 4 });
  });

  // Nobody else would: without a scalable target it would stay as it was trimmed.
  it.each([
    ['at once when nobody serves', { candidateHealth: 'unhealthy', candidateCount: 4 }, { seconds: 0, targets: 3 }],
    ['at once when somebody stopped the lane that serves', { candidateCount: 0 }, { seconds: 0, targets: 3 }],
    ['once it is as large as it was', { candidateCount: 4 }, { seconds: 30, targets: 4 }],
  ])('makes a lane that was trimmed as large again, and goes back %s', async (_, change, expected) => {
    const { back, before, asked } = await takeBack({ stableCount: 3, ...change });
    expect(before.slice(0, 4)).toEqual(['Requested?', 'ReadSizes', 'StableSmaller?', 'GrowStable']);
    expect([back, asked]).toEqual([expected, 4]);
  });

  // Healthy targets to which nobody is sent serve nobody.
  it.each([
    ['larger', {}, { seconds: 0, targets: 4 }, 8],
    ['whole, and the old one was trimmed', { candidateCount: 4, stableCount: 3 }, { seconds: 0, targets: 3 }, 4],
  ])('goes back at once when the rule sends users nowhere and the other lane is %s', async (_, change, expected, tasks) => {
    const { back, asked } = await takeBack({ weights: [0, 0], ...change });
    expect([back, asked]).toEqual([expected, tasks]);
  });

  it('waits as ever when the rule cannot be read, and asks no more', async () => {
    const { back, before } = await takeBack({ faults: [{ act: 'read', times: 5, error: 'ElasticLoadBalancingV2.ThrottlingException' }] });
    expect(before.filter((state) => state === 'ReadWeights')).toHaveLength(1);
    expect(back?.targets).toBe(8);
  });

  it.each([
    ['all', { candidateHealth: 'unhealthy' }, 4],
    ['all but four', { candidateCount: 4 }, 4],
  ])('goes back at the next look when %s of the targets that serve are gone while stable grows', async (_, lost, targets) => {
    const during = (bench: MachineBench) => bench.clock.after(12_000, () => void Object.assign(bench, lost));
    const { back, plan } = await takeBack({ growSeconds: 86_400, during });
    expect(back).toEqual({ seconds: 2 * plan.inspectSeconds, targets });
  });

  // Growth is asked for once: a bad version that scales with its load would keep its users for the whole time of a launch.
  it('goes back as soon as stable has what it was asked for, also when the lane that serves grows meanwhile', async () => {
    const during = (bench: MachineBench) => bench.clock.after(12_000, () => void Object.assign(bench, { candidateCount: 20 }));
    const { back } = await takeBack({ during });
    expect(back).toEqual({ seconds: 30, targets: 8 });
  });

  it('goes back to what there is when no more gets healthy in the time of a launch', async () => {
    const { back, plan } = await takeBack({ growSeconds: 86_400 });
    expect(back).toEqual({ seconds: plan.launchSeconds, targets: 4 });
  });

  // Step Functions ends an execution at 25,000 history events, wherever its users are.
  it('goes back within the history of an execution from the longest wait, at the shortest pace', async () => {
    const { inspectEvery, launchTimeout } = durationLimits;
    const plan = aPlan({ inspectSeconds: inspectEvery.minSeconds, launchSeconds: launchTimeout.maxSeconds });
    const bench = new MachineBench({ plan, actions: someActions(0, 100) as unknown as Json });
    Object.assign(bench, { candidateCount: 8, growSeconds: 86_400 });
    const failure = { Error: 'RollbackRequested', Cause: 'customers complain' };
    const { historyEvents, serving } = await bench.run(restoreText, { plan: plan as unknown as Json, failure });
    expect(serving).toEqual([blueArn]);
    expect(historyEvents).toBeLessThan(limits.historyEvents.value);
  });

  it.each([
    ['sizes', 'Ecs.ThrottlingException'],
    ['grow', 'Ecs.ServiceNotActiveException'],
    ['look-at-stable', 'ElasticLoadBalancingV2.ThrottlingException'],
    ['look-at-stable', 'States.DataLimitExceeded'],
    ['look-at-candidate', 'ElasticLoadBalancingV2.ThrottlingException'],
    ['look-at-candidate', 'States.DataLimitExceeded'],
  ] as const)('goes back within a minute and a half all the same when %s never works: %s', async (act, error) => {
    const { back } = await takeBack({ faults: [{ act, times: forever, error }] });
    expect(back?.seconds).toBeLessThan(90);
  });

  it.each(['sizes', 'grow', 'look-at-stable', 'look-at-candidate'] as const)(
    'leads to as many targets also when %s fails for some seconds',
    async (act) => {
      const { back } = await takeBack({ faults: [{ act, times: 4, error: 'Aws.UnheardOfException' }] });
      expect(back?.targets).toBe(8);
    },
  );

  it('changes nothing in a redriven execution', () => {
    const { States } = JSON.parse(restoreText) as { readonly States: Readonly<Record<string, { readonly Arguments: object }>> };
    expect(JSON.stringify(States.GrowStable?.Arguments)).toContain('$states.context.Execution.RedriveCount = 0 ?');
  });
});

describe('a deployment whose execution was lost', () => {
  it('goes back at once, and asks nobody to grow', async () => {
    const { back, before } = await takeBack({ error: 'ExecutionLost' });
    expect(before).toEqual(['Requested?', 'ReadCandidateLane', 'AsFound?', ...straightBack]);
    expect(back).toEqual({ seconds: 0, targets: 4 });
  });
});
