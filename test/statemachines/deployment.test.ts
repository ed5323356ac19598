import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../local/asl/json.ts';
import { aPlan, blueArn, greenArn, someActions } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import { drained } from './drained.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';

const canary = [5, 25, 50, 100].map((percent, index) => aShift(index, percent));

describe('the deployment machine', () => {
  it('promotes four steps in at most 48 transitions and 182 history events', async () => {
    const seen = await new MachineBench({ moves: canary }).run(deploymentText);
    expect(seen.outcome.status).toBe('SUCCEEDED');
    expect(seen.serving).toEqual([greenArn]);
    expect(seen.recorded).toEqual(['promoted', 'retired']);
    expect(seen.candidateCount).toBe(4);
    expect(seen.transitions).toBeLessThanOrEqual(48);
    expect(seen.historyEvents).toBeLessThanOrEqual(182);
  });

  it('enters the states of a canary in the order of the picture', async () => {
    const { path } = await new MachineBench({ moves: [aShift(0, 100)] }).run(deploymentText);
    expect(path.filter((state) => state !== 'WatchForSignals')).toEqual([
      ...[
        'Admit',
        'Admitted?',
        'RegisterRevision',
        'ReadBeforeLaunch',
        'InspectUnlaunched',
        'MayLaunch?',
        'LaunchCandidate',
        'AwaitCandidate',
        'InspectCandidate',
        'CandidateReady?',
        'Progress',
      ],
      ...[
        'NextStep',
        'Move?',
        'ShiftTraffic',
        'ReadTraffic',
        'Confirmed?',
        'Bake',
        'NextStep',
        'Move?',
        'ReadPromoted',
        'Promoted?',
        'CloseGuard',
      ],
      ...['RecordPromotion', 'AwaitRollbackWindow', 'ClaimRetirement', 'MayRetire?', 'RetireStable', 'RecordRetirement', 'Promoted'],
    ]);
  });

  it('waits for its turn as long as Admit says, and then asks again with the same request', async () => {
    const asked: unknown[] = [];
    const answers = async (act: string, payload: JsonObject) => {
      if (act !== 'admit') return undefined;
      asked.push(payload);
      return asked.length === 1 ? { kind: 'queued', because: 'many others are admitted before', waitSeconds: 90 } : undefined;
    };
    const bench = new MachineBench({ moves: canary, answers });
    const admissions: number[] = [];
    const seen = await bench.run(deploymentText, { service: 'orders' }, ({ clock }) => {
      clock.after(89_000, () => admissions.push(asked.length));
      clock.after(91_000, () => admissions.push(asked.length));
    });
    expect(seen.path.slice(0, 5)).toEqual(['Admit', 'Admitted?', 'AwaitTurn', 'Admit', 'Admitted?']);
    expect(asked).toMatchObject([
      { hasTurn: false, request: { service: 'orders' } },
      { hasTurn: true, request: { service: 'orders' } },
    ]);
    expect(admissions).toEqual([1, 2]);
    expect(seen.serving).toEqual([greenArn]);
  });

  it('goes back the moment a signal answers the guard, in the middle of a bake', async () => {
    const bench = new MachineBench({ moves: canary });
    let trippedAt = Number.NaN;
    const seen = await bench.run(deploymentText, {}, ({ clock, tokens }) => {
      clock.after(200_000, () => {
        trippedAt = clock.now().getTime();
        tokens.fail(bench.guardToken, 'GuardTripped', 'alarm x went to ALARM');
      });
    });
    expect(seen.outcome).toEqual({ status: 'FAILED', error: 'RolledBack', cause: 'GuardTripped: alarm x went to ALARM' });
    expect(seen.path.slice(seen.path.indexOf('InspectStable'))).toEqual([
      ...['InspectStable', 'StableServes?', 'RestoreTraffic', 'ReadRestored', 'Restored?', 'HoldAgain'],
      ...[...drained, 'StopCandidate', 'ScalingHeld?', 'RestoreScaling', 'RecordRollback', 'RolledBack'],
    ]);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'], pages: 0 });
    const drainedMs = bench.plan.drainSeconds * 1000;
    expect(bench.clock.now().getTime() - trippedAt).toBeLessThan(drainedMs + 1_000);
  });

  it('rolls back a candidate that the judge calls regressed, with its reason', async () => {
    const moves = [aShift(0, 5), { kind: 'rollback', because: '12 of 200 requests failed' }];
    const seen = await new MachineBench({ moves }).run(deploymentText);
    expect(seen.outcome).toMatchObject({ error: 'RolledBack', cause: 'CandidateRegressed: 12 of 200 requests failed' });
    expect(seen.serving).toEqual([blueArn]);
  });

  it('lets a signal win against a promotion that was decided but not yet done', async () => {
    const bench = new MachineBench({ moves: [aShift(0, 100)] });
    const close = bench.tokens.succeed.bind(bench.tokens);
    bench.tokens.succeed = (token, output) => {
      bench.tokens.fail(token, 'GuardTripped', 'alarm x went to ALARM');
      return close(token, output);
    };
    const seen = await bench.run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], recorded: ['rolled-back'] });
  });

  it('goes back when a signal was stored before the promotion is written down, though nobody could answer the guard', async () => {
    const faults = [{ act: 'record', times: 1, error: 'StaleDecisionError', cause: 'has a signal: alarm x went to ALARM' }] as const;
    const seen = await new MachineBench({ moves: [aShift(0, 100)], faults }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'], pages: 0 });
    expect(seen.outcome).toMatchObject({ error: 'RolledBack', cause: 'StaleDecisionError: has a signal: alarm x went to ALARM' });
  });

  it.each(['50/50', 'nobody'])(
    'goes back when somebody moves users between the decision to promote and the promotion: %s',
    async (moved) => {
      const plan = aPlan({ promotedScaling: [{ ServiceNamespace: 'ecs' }] });
      const bench = new MachineBench({
        ...{ plan, moves: [aShift(0, 100)] },
        answers: async (act) => {
          if (act === 'next-step' && bench.looks.length === 1) {
            bench.looks.push({});
            bench.actions = moved === 'nobody' ? [] : (someActions(50, 50) as unknown as Json);
            return { kind: 'promote', because: 'every step was safe', guardToken: bench.guardToken };
          }
          return undefined;
        },
      });
      const seen = await bench.run(deploymentText);
      expect(seen).toMatchObject({ serving: [blueArn], recorded: ['rolled-back'], pages: 0 });
      expect(seen.outcome).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('UsersMoved: somebody moved users') });
      expect(seen.path).not.toContain('CloseGuard');
    },
  );

  it('does not bake on weights that the rule never showed', async () => {
    const bench = new MachineBench({ moves: [aShift(0, 5)] });
    Object.defineProperty(bench, 'actions', { get: () => aPlan().actionsBefore, set: () => undefined });
    const seen = await bench.run(deploymentText);
    expect(seen.outcome).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('TrafficNotConfirmed') });
    expect(seen.path).not.toContain('Bake');
  });

  it('waits for a person before a step that asks for it', async () => {
    const bench = new MachineBench({
      moves: [{ kind: 'approve', stepIndex: 0, waitSeconds: 14_400, because: 'the step asks for it' }, aShift(0, 100)],
    });
    let trafficAtApproval: Json = null;
    const seen = await bench.run(deploymentText, {}, ({ clock, tokens }) => {
      clock.after(3_600_000, () => {
        trafficAtApproval = bench.actions;
        tokens.succeed(bench.approvalToken, {});
      });
    });
    expect(seen).toMatchObject({ serving: [greenArn], recorded: ['promoted', 'retired'] });
    expect(trafficAtApproval).toEqual(bench.plan.actionsBefore);
  });

  it('holds, transfers and gives back scaling exactly as the plan says', async () => {
    const target = { ServiceNamespace: 'ecs', ResourceId: 'service/prod/orders-blue', ScalableDimension: 'ecs:service:DesiredCount' };
    const plan = aPlan({ holdScaling: [target], raisedScaling: [target], promotedScaling: [target, target], restoredScaling: [target] });
    const promoted = await new MachineBench({ plan, moves: [aShift(0, 100)] }).run(deploymentText);
    expect(promoted.path.filter((state) => state.endsWith('ScalingTarget'))).toEqual([
      'HoldScalingTarget',
      'HoldScalingTarget',
      'PromotedScalingTarget',
      'PromotedScalingTarget',
    ]);
    const rolledBack = await new MachineBench({ plan, moves: [{ kind: 'rollback', because: 'regressed' }] }).run(deploymentText);
    const steps = ['HeldScalingTarget', 'DrainCandidate', 'StopCandidate', 'RestoredScalingTarget'];
    expect([...new Set(rolledBack.path)].filter((state) => steps.includes(state))).toEqual(steps);
    expect(rolledBack.path.filter((state) => state === 'HeldScalingTarget')).toHaveLength(1);
  });

  it('points the test route at the candidate before users reach it', async () => {
    const plan = aPlan({ testRuleArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/orders/1/2/3' });
    const { path } = await new MachineBench({ plan, moves: [aShift(0, 100)] }).run(deploymentText);
    expect(path.indexOf('RouteTesters')).toBeGreaterThan(path.indexOf('CandidateReady?'));
    expect(path.indexOf('RouteTesters')).toBeLessThan(path.indexOf('Progress'));
  });

  it.each(['register', 'launch', 'inspect', 'next-step', 'watch', 'shift'] as const)('ends on stable when %s never works', async (act) => {
    const bench = new MachineBench({ moves: canary, faults: [{ act, times: Number.POSITIVE_INFINITY, error: 'Aws.UnheardOfException' }] });
    const seen = await bench.run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'], pages: 0 });
    expect(seen.outcome).toMatchObject({ error: 'RolledBack', cause: 'Aws.UnheardOfException: as the test asked' });
  });

  it.each(['shift', 'read'] as const)('is patient for minutes when %s is throttled because many others release too', async (act) => {
    const error = 'ElasticLoadBalancingV2.ThrottlingException';
    const seen = await new MachineBench({ moves: canary, faults: [{ act, times: 40, error }] }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [greenArn], recorded: ['promoted', 'retired'] });
  });

  it('does nothing more for a deployment that is over', async () => {
    const faults = [{ act: 'next-step', times: 1, error: 'DeploymentOverError' }] as const;
    const seen = await new MachineBench({ moves: canary, faults }).run(deploymentText);
    expect(seen.outcome).toMatchObject({ status: 'FAILED', error: 'DeploymentOverError' });
    expect(seen.path.at(-1)).toBe('AlreadyOver');
    expect(seen.path).not.toContain('RestoreTraffic');
  });

  it('looks again while nobody approves, and hears who approves at any time', async () => {
    const ask = { kind: 'approve', stepIndex: 1, waitSeconds: 1_800, because: 'asked for' };
    const bench = new MachineBench({ moves: [aShift(0, 5), ask, ask, ask, aShift(1, 100)] });
    const seen = await bench.run(deploymentText, {}, ({ clock, tokens }) => {
      clock.after(2 * 1_800_000 + 600_000, () => void tokens.succeed(bench.approvalToken, {}));
    });
    expect(seen).toMatchObject({ serving: [greenArn], recorded: ['promoted', 'retired'] });
    expect(seen.path.filter((state) => state === 'AwaitApproval')).toHaveLength(3);
    const looks = bench.looks.map(({ shownAt, shownStep }) => [shownAt, shownStep]);
    expect(looks.slice(1, 5)).toEqual(Array(4).fill(['2026-11-20T10:00:10.000Z', 0]));
  });

  it('goes back when a look finds the candidate regressed while a person is waited for', async () => {
    const ask = { kind: 'approve', stepIndex: 1, waitSeconds: 1_800, because: 'asked for' };
    const bench = new MachineBench({ moves: [aShift(0, 5), ask, { kind: 'rollback', because: '9 of 10 failed' }] });
    const seen = await bench.run(deploymentText);
    expect(seen.outcome).toMatchObject({ error: 'RolledBack', cause: 'CandidateRegressed: 9 of 10 failed' });
    expect(seen).toMatchObject({ serving: [blueArn], recorded: ['rolled-back'] });
  });

  it.each([0, 40, Number.POSITIVE_INFINITY])('changes nothing more without the lease, and calls a person: %d pages fail', async (times) => {
    const faults = [
      { act: 'next-step', times: 1, error: 'LeaseLostError' },
      { act: 'page', times, error: 'Sns.InternalErrorException' },
    ] as const;
    const seen = await new MachineBench({ moves: canary, faults }).run(deploymentText);
    expect(seen).toMatchObject({
      outcome: { status: 'FAILED', error: 'LeaseLostError' },
      recorded: [],
      pages: times === Number.POSITIVE_INFINITY ? 0 : 1,
    });
    expect(seen.path.slice(-2)).toEqual(['PageLeaseLost', 'LeaseLost']);
    expect(seen.path).not.toContain('RestoreTraffic');
  });

  it.each(['claim', 'stop'] as const)('ends well when the old lane cannot be put to rest because %s never works', async (act) => {
    const faults = [{ act, times: Number.POSITIVE_INFINITY, error: 'Aws.UnheardOfException' }];
    const seen = await new MachineBench({ moves: [aShift(0, 100)], faults }).run(deploymentText);
    expect(seen).toMatchObject({ serving: [greenArn], recorded: ['promoted'], outcome: { status: 'SUCCEEDED' } });
    expect(seen.path.at(-1)).toBe('NotRetired');
  });

  it('changes AWS in no state of a redriven execution: its plan may be older than what serves now', () => {
    const changing = tasksIn(JSON.parse(deploymentText)).filter(({ Resource }) =>
      /:(modifyRule|updateService|register\w+)$/.test(Resource),
    );
    expect(changing).toHaveLength(13);
    // `RestoreTraffic` alone retries nothing: `RestoreAgain` does it for it.
    expect(changing.filter(({ Retry }) => Retry === undefined)).toHaveLength(1);
    for (const { Arguments, Retry = [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 0 }] } of changing) {
      expect(JSON.stringify(Arguments)).toContain('$states.context.Execution.RedriveCount = 0 ?');
      expect(Retry[0]).toEqual({ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 0 });
    }
  });

  // Its record would give back a lease under which a restore of the same deployment may run by then.
  it('records no end of a deployment in a redriven execution', () => {
    const records = tasksIn(JSON.parse(deploymentText)).flatMap(({ Arguments }) => {
      const { FunctionName, Payload } = Arguments as { readonly FunctionName?: string; readonly Payload?: JsonObject };
      return FunctionName?.includes('RecordOutcome') ? [[Payload?.outcome, /RedriveCount = 0 \?/.test(String(Payload?.deploymentId))]] : [];
    });
    // The lease that a retirement gives back is its own, which it claimed.
    expect(records).toEqual([
      ['promoted', true],
      ['retired', false],
      ['rolled-back', true],
      ['needs-human', true],
    ]);
  });

  it('tells which try a token is of, so that one that is stored late replaces no later one', async () => {
    const asked: unknown[] = [];
    const answers = async (act: string, payload: JsonObject) => void (act === 'watch' && asked.push([payload.wait, payload.asked]));
    const moves = [aShift(0, 5), { kind: 'approve', stepIndex: 1, waitSeconds: 14_400, because: 'asked for' }, aShift(1, 100)];
    const faults = [{ act: 'watch', times: 1, error: 'Lambda.Unknown' }] as const;
    const bench = new MachineBench({ moves, answers, faults });
    await bench.run(deploymentText, {}, ({ clock, tokens }) => clock.after(600_000, () => void tokens.succeed(bench.approvalToken, {})));
    expect(asked).toEqual([
      [{ kind: 'guard' }, { at: '2026-11-20T10:00:10.000Z', redrives: 0, tries: 1 }],
      [
        { kind: 'approval', stepIndex: 1 },
        { at: '2026-11-20T10:01:10.000Z', redrives: 0, tries: 0 },
      ],
    ]);
  });

  it('tells NextStep when traffic was last seen as intended', async () => {
    const bench = new MachineBench({ moves: [aShift(0, 5), { kind: 'bake', bakeSeconds: 60, because: 'bakes' }, aShift(1, 100)] });
    await bench.run(deploymentText);
    expect(bench.looks.map(({ shownAt }) => shownAt)).toEqual([
      null,
      '2026-11-20T10:00:10.000Z',
      '2026-11-20T10:00:10.000Z',
      '2026-11-20T10:02:10.000Z',
    ]);
  });
});

interface Task {
  readonly Resource: string;
  readonly Arguments: unknown;
  readonly Retry?: readonly unknown[];
}

function tasksIn(part: unknown): readonly Task[] {
  if (typeof part !== 'object' || part === null) return [];
  const below = Object.values(part).flatMap(tasksIn);
  return 'Resource' in part ? [part as Task, ...below] : below;
}
