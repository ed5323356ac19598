import type { MetricDataQuery, PutCompositeAlarmInput, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { DefaultBus } from '../../aws-event.ts';
import type { Alarm, AlarmState } from './alarm.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import { alarmTimestamp } from './alarm-reason.ts';

/** The event of a state change; sent for each, also when actions are disabled. */
export function alarmStateChange(alarm: Alarm, previous: AlarmState): Parameters<DefaultBus['emit']>[0] {
  return {
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    detail: alarmDetail(alarm, previous),
  };
}

/** What events and Lambda actions say of an alarm. */
export function alarmDetail(alarm: Alarm, previous: AlarmState): Readonly<Record<string, unknown>> {
  return {
    alarmName: alarm.name,
    configuration: alarm.eventConfiguration,
    previousState: stateDetail(previous),
    state: stateDetail(alarm.state),
  };
}

/** `detail.configuration` of a metric alarm. A plain metric alarm's only query gets `plainId`, a random UUID. */
export function metricConfiguration(
  input: PutMetricAlarmInput,
  { queries }: AlarmDefinition,
  plainId: string,
): Readonly<Record<string, unknown>> {
  const isPlain = input.MetricName !== undefined;
  const metrics = queries.map((query) => queryDetail(isPlain ? { ...query, Id: plainId } : query));
  return { ...described(input), metrics };
}

/** `detail.configuration` of a composite alarm. */
export function compositeConfiguration(input: PutCompositeAlarmInput): Readonly<Record<string, unknown>> {
  return { ...described(input), alarmRule: input.AlarmRule };
}

function described({ AlarmDescription }: { readonly AlarmDescription?: string | undefined }): object {
  return AlarmDescription === undefined ? {} : { description: AlarmDescription };
}

function queryDetail({ Id, MetricStat, Expression, Label, ReturnData = true }: MetricDataQuery): object {
  const label = Label === undefined ? {} : { label: Label };
  if (MetricStat === undefined) return { id: Id, expression: Expression, ...label, returnData: ReturnData };
  const { Metric, Period, Stat, Unit } = MetricStat;
  const dimensions = Object.fromEntries((Metric?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  const metric = { namespace: Metric?.Namespace, name: Metric?.MetricName, dimensions };
  const unit = Unit === undefined ? {} : { unit: Unit };
  return { id: Id, metricStat: { metric, period: Period, stat: Stat, ...unit }, ...label, returnData: ReturnData };
}

function stateDetail({ value, reason, reasonData, at }: AlarmState): object {
  return { value, reason, ...(reasonData === undefined ? {} : { reasonData }), timestamp: alarmTimestamp(at) };
}
