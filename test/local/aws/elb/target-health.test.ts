import type { DescribeTargetHealthCommandOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterProbe,
  draining,
  type HealthCheck,
  type ProbeAnswer,
  registered,
  type TargetState,
} from '../../../../local/aws/elb/target-health.ts';
import { maker, twoLanes } from '../ecs/two-lanes.ts';

const check: HealthCheck = {
  path: '/',
  intervalSeconds: 5,
  timeoutSeconds: 2,
  healthyThreshold: 3,
  unhealthyThreshold: 2,
  matcher: '200-204,301',
};
const ok: ProbeAnswer = { kind: 'status', status: 200 };
const bad: ProbeAnswer = { kind: 'status', status: 500 };

function afterAnswers(...answers: readonly ProbeAnswer[]): TargetState {
  return answers.reduce((state, answer) => afterProbe(state, answer, check), registered);
}

describe('afterProbe', () => {
  it('makes a new target healthy with one pass', () => {
    expect(afterAnswers(ok).health).toEqual({ State: 'healthy' });
  });

  it('makes a target unhealthy after the unhealthy threshold and healthy again after the healthy one', () => {
    expect(
      [afterAnswers(ok, bad), afterAnswers(ok, bad, bad), afterAnswers(ok, bad, bad, ok, ok), afterAnswers(ok, bad, bad, ok, ok, ok)].map(
        ({ state }) => state,
      ),
    ).toEqual(['healthy', 'unhealthy', 'unhealthy', 'healthy']);
  });

  it('says why a target is not healthy', () => {
    expect([
      registered,
      afterAnswers(bad),
      afterAnswers(bad, bad),
      afterAnswers({ kind: 'timeout' }, { kind: 'timeout' }),
      afterAnswers({ kind: 'refused' }, { kind: 'refused' }),
    ]).toMatchObject([
      { health: { State: 'initial', Reason: 'Elb.RegistrationInProgress' } },
      { health: { State: 'initial', Reason: 'Elb.InitialHealthChecking' } },
      {
        health: { State: 'unhealthy', Reason: 'Target.ResponseCodeMismatch', Description: 'Health checks failed with these codes: [500]' },
      },
      { health: { State: 'unhealthy', Reason: 'Target.Timeout' } },
      { health: { State: 'unhealthy', Reason: 'Target.FailedHealthChecks' } },
    ]);
  });

  it('takes single codes and ranges as the matcher lists them', () => {
    const states = [200, 204, 205, 301, 302].map((status) => afterAnswers({ kind: 'status', status }).state);
    expect(states).toEqual(['healthy', 'healthy', 'initial', 'healthy', 'initial']);
  });

  it('never brings a draining target back', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(ok, bad)), fc.array(fc.constantFrom(ok, bad)), (before, later) => {
        const leaving = draining(afterAnswers(...before));
        expect(later.reduce((state, answer) => afterProbe(state, answer, check), leaving)).toEqual(leaving);
      }),
    );
  });
});

describe('targets of a running lane', () => {
  const healthOf = async (world: Awaited<ReturnType<typeof twoLanes>>, TargetGroupArn: string) => {
    const answer = await world.onElb<DescribeTargetHealthCommandOutput>('DescribeTargetHealth', { TargetGroupArn });
    return answer.TargetHealthDescriptions?.map(({ Target, TargetHealth }) => [Target?.Id, Target?.Port, TargetHealth?.State]);
  };

  it('become healthy, drain for the deregistration delay and are gone', async () => {
    const world = await twoLanes({ desiredCount: 1 });
    await world.clock.advance(5_000);
    expect(await healthOf(world, world.blueGroup)).toEqual([['10.0.0.1', 8080, 'healthy']]);
    await world.onEcs('UpdateService', { cluster: 'prod', service: 'orders-blue', desiredCount: 0 });
    await world.clock.advance(9_900);
    expect(await healthOf(world, world.blueGroup)).toEqual([['10.0.0.1', 8080, 'draining']]);
    await world.clock.advance(200);
    expect(await healthOf(world, world.blueGroup)).toEqual([]);
  });

  it('are unused and unchecked in a group that no rule names', async () => {
    const world = await twoLanes();
    const group = await maker(world.balancing)('AWS::ElasticLoadBalancingV2::TargetGroup', 'Spare', { TargetType: 'ip' });
    world.balancing.targets.register(group.ref, { host: '10.0.9.9', port: 80 });
    await world.clock.advance(60_000);
    expect(await healthOf(world, group.ref)).toEqual([['10.0.9.9', 80, 'unused']]);
    expect(world.balancing.targets.state(group.ref, { host: '10.0.9.9', port: 80 })).toBe('initial');
  });

  it('are counted each minute and at each change', async () => {
    const world = await twoLanes({ desiredCount: 1 });
    await world.clock.advance(60_000);
    const counts = world.metrics
      .filter(({ name, dimensions }) => name === 'HealthyHostCount' && dimensions.TargetGroup?.includes('orders-blue') === true)
      .map(({ value, at }) => [at.toISOString().slice(14, 19), value]);
    expect(counts).toEqual([
      ['00:01', 1],
      ['01:00', 1],
    ]);
  });

  it('all get requests when none is healthy', async () => {
    const world = await twoLanes({
      graceSeconds: 600,
      images: { good: { startSeconds: 0, stopSeconds: 0, health: { afterSeconds: 0, answer: bad } } },
    });
    await world.clock.advance(60_000);
    expect((await healthOf(world, world.blueGroup))?.map(([, , state]) => state)).toEqual(['unhealthy', 'unhealthy']);
    expect(world.balancing.routing(world.loadBalancerArn).targets(world.blueGroup)).toHaveLength(2);
  });
});
