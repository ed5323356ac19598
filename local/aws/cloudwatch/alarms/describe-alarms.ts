import {
  type CompositeAlarm,
  type DescribeAlarmHistoryInput,
  type DescribeAlarmHistoryOutput,
  type DescribeAlarmsInput,
  type DescribeAlarmsOutput,
  InvalidNextToken,
  InvalidParameterCombinationException,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { UnmodelledCallError } from '../../aws-calls.ts';
import { validationError } from '../cloudwatch-errors.ts';
import type { Alarm } from './alarm.ts';
import { actionsFor } from './alarm-actions.ts';
import type { AlarmBook } from './alarm-book.ts';

const recordsDefault = 50;
const recordsMax = 100;

/**
 * `DescribeAlarms`: by name, in pages. Composite alarms come only when `AlarmTypes` asks for them; names without an alarm are left out.
 * @throws {InvalidParameterCombinationException} names and a prefix. @throws {InvalidNextToken} @throws {UnmodelledCallError} parents and children.
 */
export function describeAlarms(input: DescribeAlarmsInput, book: AlarmBook): DescribeAlarmsOutput {
  const { AlarmNames, AlarmNamePrefix, AlarmTypes = ['MetricAlarm'], StateValue, ActionPrefix } = input;
  if (input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined) {
    throw new UnmodelledCallError('ChildrenOfAlarmName and ParentsOfAlarmName of DescribeAlarms');
  }
  if (AlarmNames !== undefined && AlarmNamePrefix !== undefined) {
    throw new InvalidParameterCombinationException({ message: 'AlarmNames and AlarmNamePrefix exclude each other.', $metadata: {} });
  }
  if ((AlarmNames?.length ?? 0) > recordsMax) throw validationError(`AlarmNames must have at most ${recordsMax} entries.`);
  const wanted = book
    .all()
    .filter(
      (alarm) =>
        AlarmTypes.includes(alarm.type) &&
        (AlarmNames === undefined || AlarmNames.includes(alarm.name)) &&
        alarm.name.startsWith(AlarmNamePrefix ?? '') &&
        (StateValue === undefined || alarm.state.value === StateValue) &&
        (ActionPrefix === undefined || actionsFor(alarm.configuration, alarm.state.value).some((arn) => arn.startsWith(ActionPrefix))),
    );
  const { items, NextToken } = page(wanted, input);
  return {
    MetricAlarms: items.flatMap((alarm) => (alarm.type === 'MetricAlarm' ? [metricAlarm(alarm)] : [])),
    CompositeAlarms: items.flatMap((alarm) => (alarm.type === 'CompositeAlarm' ? [compositeAlarm(alarm)] : [])),
    ...NextToken,
  };
}

/** `DescribeAlarmHistory`: newest first unless asked otherwise, in pages. Composite alarms come only when asked for. */
export function describeAlarmHistory(input: DescribeAlarmHistoryInput, book: AlarmBook): DescribeAlarmHistoryOutput {
  const { AlarmName, AlarmTypes = ['MetricAlarm'], HistoryItemType, StartDate, EndDate, ScanBy } = input;
  const wanted = book
    .history()
    .filter(
      (item) =>
        (AlarmName === undefined || item.AlarmName === AlarmName) &&
        (item.AlarmType === undefined || AlarmTypes.includes(item.AlarmType)) &&
        (HistoryItemType === undefined || item.HistoryItemType === HistoryItemType) &&
        (item.Timestamp ?? new Date(0)) >= (StartDate ?? new Date(0)) &&
        (EndDate === undefined || (item.Timestamp ?? new Date(0)) <= EndDate),
    );
  const { items, NextToken } = page(ScanBy === 'TimestampAscending' ? wanted : wanted.toReversed(), input);
  return { AlarmHistoryItems: [...items], ...NextToken };
}

interface Page<T> {
  readonly items: readonly T[];
  readonly NextToken: { readonly NextToken?: string };
}

function page<T>(
  items: readonly T[],
  input: { readonly MaxRecords?: number | undefined; readonly NextToken?: string | undefined },
): Page<T> {
  const { MaxRecords = recordsDefault } = input;
  if (MaxRecords < 1 || MaxRecords > recordsMax) throw validationError(`MaxRecords must be between 1 and ${recordsMax}.`);
  const from = input.NextToken === undefined ? 0 : Number(/^from-(\d+)$/.exec(input.NextToken)?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) throw new InvalidNextToken({ message: 'The next token specified is invalid.', $metadata: {} });
  const until = from + MaxRecords;
  return { items: items.slice(from, until), NextToken: until < items.length ? { NextToken: `from-${until}` } : {} };
}

function shared({ name, arn, actionsEnabled, configuredAt, state, configuration }: Alarm) {
  const { AlarmActions = [], OKActions = [], InsufficientDataActions = [] } = configuration;
  return {
    AlarmName: name,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: configuredAt,
    ActionsEnabled: actionsEnabled,
    AlarmActions,
    OKActions,
    InsufficientDataActions,
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: state.at,
    StateTransitionedTimestamp: state.at,
  };
}

function metricAlarm(alarm: Alarm & { readonly type: 'MetricAlarm' }): MetricAlarm {
  const { Tags: _tags, ...configuration } = alarm.configuration;
  return {
    ...configuration,
    ...(configuration.Metrics === undefined ? { Dimensions: configuration.Dimensions ?? [] } : {}),
    ...shared(alarm),
  };
}

function compositeAlarm(alarm: Alarm & { readonly type: 'CompositeAlarm' }): CompositeAlarm {
  const { Tags: _tags, ...configuration } = alarm.configuration;
  return { ...configuration, ...shared(alarm) };
}
