import { describe, expect, it } from 'vitest';
import type { Json } from '../../local/asl/json.ts';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { aPlan, blueArn, greenArn, someActions } from '../core/builders.ts';
import type { Act } from './acts.ts';
import { drained } from './drained.ts';
import { deploymentText, type Fault, MachineBench } from './machine-bench.ts';

const restoreText = restoreDefinition(deploymentText);
const found = aPlan().candidate.taskDefinitionArn ?? '';
const launched = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders-green:7';
const forever = Number.POSITIVE_INFINITY;
const firstLook = ['Requested?', 'ReadCandidateLane', 'AsFound?'];
const look = ['ReadCandidateLane', 'AsFound?', 'ReadUsers', 'MayStay?'];
const straightBack = ['InspectStable', 'StableServes?', 'RestoreTraffic'];

interface Lost {
  /** Revisions of the candidate lane, newest first; absent: as admission found it. */
  readonly revisions?: readonly string[];
  /** Weights of stable and the candidate. */
  readonly users?: readonly [number, number];
  /** Where all users are instead. */
  readonly usersOn?: string;
  /** Tasks of the candidate lane; absent: four. */
  readonly candidateCount?: number;
  readonly faults?: readonly Fault[];
  readonly error?: string;
  /** What the plan says of the candidate lane; absent: all. */
  readonly candidate?: MachineBench['plan']['candidate'];
  readonly during?: (bench: MachineBench) => void;
}

const toLanes = (users: readonly [number, number]) => someActions(...users) as unknown as Json;
const toGroup = (TargetGroupArn: string) => [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 1 }] } }];

/** Restores a deployment whose execution is gone, with four tasks in the candidate lane. */
async function restore({ revisions = [found], users = [100, 0], usersOn, candidateCount = 4, candidate, during, ...lost }: Lost) {
  const { faults = [], error = 'ExecutionLost' } = lost;
  const restoredScaling = [{ ServiceNamespace: 'ecs', ResourceId: 'service/prod/orders-blue' }];
  const plan = aPlan({ restoredScaling, ...(candidate && { candidate }) });
  const bench = new MachineBench({ plan, actions: usersOn ? toGroup(usersOn) : toLanes(users), faults });
  Object.assign(bench, { candidateCount, candidateRevisions: revisions });
  const beganMs = bench.clock.now().getTime();
  const input = { plan: plan as unknown as Json, failure: { Error: error, Cause: 'its execution ended' } };
  const seen = await bench.run(restoreText, input, during);
  expect(seen).toMatchObject({ recorded: ['rolled-back'], pages: 0 });
  return { ...seen, path: seen.path.slice(1), seconds: (bench.clock.now().getTime() - beganMs) / 1_000 };
}

// The candidate lane may be the way back of the promotion before.
describe('a lost deployment that launched nothing', () => {
  it('leaves weights and lanes as they are, after a second look, and gives scaling back', async () => {
    const { path, ...seen } = await restore({});
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 4, seconds: 35 });
    expect(path).toEqual([
      ...['Requested?', ...look, 'AwaitLateLaunch', ...look],
      ...['RestoreScaling', 'RestoredScalingTarget', 'RecordRollback', 'RolledBack'],
    ]);
  });

  it('leaves users on the lane to which somebody moved them', async () => {
    expect(await restore({ users: [0, 100] })).toMatchObject({ serving: [greenArn], candidateCount: 4 });
  });

  const elsewhere = [{ users: [0, 100] }, { usersOn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/third/1' }] as const;

  it.each(elsewhere)('sends users back for a signal that nobody heard, and keeps the lane that they leave: %o', async (users) => {
    const { path, ...seen } = await restore({ ...users, error: 'SignalLost' });
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 4, seconds: 35 + aPlan().drainSeconds });
    expect(path).toEqual([
      ...['Requested?', ...look, 'AwaitLateLaunch', ...look, ...straightBack, 'ReadRestored', 'Restored?', 'HoldAgain'],
      ...[...drained, 'ScalingHeld?', 'RestoreScaling', 'RestoredScalingTarget', 'RecordRollback', 'RolledBack'],
    ]);
  });

  // The reason is the machine's input, and a person may abort as long as the record is open.
  it.each(elsewhere)(
    'sends users back when the record says that a person aborted meanwhile, and keeps the lane that they leave: %o',
    async (users) => {
      const faults = [{ act: 'record', times: 1, error: 'UsersAskedBackError' }] as const;
      const { path, ...seen } = await restore({ ...users, faults });
      expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 4 });
      expect(path.slice(path.indexOf('RecordRollback') + 1).slice(0, 4)).toEqual([...straightBack, 'ReadRestored']);
      expect(path.slice(-2)).toEqual(['RecordRollback', 'RolledBack']);
    },
  );

  it('writes no weights for a signal that nobody heard when users are on stable', async () => {
    const { path, candidateCount } = await restore({ error: 'SignalLost' });
    expect([path.includes('RestoreTraffic'), candidateCount]).toEqual([false, 4]);
  });

  it.each([
    ['the lane', 'sizes', 'Ecs.ThrottlingException'],
    ['the rule', 'read', 'ElasticLoadBalancingV2.ThrottlingException'],
  ] as const)('is known also when %s cannot be read for a moment', async (_, act, error) => {
    expect(await restore({ users: [0, 100], faults: [{ act, times: 1, error }] })).toMatchObject({
      candidateCount: 4,
      serving: [greenArn],
    });
  });
});

