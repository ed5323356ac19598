import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../local/asl/json.ts';
import { aPlan, blueArn, greenArn, someActions } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import type { Act } from './acts.ts';
import { drained } from './drained.ts';
import { deploymentText, type Fault, MachineBench } from './machine-bench.ts';

const forever = Number.POSITIVE_INFINITY;
const held = { ServiceNamespace: 'ecs', ResourceId: 'service/prod/orders-blue', SuspendedState: { DynamicScalingInSuspended: true } };
const givenBack = { ...held, SuspendedState: { DynamicScalingInSuspended: false } };
const ended = ['ReadUnlaunched', 'RestoreScaling', 'RestoredScalingTarget', 'RecordRollback', 'RolledBack'];

const throughScaling = new Set([
  'ReadRestored',
  'Restored?',
  'HoldAgain',
  'HeldScalingTarget',
  'DrainCandidate',
  'ScalingHeld?',
  'RestoreScaling',
  'RestoredScalingTarget',
]);

const found = aPlan().candidate.taskDefinitionArn ?? '';
const signalled =
  (because: string, asksUsersBack: boolean): NonNullable<Trouble['answers']> =>
  async (act) =>
    act === 'inspect' ? { kind: 'failed', because, asksUsersBack } : undefined;
const aborted = signalled('ada asked to go back', true);

/** A release onto a lane whose four tasks are the way back of the promotion before it. */
function aRelease({ faults = [], answers, users = [100, 0], revisions = [found] }: Trouble): MachineBench {
  const plan = aPlan({ holdScaling: [held], restoredScaling: [givenBack] });
  const actions = someActions(...users) as unknown as Json;
  const bench = new MachineBench({ plan, moves: [aShift(0, 100)], faults, actions, ...(answers && { answers }) });
  Object.assign(bench, { candidateCount: 4, candidateRevisions: revisions });
  return bench;
}

interface Trouble {
  readonly faults?: readonly Fault[];
  readonly answers?: (act: Act, payload: JsonObject) => Promise<Json | undefined>;
  /** Weights of stable and the candidate lane before the launch. */
  readonly users?: readonly [number, number];
  /** Revisions that ECS shows in the candidate lane, newest first; absent: as admission found it. */
  readonly revisions?: readonly string[];
}

describe('a deployment that ends before its launch', () => {
  it.each([
    ['hold', 'ApplicationAutoScaling.ValidationException'],
    ['register', 'Ecs.ClientException'],
    ['read', 'ElasticLoadBalancingV2.RuleNotFoundException'],
  ] as const)('leaves the candidate lane and the weights as they were: %s never works', async (act, error) => {
    const seen = await aRelease({ faults: [{ act, times: forever, error }] }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 4, recorded: ['rolled-back'], pages: 0 });
    expect(seen.outcome).toMatchObject({ error: 'RolledBack', cause: `${error}: as the test asked` });
    expect(seen.path.slice(-ended.length)).toEqual(ended);
    expect(seen.path).not.toContain('RestoreTraffic');
  });

  it('leaves users where somebody else sent them, and says what it saw', async () => {
    const noted: unknown[] = [];
    const answers: Trouble['answers'] = async (act, { observed }) => void (act === 'record' && noted.push(observed));
    const seen = await aRelease({ users: [0, 100], answers }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [greenArn], candidateCount: 4, recorded: ['rolled-back'], pages: 0 });
    expect(seen.outcome).toMatchObject({ cause: expect.stringContaining('UsersMoved: somebody else sent users elsewhere') });
    expect(seen.path.slice(-ended.length)).toEqual(ended);
    expect(noted).toMatchObject([
      [
        { TargetGroupArn: blueArn, Weight: 0 },
        { TargetGroupArn: greenArn, Weight: 100 },
      ],
    ]);
  });

  it.each([
    ['the record cannot be asked', { act: 'inspect', times: forever, error: 'DependencyError' }],
    ['the rule cannot be read', { act: 'read', times: 41, error: 'ElasticLoadBalancingV2.ThrottlingException' }],
  ] as const)('names what ended it, and not that %s after that', async (_, after) => {
    const error = 'Ecs.InvalidParameterException';
    const bench = aRelease({ faults: [{ act: 'launch', times: forever, error }] });
    const seen = await bench.run(deploymentText, {}, ({ clock, fail }) => clock.after(500, () => fail(after)));
    expect(seen.outcome).toMatchObject({ cause: `${error}: as the test asked` });
    expect(seen.path.slice(-ended.length)).toEqual(ended);
  });

  it('notes what users get also when ELB refuses to say so for some seconds', async () => {
    const noted: unknown[] = [];
    const answers: Trouble['answers'] = async (act, { observed }) => void (act === 'record' && noted.push(observed));
    // `ReadBeforeLaunch` gives up after 41 tries.
    const faults = [{ act: 'read', times: 41 + 6, error: 'ElasticLoadBalancingV2.ThrottlingException' }] as const;
    await aRelease({ faults, answers }).run(deploymentText);
    expect(noted).toMatchObject([
      [
        { TargetGroupArn: blueArn, Weight: 100 },
        { TargetGroupArn: greenArn, Weight: 0 },
      ],
    ]);
  });

  // Stable had no users: what its policies saw until now would shrink it as they return.
  it('sends users back when a signal says so, holds scaling until the drain is over, and leaves the candidate lane its tasks', async () => {
    const bench = aRelease({ users: [0, 100], answers: aborted });
    const seen = await bench.run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 4, recorded: ['rolled-back'], pages: 0 });
    expect(bench.clock.now().getTime() - Date.parse('2026-11-20T10:00:00Z')).toBe(bench.plan.drainSeconds * 1_000);
    expect(seen.path.slice(seen.path.indexOf('InspectStable'))).toEqual([
      ...['InspectStable', 'StableServes?', 'RestoreTraffic', 'ReadRestored', 'Restored?', 'HoldAgain', 'HeldScalingTarget'],
      ...[...drained, 'ScalingHeld?', 'RestoreScaling', 'RestoredScalingTarget', 'RecordRollback', 'RolledBack'],
    ]);
  });

  it('leaves users whom somebody moved when an alarm rings: nothing of the release serves, and they may have left what rang', async () => {
    const answers = signalled('5xx went to ALARM', false);
    const seen = await aRelease({ users: [0, 100], answers }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [greenArn], candidateCount: 4, recorded: ['rolled-back'], pages: 0 });
    expect(seen.outcome).toMatchObject({ cause: 'CandidateNotLaunched: 5xx went to ALARM' });
    expect(seen.path.slice(-ended.length)).toEqual(ended);
  });

  // It was stored after the last look of the machine, which may be half an hour before when scaling hangs.
  it('sends users back when the record says that a person aborted meanwhile, and keeps the tasks of the candidate lane', async () => {
    const faults = [{ act: 'record', times: 1, error: 'UsersAskedBackError' }] as const;
    const seen = await aRelease({ users: [0, 100], faults }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 4, recorded: ['rolled-back'], pages: 0 });
    expect(seen.outcome).toMatchObject({ cause: expect.stringMatching(/^UsersAskedBack: .* UsersMoved: somebody else sent users/) });
    expect(seen.path.slice(seen.path.indexOf('ReadUnlaunched')).filter((state) => !throughScaling.has(state))).toEqual([
      ...['ReadUnlaunched', 'RecordRollback', 'InspectStable', 'StableServes?', 'RestoreTraffic', 'RecordRollback', 'RolledBack'],
    ]);
  });

  it('calls a person when users who are asked back do not come', async () => {
    const faults = [{ act: 'restore', times: forever, error: 'ElasticLoadBalancingV2.ThrottlingException' }] as const;
    const seen = await aRelease({ users: [0, 100], answers: aborted, faults }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [greenArn], candidateCount: 4, recorded: ['needs-human'], pages: 1 });
  });
});

