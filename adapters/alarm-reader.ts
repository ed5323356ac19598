import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { chunks } from '../core/chunks.ts';
import type { AlarmWindow } from '../core/deployment/guard-alarms.ts';
import { lastRang } from './alarm-history.ts';
import { paged } from './paged.ts';
import { answered } from './sdk-errors.ts';

/** An alarm as it is now. */
export interface Alarm {
  readonly arn: string;
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly actionsEnabled: boolean;
  readonly type: 'metric' | 'composite';
  /** When its state last changed, ISO 8601. */
  readonly changedAt?: string;
  /** When it last went to ALARM in the window that was asked about, ISO 8601; absent when it did not, or nobody asked. */
  readonly rangAt?: string;
}

/**
 * Reads alarms, metric and composite.
 *
 * @throws {DependencyError} CloudWatch throttled or did not answer. Retryable.
 */
export interface AlarmReader {
  /**
   * By names or ARNs; both lists are in the order asked for, and `missing` repeats what was asked. With a window it also says which of
   * them rang in it and are quiet again: one more call for each alarm whose state changed since `changedSince`, none for the others.
   */
  alarms(
    namesOrArns: readonly string[],
    window?: AlarmWindow,
  ): Promise<{ readonly found: readonly Alarm[]; readonly missing: readonly string[] }>;
}

/** An {@link AlarmReader} on the SDK. */
export function alarmReader(cloudWatch: CloudWatchClient): AlarmReader {
  return {
    async alarms(asked, window) {
      const known: Alarm[] = [];
      for (const names of chunks([...new Set(asked.map(nameOf))], 100)) known.push(...(await described(cloudWatch, names)));
      const match = (wanted: string) => known.find(({ arn, name }) => (isArn(wanted) ? arn === wanted : name === wanted));
      const found = asked.flatMap((wanted) => match(wanted) ?? []);
      const missing = asked.filter((wanted) => !match(wanted));
      return { found: window === undefined ? found : await withHistory(cloudWatch, found, window), missing };
    },
  };
}

/** An alarm that rings needs no history, and one that rings ends the deployment whatever the others did before. */
async function withHistory(cloudWatch: CloudWatchClient, alarms: readonly Alarm[], window: AlarmWindow): Promise<readonly Alarm[]> {
  if (alarms.some(({ state }) => state === 'ALARM')) return alarms;
  return await Promise.all(
    alarms.map(async (alarm) => {
      const changed = alarm.changedAt !== undefined && Date.parse(alarm.changedAt) >= window.changedSince.getTime();
      const rangAt = changed ? await lastRang(cloudWatch, alarm, window.since) : undefined;
      return rangAt === undefined ? alarm : { ...alarm, rangAt };
    }),
  );
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
    StateTransitionedTimestamp?: Date | undefined;
    StateUpdatedTimestamp?: Date | undefined;
  },
  type: Alarm['type'],
): Alarm {
  const state = alarm.StateValue === 'OK' || alarm.StateValue === 'ALARM' ? alarm.StateValue : 'INSUFFICIENT_DATA';
  const changedAt = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  return {
    arn: alarm.AlarmArn ?? '',
    name: alarm.AlarmName ?? '',
    state,
    actionsEnabled: alarm.ActionsEnabled ?? false,
    type,
    ...(changedAt !== undefined && { changedAt: changedAt.toISOString() }),
  };
}

const isArn = (nameOrArn: string): boolean => nameOrArn.startsWith('arn:');

/** `arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME`; a name may hold colons itself. */
function nameOf(nameOrArn: string): string {
  return isArn(nameOrArn) ? nameOrArn.split(':').slice(6).join(':') : nameOrArn;
}
