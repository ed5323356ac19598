import { UnmodelledCallError } from '../../aws-calls.ts';
import { validationError } from '../cloudwatch-errors.ts';
import type { Alarm, AlarmState, CompositeAlarmRecord } from './alarm.ts';
import type { AlarmBook } from './alarm-book.ts';
import { alarmTimestamp } from './alarm-reason.ts';
import type { CompositeRule } from './composite-rule.ts';

const date = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The state a composite alarm's rule gives now. `trigger` is the child whose change asked; undefined at creation. */
export function compositeState(alarm: CompositeAlarmRecord, book: AlarmBook, trigger: Alarm | undefined): Omit<AlarmState, 'at'> {
  const value = alarm.rule.holds((name) => book.find(name)?.state.value) ? 'ALARM' : 'OK';
  const triggering = trigger === undefined ? alarm.rule.children.flatMap((name) => book.find(name) ?? []) : [trigger];
  const triggeringAlarms = triggering.map(({ arn, state }) => ({
    arn,
    state: { value: state.value, timestamp: alarmTimestamp(state.at) },
  }));
  const reason =
    trigger === undefined
      ? `${alarm.arn} was created and its alarm rule evaluates to ${value}`
      : `${trigger.arn} transitioned to ${trigger.state.value} at ${inWords(trigger.state.at)}`;
  return { value, reason, reasonData: JSON.stringify({ triggeringAlarms }) };
}

/**
 * @throws {CloudWatchServiceException} `ValidationError`: a child does not exist.
 * @throws {UnmodelledCallError} the alarm would look at itself, directly or through others.
 */
export function checkChildren(name: string, rule: CompositeRule, book: AlarmBook): void {
  const missing = rule.children.find((child) => child !== name && book.find(child) === undefined);
  if (missing !== undefined) throw validationError(`AlarmRule names the alarm ${missing}, which does not exist.`);
  const seen = new Set<string>();
  const pending = [...rule.children];
  for (let child = pending.pop(); child !== undefined; child = pending.pop()) {
    if (child === name) throw new UnmodelledCallError(`composite alarm ${name}, which looks at itself,`);
    if (seen.has(child)) continue;
    seen.add(child);
    const alarm = book.find(child);
    if (alarm?.type === 'CompositeAlarm') pending.push(...alarm.rule.children);
  }
}

/** `Friday 20 November, 2026 10:14:12 UTC`. */
function inWords(at: Date): string {
  const parts = new Map(date.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = `${parts.get('weekday')} ${parts.get('day')} ${parts.get('month')}, ${parts.get('year')}`;
  return `${day} ${at.toISOString().slice(11, 19)} UTC`;
}