// The launch would overwrite the way back of the promotion before, to which nobody could go back then.
describe('an abort that was stored before the launch', () => {
  it('ends it without a launch', async () => {
    const seen = await aRelease({ answers: aborted }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 4, recorded: ['rolled-back'], pages: 0 });
    expect(seen.outcome).toMatchObject({ cause: 'CandidateNotLaunched: ada asked to go back' });
    expect(seen.path).not.toContain('LaunchCandidate');
  });

  it.each([
    ['hold', 'ApplicationAutoScaling.ValidationException', { recorded: ['needs-human'], pages: 1 }],
    ['register', 'Ecs.ClientException', { recorded: ['rolled-back'], pages: 0 }],
  ] as const)('sends users back also when %s never works', async (act, error, told) => {
    const seen = await aRelease({ users: [0, 100], answers: aborted, faults: [{ act, times: forever, error }] }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 4, ...told });
  });

  it('ends it without a drain when users were on stable anyway', async () => {
    const { path } = await aRelease({ answers: aborted }).run(deploymentText);
    expect(path.slice(path.indexOf('Restored?'))).toEqual([
      ...['Restored?', 'RestoreScaling', 'RestoredScalingTarget'],
      ...ended.slice(-2),
    ]);
  });

  // They never left: nothing of the release serves them, and stable had them all the time.
  it.each([
    ['hold', 'ApplicationAutoScaling.ValidationException'],
    ['register', 'Ecs.ClientException'],
  ] as const)('ends it without a drain, and calls nobody, also when %s never works', async (act, error) => {
    const bench = aRelease({ answers: aborted, faults: [{ act, times: forever, error }] });
    const seen = await bench.run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 4, recorded: ['rolled-back'], pages: 0 });
    expect(seen.path).not.toContain('DrainCandidate');
  });

  it('drains when users left stable, and nobody could see it before they were asked back', async () => {
    let looks = 0;
    const answers: Trouble['answers'] = async (act, payload) => (act === 'inspect' && ++looks > 1 ? aborted(act, payload) : undefined);
    const bench = aRelease({ answers, faults: [{ act: 'launch', times: 4, error: 'Ecs.ServerException' }] });
    const seen = await bench.run(deploymentText, {}, ({ clock, fail }) => {
      clock.after(20_000, () => {
        bench.actions = someActions(0, 100) as unknown as Json;
        fail({ act: 'read', times: 41, error: 'ElasticLoadBalancingV2.ThrottlingException' });
      });
    });
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 4, recorded: ['rolled-back'], pages: 0 });
    expect(seen.path).toContain('DrainCandidate');
  });

  it('is waited for while nobody can say whether there is one', async () => {
    const faults = [{ act: 'inspect', times: 7, error: 'DependencyError' }] as const;
    const seen = await aRelease({ faults }).run(deploymentText);
    expect(seen.path.slice(seen.path.indexOf('InspectUnlaunched'), seen.path.indexOf('AwaitCandidate'))).toEqual([
      ...['InspectUnlaunched', 'MayLaunch?', 'LaunchSoon', 'ReadCandidate', 'ReadBeforeLaunch'],
      ...['InspectUnlaunched', 'MayLaunch?', 'LaunchCandidate'],
    ]);
    const never = await aRelease({ faults: [{ act: 'inspect', times: forever, error: 'DependencyError' }] }).run(deploymentText);
    expect(never).toMatchObject({ serving: [blueArn], candidateCount: 4, outcome: { cause: 'DependencyError: as the test asked' } });
    expect(never.path).not.toContain('LaunchCandidate');
  });
});

