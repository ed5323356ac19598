import { type AlarmHistoryItem, type CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { answered } from './sdk-errors.ts';

/**
 * When an alarm last went to ALARM, ISO 8601; undefined when it did not since then. CloudWatch keeps two weeks of history, and what is
 * older than that cannot be asked.
 *
 * It reads page by page, newest first, and stops at the first entry that says ALARM: an alarm that can change every ten seconds fills a
 * page of 100 in a quarter of an hour at the earliest.
 *
 * @throws {DependencyError} CloudWatch throttled or did not answer: three calls a second are allowed to an account. Retryable.
 */
export async function lastRang(
  cloudWatch: CloudWatchClient,
  { name, type }: { readonly name: string; readonly type: 'metric' | 'composite' },
  since: Date,
) {
  let next: string | undefined;
  do {
    const command = new DescribeAlarmHistoryCommand({
      AlarmName: name,
      // Without the type CloudWatch leaves composite alarms out.
      AlarmTypes: [type === 'metric' ? 'MetricAlarm' : 'CompositeAlarm'],
      HistoryItemType: 'StateUpdate',
      StartDate: since,
      ScanBy: 'TimestampDescending',
      MaxRecords: 100,
      ...(next !== undefined && { NextToken: next }),
    });
    const page = await answered('CloudWatch DescribeAlarmHistory', cloudWatch.send(command));
    const rang = (page.AlarmHistoryItems ?? []).find((item) => wentToAlarm(item) && isSince(item, since));
    if (rang !== undefined) return rang.Timestamp?.toISOString();
    next = page.NextToken;
  } while (next);
  return undefined;
}

/** The data say it for machines; the summary says it for people, and stands in where the data were cut at 4,095 characters. */
function wentToAlarm({ HistoryData = '', HistorySummary = '' }: AlarmHistoryItem): boolean {
  return stateIn(HistoryData) === 'ALARM' || / to ALARM\b/.test(HistorySummary);
}

function stateIn(data: string): unknown {
  try {
    const { newState }: { readonly newState?: { readonly stateValue?: unknown } } = JSON.parse(data);
    return newState?.stateValue;
  } catch {
    return undefined;
  }
}

/** What happened before counts for nothing, whatever the service takes for the bounds of a page. */
function isSince({ Timestamp }: AlarmHistoryItem, since: Date): boolean {
  return Timestamp !== undefined && Timestamp >= since;
}
