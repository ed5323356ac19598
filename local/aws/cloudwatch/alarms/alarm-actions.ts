import type { PutMetricAlarmInput, StateValue } from '@aws-sdk/client-cloudwatch';
import { type AwsCalls, type Caller, UnmodelledCallError } from '../../aws-calls.ts';
import { validationError } from '../cloudwatch-errors.ts';
import type { Alarm, AlarmState } from './alarm.ts';
import { alarmDetail } from './alarm-events.ts';
import { alarmTimestamp } from './alarm-reason.ts';

/** An alarm's actions, as in the API. */
export type ActionLists = Pick<PutMetricAlarmInput, 'AlarmActions' | 'OKActions' | 'InsufficientDataActions'>;

const actionsMax = 5;
const topicCaller: Caller = { roleArn: 'cloudwatch.amazonaws.com' };
const functionCaller: Caller = { roleArn: 'lambda.alarms.cloudwatch.amazonaws.com' };

/**
 * @throws {CloudWatchServiceException} `ValidationError`: more than five actions for a state.
 * @throws {UnmodelledCallError} an action that is neither a topic nor a function.
 */
export function checkActions(lists: ActionLists): void {
  for (const list of [lists.AlarmActions, lists.OKActions, lists.InsufficientDataActions]) {
    if ((list?.length ?? 0) > actionsMax) throw validationError(`An alarm has at most ${actionsMax} actions for a state.`);
    const other = list?.find((arn) => !/^arn:[^:]*:(sns|lambda):/.test(arn));
    if (other !== undefined) throw new UnmodelledCallError(`the alarm action ${other}`);
  }
}

/** The ARNs to run for a state. */
export function actionsFor(lists: ActionLists, value: StateValue): readonly string[] {
  return { ALARM: lists.AlarmActions, OK: lists.OKActions, INSUFFICIENT_DATA: lists.InsufficientDataActions }[value] ?? [];
}

/** Runs one action: publishes to a topic, or invokes a function asynchronously. @throws whatever the call answers. */
export async function runAction(arn: string, alarm: Alarm, previous: AlarmState, calls: AwsCalls): Promise<void> {
  const [, , service, region = '', accountId = ''] = arn.split(':');
  if (service === 'sns') {
    const message = notification(alarm, previous, { region, accountId });
    const Subject = `${alarm.state.value}: "${alarm.name}" in ${region}`.slice(0, 100);
    await calls.call(
      'SNS',
      'Publish',
      { TopicArn: arn, Subject, Message: JSON.stringify(message) },
      { ...topicCaller, sourceArn: alarm.arn },
    );
    return;
  }
  const time = alarmTimestamp(alarm.state.at);
  const event = { source: 'aws.cloudwatch', alarmArn: alarm.arn, accountId, time, region, alarmData: alarmDetail(alarm, previous) };
  const Payload = new TextEncoder().encode(JSON.stringify(event));
  await calls.call(
    'Lambda',
    'Invoke',
    { FunctionName: arn, InvocationType: 'Event', Payload },
    { ...functionCaller, sourceArn: alarm.arn },
  );
}

function notification(alarm: Alarm, previous: AlarmState, at: { readonly region: string; readonly accountId: string }): object {
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.configuration.AlarmDescription ?? null,
    AWSAccountId: at.accountId,
    NewStateValue: alarm.state.value,
    NewStateReason: alarm.state.reason,
    StateChangeTime: alarmTimestamp(alarm.state.at),
    Region: at.region,
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
  };
}
