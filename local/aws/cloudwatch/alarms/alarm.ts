import type { PutCompositeAlarmInput, PutMetricAlarmInput, StateValue } from '@aws-sdk/client-cloudwatch';
import type { AlarmDefinition } from './alarm-definition.ts';
import type { CompositeRule } from './composite-rule.ts';

/** A state of an alarm and why it is in it. */
export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON text; absent at creation and when it was set without. */
  readonly reasonData?: string;
  /** World time of the change into it. */
  readonly at: Date;
}

interface AnyAlarm {
  readonly name: string;
  readonly arn: string;
  readonly configuredAt: Date;
  readonly actionsEnabled: boolean;
  /** `detail.configuration` of the alarm's events. */
  readonly eventConfiguration: Readonly<Record<string, unknown>>;
}

/** An alarm on a metric or an expression. */
export interface MetricAlarmRecord extends AnyAlarm {
  readonly type: 'MetricAlarm';
  readonly configuration: PutMetricAlarmInput;
  readonly definition: AlarmDefinition;
}

/** An alarm on the states of other alarms. */
export interface CompositeAlarmRecord extends AnyAlarm {
  readonly type: 'CompositeAlarm';
  readonly configuration: PutCompositeAlarmInput;
  readonly rule: CompositeRule;
}

/** An alarm as it was put, without its state. */
export type AlarmRecord = MetricAlarmRecord | CompositeAlarmRecord;

/** An alarm with its state. */
export type Alarm = AlarmRecord & { readonly state: AlarmState };
