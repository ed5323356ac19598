import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { describe, expect, it } from 'vitest';
import { scalingReader } from '../../adapters/scaling-reader.ts';
import { refuse, scriptedAws } from './scripted-aws.ts';

function aReader(DescribeScalableTargets: Parameters<typeof scriptedAws>[0][string]) {
  const aws = scriptedAws({ DescribeScalableTargets });
  return { aws, reader: scalingReader(aws.on(new ApplicationAutoScalingClient({}))) };
}
const running = { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false };
const plain = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

describe('targets', () => {
  it('gives the requests that register the same again, in the order asked for, and leaves out services without scaling', async () => {
    const green = {
      ...plain,
      ResourceId: 'service/prod/green',
      MinCapacity: 0,
      MaxCapacity: 8,
      SuspendedState: { ...running, DynamicScalingInSuspended: true },
    };
    const blue = { ...plain, ResourceId: 'service/prod/blue', MinCapacity: 2, MaxCapacity: 10, RoleARN: 'arn', CreationTime: new Date(0) };
    const { reader, aws } = aReader(({ NextToken }) =>
      NextToken === undefined ? { ScalableTargets: [green], NextToken: 'more' } : { ScalableTargets: [blue] },
    );
    expect(await reader.targets('prod', ['blue', 'red', 'green'])).toEqual([
      { ...plain, ResourceId: 'service/prod/blue', MinCapacity: 2, MaxCapacity: 10, SuspendedState: running },
      green,
    ]);
    const asked = { ...plain, ResourceIds: ['service/prod/blue', 'service/prod/red', 'service/prod/green'] };
    expect(aws.inputs('DescribeScalableTargets')).toEqual([asked, { ...asked, NextToken: 'more' }]);
  });

  it('tells throttling as such', async () => {
    const { reader } = aReader(() => refuse('ThrottlingException'));
    await expect(reader.targets('prod', ['blue'])).rejects.toMatchObject({ name: 'DependencyError' });
  });
});
