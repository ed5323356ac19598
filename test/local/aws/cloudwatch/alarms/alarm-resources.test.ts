import { describe, expect, it } from 'vitest';
import { aCloudWatch, anAlarmInput } from '../a-cloudwatch.ts';

const resource = { logicalId: 'Guard', stackName: 'stack' };
const arn = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;

describe('alarm resources', () => {
  it('make an alarm from CloudFormation properties, numbers and booleans also as texts', async () => {
    const { service, call } = aCloudWatch();
    const texts = {
      AlarmName: undefined,
      Threshold: '5',
      Period: '60',
      EvaluationPeriods: '3',
      DatapointsToAlarm: '2',
      ActionsEnabled: 'false',
    };
    const { AlarmName: _name, ...properties } = anAlarmInput(texts);
    expect(service.resources['AWS::CloudWatch::Alarm']?.(properties, resource)).toEqual({
      ref: 'stack-Guard',
      attributes: { Arn: arn('stack-Guard') },
    });
    expect(await call('DescribeAlarms', {})).toMatchObject({
      MetricAlarms: [{ AlarmName: 'stack-Guard', Threshold: 5, Period: 60, ActionsEnabled: false }],
    });
  });

  it('make a composite alarm and replace a renamed one', async () => {
    const { service, call, stateOf } = aCloudWatch();
    await call('PutMetricAlarm', anAlarmInput({ AlarmName: 'a' }));
    const make = service.resources['AWS::CloudWatch::CompositeAlarm'];
    const properties = { AlarmName: 'old', AlarmRule: `ALARM("${arn('a')}")` };
    const previous = { ...(await make?.(properties, resource)), properties } as never;
    expect(await make?.({ ...properties, AlarmName: 'new' }, { ...resource, previous })).toEqual({
      ref: 'new',
      attributes: { Arn: arn('new') },
    });
    expect([await stateOf('old'), await stateOf('new')]).toEqual([undefined, 'OK']);
  });
});
