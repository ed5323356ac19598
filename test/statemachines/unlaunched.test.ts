import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../local/asl/json.ts';
import { aPlan, blueArn, greenArn, someActions } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import type { Act } from './acts.ts';
import { deploymentText, type Fault, MachineBench } from './machine-bench.ts';

const forever = Number.POSITIVE_INFINITY;
const held = { ServiceNamespace: 'ecs', ResourceId: 'service/prod/orders-blue', SuspendedState: { DynamicScalingInSuspended: true } };
const givenBack = { ...held, SuspendedState: { DynamicScalingInSuspended: false } };
const ended = ['ReadUnlaunched', 'RestoreScaling', 'RestoredScalingTarget', 'RecordRollback', 'RolledBack'];

/** A release onto a lane whose four tasks are the way back of the promotion before it. */
function aRelease({ faults = [], answers, users = [100, 0] }: Trouble): MachineBench {
  const plan = aPlan({ holdScaling: [held], restoredScaling: [givenBack] });
  const actions = someActions(...users) as unknown as Json;
  const bench = new MachineBench({ plan, moves: [aShift(0, 100)], faults, actions, ...(answers && { answers }) });
  bench.candidateCount = 4;
  return bench;
}

interface Trouble {
  readonly faults?: readonly Fault[];
  readonly answers?: (act: Act, payload: JsonObject) => Promise<Json | undefined>;
  /** Weights of stable and the candidate lane before the launch. */
  readonly users?: readonly [number, number];
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

  it('sends users back when a signal says so, and leaves the candidate lane its tasks', async () => {
    const answers: Trouble['answers'] = async (act) =>
      act === 'inspect' ? { kind: 'failed', because: 'ada asked to go back' } : undefined;
    const seen = await aRelease({ users: [0, 100], answers }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 4, recorded: ['rolled-back'], pages: 0 });
    expect(seen.path.slice(seen.path.indexOf('InspectStable'))).toEqual([
      ...['InspectStable', 'StableServes?', 'RestoreTraffic', 'ReadRestored', 'Restored?'],
      ...['RestoreScaling', 'RestoredScalingTarget', 'RecordRollback', 'RolledBack'],
    ]);
  });

  it('calls a person when users who are asked back do not come', async () => {
    const answers: Trouble['answers'] = async (act) =>
      act === 'inspect' ? { kind: 'failed', because: 'ada asked to go back' } : undefined;
    const faults = [{ act: 'restore', times: forever, error: 'ElasticLoadBalancingV2.ThrottlingException' }] as const;
    const seen = await aRelease({ users: [0, 100], answers, faults }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [greenArn], candidateCount: 4, recorded: ['needs-human'], pages: 1 });
  });
});

describe('a candidate whose launch was asked for', () => {
  it('is stopped, whatever the answer was: it may have been lost', async () => {
    const seen = await aRelease({ faults: [{ act: 'launch', times: forever, error: 'Ecs.ServerException' }] }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'], pages: 0 });
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
