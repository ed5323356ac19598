import type {
  DeleteAlarmsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmsInput,
  DisableAlarmActionsInput,
  EnableAlarmActionsInput,
  PutCompositeAlarmInput,
  PutMetricAlarmInput,
  PutMetricDataInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import type { AwsCalls } from '../aws-calls.ts';
import type { DefaultBus } from '../aws-event.ts';
import type { ModelledService, ModelNeeds, Operation } from '../modelled-service.ts';
import type { AlarmBook } from './alarms/alarm-book.ts';
import { alarmResources } from './alarms/alarm-resources.ts';
import { Alarms } from './alarms/alarms.ts';
import { describeAlarmHistory, describeAlarms } from './alarms/describe-alarms.ts';
import { setAlarmState } from './alarms/set-alarm-state.ts';
import { getMetricData } from './get-metric-data.ts';
import type { MetricRecord } from './metric-record.ts';
import { MetricStore, type PublicationLag } from './metric-store.ts';
import { putMetricData } from './put-metric-data.ts';

/** What the modelled CloudWatch is made from. */
export type CloudWatchNeeds = ModelNeeds & {
  readonly bus: DefaultBus;
  readonly calls: AwsCalls;
  readonly publicationLag?: PublicationLag;
};

/** The modelled CloudWatch. */
export interface CloudWatch extends ModelledService {
  /** Where services put their metrics. Never throws; values that are not finite are ignored. */
  record(record: MetricRecord): void;
  /** Alarms and their history as they are now, without a call. */
  readonly alarms: Pick<AlarmBook, 'find' | 'history'>;
  /** Ends the evaluation of alarms. */
  stop(): void;
}

/**
 * The modelled CloudWatch; local/behaviour/events-and-metrics.md says what it promises.
 * @example cloudwatch({ clock, random, account, region, bus, calls, publicationLag: (namespace) => (namespace.startsWith('AWS/') ? 60 : undefined) });
 */
export function cloudwatch(needs: CloudWatchNeeds): CloudWatch {
  const store = new MetricStore(needs.clock, needs.publicationLag);
  const alarms = new Alarms({ ...needs, store });
  return {
    id: 'CloudWatch',
    operations: { ...metricOperations(needs, store), ...alarmOperations(alarms) },
    resources: alarmResources(alarms),
    record: (record) => store.record(record),
    alarms: alarms.book,
    stop: () => alarms.stop(),
  };
}

function metricOperations({ clock }: CloudWatchNeeds, store: MetricStore): Readonly<Record<string, Operation>> {
  const read = getMetricData(store);
  return {
    GetMetricData: async (input: Parameters<typeof read>[0]) => read(input),
    PutMetricData: async (input: PutMetricDataInput) => {
      for (const record of putMetricData(input, clock.now())) store.record(record);
      return {};
    },
  };
}

function alarmOperations(alarms: Alarms): Readonly<Record<string, Operation>> {
  const { book } = alarms;
  const done = <Input>(act: (input: Input) => unknown) => {
    return async (input: Input) => {
      act(input);
      return {};
    };
  };
  return {
    PutMetricAlarm: done((input: PutMetricAlarmInput) => alarms.putMetric(input)),
    PutCompositeAlarm: done((input: PutCompositeAlarmInput) => alarms.putComposite(input)),
    DeleteAlarms: done((input: DeleteAlarmsInput) => alarms.remove(input.AlarmNames ?? [])),
    SetAlarmState: done((input: SetAlarmStateInput) => setAlarmState(input, book)),
    EnableAlarmActions: done((input: EnableAlarmActionsInput) => book.setActionsEnabled(input.AlarmNames ?? [], true)),
    DisableAlarmActions: done((input: DisableAlarmActionsInput) => book.setActionsEnabled(input.AlarmNames ?? [], false)),
    DescribeAlarms: async (input: DescribeAlarmsInput) => describeAlarms(input, book),
    DescribeAlarmHistory: async (input: DescribeAlarmHistoryInput) => describeAlarmHistory(input, book),
  };
}
