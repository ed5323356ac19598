import type { PutCompositeAlarmInput, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { physicalName } from '../../../template/physical-name.ts';
import type { Made, ResourceId, ResourceMaker } from '../../resource-maker.ts';
import type { Alarms } from './alarms.ts';

const nameMax = 255;
const numbers = new Set(['EvaluationPeriods', 'DatapointsToAlarm', 'Threshold', 'Period']);

/** Makers of `AWS::CloudWatch::Alarm` and `AWS::CloudWatch::CompositeAlarm`: their properties are the API's members. */
export function alarmResources(alarms: Alarms): Readonly<Record<string, ResourceMaker>> {
  const made = (name: string, resource: ResourceId): Made => {
    const before = resource.previous?.ref;
    if (before !== undefined && before !== name && alarms.book.find(before) !== undefined) alarms.remove([before]);
    return { ref: name, attributes: { Arn: alarms.book.find(name)?.arn } };
  };
  return {
    'AWS::CloudWatch::Alarm': (properties, resource) => {
      const input = { AlarmName: physicalName(resource, nameMax), ...typed(properties) } as PutMetricAlarmInput;
      return made(alarms.putMetric(input), resource);
    },
    'AWS::CloudWatch::CompositeAlarm': (properties, resource) => {
      const input = { AlarmName: physicalName(resource, nameMax), ...typed(properties) } as PutCompositeAlarmInput;
      return made(alarms.putComposite(input), resource);
    },
  };
}

/** CloudFormation takes numbers and booleans as texts too, as when they come from parameters. */
function typed(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      if (numbers.has(name)) return [name, Number(value)];
      return [name, name === 'ActionsEnabled' ? String(value) === 'true' : value];
    }),
  );
}
