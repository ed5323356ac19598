import { describe, expect, it } from 'vitest';
import { applicationAutoScaling } from '../../../../local/aws/scaling/scaling.ts';
import { caller, maker, someNeeds } from '../ecs/two-lanes.ts';

const resourceId = 'service/prod/orders-blue';
const named = { ServiceNamespace: 'ecs', ResourceId: resourceId, ScalableDimension: 'ecs:service:DesiredCount' };

/** Scaling over services with the given sizes. */
function aScaling(sizes: Record<string, number> = { [resourceId]: 2 }) {
  const changes: (readonly [string, number])[] = [];
  const scaling = applicationAutoScaling({
    ...someNeeds(),
    sizes: {
      desiredCount: (id) => sizes[id],
      setDesiredCount: (id, desiredCount) => {
        sizes[id] = desiredCount;
        changes.push([id, desiredCount]);
      },
    },
  });
  return { scaling, changes, on: caller(scaling) };
}

describe('RegisterScalableTarget', () => {
  it('fits a service that is outside the range at once and leaves one inside alone', async () => {
    const { on, changes } = aScaling();
    await on('RegisterScalableTarget', { ...named, MinCapacity: 1, MaxCapacity: 4 });
    await on('RegisterScalableTarget', { ...named, MinCapacity: 3 });
    await on('RegisterScalableTarget', { ...named, MinCapacity: 0, MaxCapacity: 1 });
    expect(changes).toEqual([
      [resourceId, 3],
      [resourceId, 1],
    ]);
  });

  it('leaves unchanged what is not given', async () => {
    const { on } = aScaling();
    await on('RegisterScalableTarget', { ...named, MinCapacity: 1, MaxCapacity: 4 });
    await on('RegisterScalableTarget', { ...named, SuspendedState: { DynamicScalingInSuspended: true } });
    await on('RegisterScalableTarget', { ...named, MinCapacity: 0 });
    expect(await on('DescribeScalableTargets', { ServiceNamespace: 'ecs', ResourceIds: [resourceId] })).toMatchObject({
      ScalableTargets: [
        {
          ...named,
          MinCapacity: 0,
          MaxCapacity: 4,
          SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false },
        },
      ],
    });
  });

  it('refuses an empty range, a first registration without one, a service that is not there and other dimensions', async () => {
    const { on } = aScaling();
    const range = { MinCapacity: 1, MaxCapacity: 2 };
    const refused = [
      { ...named, MinCapacity: 3, MaxCapacity: 2 },
      { ...named, MinCapacity: 1 },
      { ...named, ...range, ResourceId: 'service/prod/nope' },
      { ...named, ...range, ScalableDimension: 'lambda:function:ProvisionedConcurrency' },
    ];
    for (const input of refused) await expect(on('RegisterScalableTarget', input)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('resources of a template', () => {
  it('register a target and store a policy that never acts', async () => {
    const { scaling, on, changes } = aScaling();
    const make = maker(scaling);
    const target = await make('AWS::ApplicationAutoScaling::ScalableTarget', 'Target', { ...named, MinCapacity: 1, MaxCapacity: 4 });
    expect(target.ref).toBe('service/prod/orders-blue|ecs:service:DesiredCount|ecs');
    const configuration = { TargetValue: 60, PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } };
    await make('AWS::ApplicationAutoScaling::ScalingPolicy', 'Policy', {
      PolicyName: 'cpu',
      PolicyType: 'TargetTrackingScaling',
      ScalingTargetId: target.ref,
      TargetTrackingScalingPolicyConfiguration: configuration,
    });
    expect(await on('DescribeScalingPolicies', { ServiceNamespace: 'ecs' })).toMatchObject({
      ScalingPolicies: [{ ...named, PolicyName: 'cpu', TargetTrackingScalingPolicyConfiguration: configuration }],
    });
    expect(changes).toEqual([]);
  });

  it('refuse a policy without its target', async () => {
    const { on } = aScaling();
    await expect(on('PutScalingPolicy', { ...named, PolicyName: 'cpu' })).rejects.toMatchObject({ name: 'ObjectNotFoundException' });
  });
});
