import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { chunks, paged } from './paged.ts';
import { answered } from './sdk-errors.ts';

/** An alarm as it is now. */
export interface Alarm {
  readonly arn: string;
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly actionsEnabled: boolean;
  readonly type: 'metric' | 'composite';
}

/**
 * Reads alarms, metric and composite.
 *
 * @throws {DependencyError} CloudWatch throttled or did not answer. Retryable.
 */
export interface AlarmReader {
  /** By names or ARNs; both lists are in the order asked for, and `missing` repeats what was asked. */
  alarms(namesOrArns: readonly string[]): Promise<{ readonly found: readonly Alarm[]; readonly missing: readonly string[] }>;
}

/** An {@link AlarmReader} on the SDK. */
export function alarmReader(cloudWatch: CloudWatchClient): AlarmReader {
  return {
    async alarms(asked) {
      const known: Alarm[] = [];
      for (const names of chunks([...new Set(asked.map(nameOf))], 100)) known.push(...(await described(cloudWatch, names)));
      const match = (wanted: string) => known.find(({ arn, name }) => (isArn(wanted) ? arn === wanted : name === wanted));
      return { found: asked.flatMap((wanted) => match(wanted) ?? []), missing: asked.filter((wanted) => !match(wanted)) };
    },
  };
}

async function described(cloudWatch: CloudWatchClient, names: readonly string[]): Promise<readonly Alarm[]> {
  return await paged('CloudWatch DescribeAlarms', async (next) => {
    const command = new DescribeAlarmsCommand({
      AlarmNames: [...names],
      // Without the types CloudWatch leaves composite alarms out.
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: 100,
      ...(next && { NextToken: next }),
    });
    const page = await answered('CloudWatch DescribeAlarms', cloudWatch.send(command));
    const items = [
      ...(page.MetricAlarms ?? []).map((alarm) => alarmOf(alarm, 'metric')),
      ...(page.CompositeAlarms ?? []).map((alarm) => alarmOf(alarm, 'composite')),
    ];
    return { items, next: page.NextToken };
  });
}

function alarmOf(
  alarm: {
    AlarmArn?: string | undefined;
    AlarmName?: string | undefined;
    StateValue?: string | undefined;
    ActionsEnabled?: boolean | undefined;
  },
  type: Alarm['type'],
): Alarm {
  const state = alarm.StateValue === 'OK' || alarm.StateValue === 'ALARM' ? alarm.StateValue : 'INSUFFICIENT_DATA';
  return { arn: alarm.AlarmArn ?? '', name: alarm.AlarmName ?? '', state, actionsEnabled: alarm.ActionsEnabled ?? false, type };
}

const isArn = (nameOrArn: string): boolean => nameOrArn.startsWith('arn:');

/** `arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME`; a name may hold colons itself. */
function nameOf(nameOrArn: string): string {
  return isArn(nameOrArn) ? nameOrArn.split(':').slice(6).join(':') : nameOrArn;
}
