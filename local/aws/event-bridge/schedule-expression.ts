import { EventBridgeServiceException } from '@aws-sdk/client-eventbridge';
import { type CronFields, cronFields } from './cron-fields.ts';

/** The first moment after `after` (a previous firing, or the making of the rule) at which a rule fires; undefined when there is none. */
export type Schedule = (after: Date) => Date | undefined;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A date such as 29 February on a Monday comes back within 28 years, or a century change later. */
const daysMax = 366 * 40;

/**
 * Reads `rate(value unit)` or `cron(minutes hours day-of-month month day-of-week year)`, UTC.
 * @throws {EventBridgeServiceException} `ValidationException`, as PutRule answers; also for `L`, `W` and `#`, which are not modelled.
 */
export function scheduleExpression(expression: string): Schedule {
  const rate = /^rate\((?<value>[1-9]\d*) (?<unit>minute|hour|day)(?<plural>s?)\)$/.exec(expression)?.groups;
  if (rate !== undefined && (rate.value === '1') === (rate.plural === '')) {
    const periodMs = Number(rate.value) * ({ minute: minuteMs, hour: 60 * minuteMs, day: dayMs }[rate.unit ?? ''] ?? minuteMs);
    return (after) => new Date(after.getTime() + periodMs);
  }
  const cron = cronFields(/^cron\((?<fields>.*)\)$/.exec(expression)?.groups?.fields ?? '');
  if (cron !== undefined) return (after) => nextOf(cron, after);
  throw new EventBridgeServiceException({
    name: 'ValidationException',
    $fault: 'client',
    message: `Parameter ScheduleExpression is not valid: ${expression}`,
    $metadata: {},
  });
}

function nextOf(cron: CronFields, after: Date): Date | undefined {
  const firstDay = Math.floor(after.getTime() / dayMs) * dayMs;
  for (let day = 0; day < daysMax; day += 1) {
    const date = new Date(firstDay + day * dayMs);
    if (!isOn(cron, date)) continue;
    for (const hour of ascending(cron.hours)) {
      for (const minute of ascending(cron.minutes)) {
        const at = date.getTime() + (hour * 60 + minute) * minuteMs;
        if (at > after.getTime()) return new Date(at);
      }
    }
  }
  return undefined;
}

function isOn(cron: CronFields, date: Date): boolean {
  return (
    cron.years.has(date.getUTCFullYear()) &&
    cron.months.has(date.getUTCMonth() + 1) &&
    cron.daysOfMonth.has(date.getUTCDate()) &&
    cron.weekdays.has(date.getUTCDay() + 1)
  );
}

function ascending(values: ReadonlySet<number>): readonly number[] {
  return [...values].toSorted((a, b) => a - b);
}