describe('a candidate whose launch was asked for', () => {
  const ours = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders-green:7';
  const refusals = ['Ecs.InvalidParameterException', 'Ecs.ServerException'];

  it.each(refusals)('keeps its lane when ECS still shows it as it was found, after %s', async (error) => {
    const seen = await aRelease({ faults: [{ act: 'launch', times: forever, error }] }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 4, recorded: ['rolled-back'], pages: 0 });
    expect(seen.outcome).toMatchObject({ cause: `${error}: as the test asked` });
    expect(seen.path.slice(-ended.length)).toEqual(ended);
  });

  it.each([
    ['runs another revision', [ours]],
    ['still has tasks of another revision', [found, ours]],
    ['is unknown to ECS', []],
  ])('is stopped when its lane %s: the answer may have been lost', async (_, revisions) => {
    for (const error of refusals) {
      const seen = await aRelease({ revisions, faults: [{ act: 'launch', times: forever, error }] }).run(deploymentText);
      expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'], pages: 0 });
    }
  });

  it('is stopped for an alarm once its launch was asked for', async () => {
    let asked = 0;
    const answers: Trouble['answers'] = async (act) => {
      if (act !== 'inspect') return undefined;
      asked += 1;
      return asked === 1 ? { kind: 'waiting', because: 'it is to be launched' } : { kind: 'failed', because: '5xx', asksUsersBack: false };
    };
    const faults = [{ act: 'launch', times: 4, error: 'Ecs.ServerException' }] as const;
    const seen = await aRelease({ revisions: [ours], faults, answers }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'], pages: 0 });
  });

  it('is stopped when ECS does not say what its lane runs', async () => {
    const launch = { act: 'launch', times: forever, error: 'Ecs.InvalidParameterException' } as const;
    const sizes = { act: 'sizes', times: forever, error: 'Ecs.ThrottlingException' } as const;
    expect(await aRelease({ faults: [launch, sizes] }).run(deploymentText)).toMatchObject({ serving: [blueArn], candidateCount: 0 });
    const { States } = JSON.parse(deploymentText) as { readonly States: Readonly<Record<string, JsonObject>> };
    // Whether or not States.ALL catches it.
    expect(States.ReadCandidate?.Catch).toContainEqual({ ErrorEquals: ['States.DataLimitExceeded'], Next: 'ReadBeforeLaunch' });
  });

  // Nobody would watch it.
  it('is stopped when the answer was lost and the rule cannot be read any more', async () => {
    const bench = aRelease({ revisions: [ours], faults: [{ act: 'launch', times: 4, error: 'Ecs.ServerException' }] });
    const seen = await bench.run(deploymentText, {}, ({ clock }) => {
      clock.after(30_000, () => bench.fail({ act: 'read', times: 41, error: 'ElasticLoadBalancingV2.ThrottlingException' }));
    });
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'], pages: 0 });
    expect(seen.path).not.toContain('ReadUnlaunched');
  });

  it('is not stopped for what somebody else put into its lane before', async () => {
    const faults = [{ act: 'register', times: forever, error: 'Ecs.ClientException' }] as const;
    expect(await aRelease({ revisions: [ours], faults }).run(deploymentText)).toMatchObject({ candidateCount: 4 });
    expect(await aRelease({ revisions: [ours], users: [0, 100] }).run(deploymentText)).toMatchObject({ candidateCount: 4 });
  });
});

describe('a promotion that cannot be written down', () => {
  it('calls a person and changes nothing more when another holds the service', async () => {
    const faults = [{ act: 'record', times: 1, error: 'LeaseLostError' }] as const;
    const seen = await aRelease({ faults }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [greenArn], recorded: [], pages: 1 });
    expect(seen.outcome).toMatchObject({ status: 'FAILED', error: 'LeaseLostError' });
    expect(seen.path.slice(-3)).toEqual(['RecordPromotion', 'PageLeaseLost', 'LeaseLost']);
  });
});