describe('a lost deployment that may have launched', () => {
  const { taskDefinitionArn: _, ...unsaid } = aPlan().candidate;
  it.each<[string, Lost, readonly string[]]>([
    ['whose lane runs another revision', { revisions: [launched] }, firstLook],
    ['whose lane still has tasks of another revision', { revisions: [found, launched] }, firstLook],
    ['whose lane ECS does not know', { revisions: [] }, firstLook],
    ['whose plan does not say what was found', { candidate: unsaid }, ['Requested?']],
    ['that had a signal and whose lane runs another revision', { error: 'SignalLost', revisions: [launched] }, firstLook],
    ['that a person takes back', { error: 'RollbackRequested' }, ['Requested?', 'ReadSizes', 'StableSmaller?']],
  ])('goes back at once and stops the candidate: one %s', async (_, lost, before) => {
    const users = [75, 25] as const;
    const { path, ...seen } = await restore({ users, ...lost });
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0 });
    expect(path.slice(0, before.length + 3)).toEqual([...before, ...straightBack]);
  });

  it('takes split users back although its lane was put back to the revision that was found', async () => {
    const { path, ...seen } = await restore({ users: [75, 25] });
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0 });
    expect(path.slice(0, 8)).toEqual([...['Requested?', ...look], ...straightBack]);
  });

  it('takes users back whom somebody moved to the candidate lane when it has no task', async () => {
    const { serving, path } = await restore({ users: [0, 100], candidateCount: 0 });
    expect([serving, path.slice(5, 8)]).toEqual([[blueArn], straightBack]);
  });

  it('stops a candidate whose launch lands late', async () => {
    const during = (bench: MachineBench) => bench.clock.after(29_000, () => void Object.assign(bench, { candidateRevisions: [launched] }));
    expect(await restore({ during })).toMatchObject({ serving: [blueArn], candidateCount: 0 });
  });

  it.each<[Act, string]>([
    ['sizes', 'Ecs.ThrottlingException'],
    ['sizes', 'States.DataLimitExceeded'],
    ['sizes', 'States.Timeout'],
  ])('goes back within seconds when %s never works: %s', async (act, error) => {
    const faults = [{ act, times: forever, error, afterMs: error === 'States.Timeout' ? 3_000 : 0 }];
    const { seconds, ...seen } = await restore({ users: [75, 25], faults });
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0 });
    expect(seconds - aPlan().drainSeconds).toBeLessThan(8);
  });

  it('goes back when the rule cannot be read', async () => {
    const faults = [{ act: 'read', times: 2, error: 'ElasticLoadBalancingV2.ThrottlingException' }] as const;
    expect(await restore({ users: [75, 25], faults })).toMatchObject({ serving: [blueArn], candidateCount: 0 });
  });
});
