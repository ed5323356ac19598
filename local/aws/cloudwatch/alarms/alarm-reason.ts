import type { AlarmDefinition } from './alarm-definition.ts';
import type { AlarmVerdict } from './alarm-verdict.ts';

/** Why an alarm is in its state: a sentence for people, and the numbers as a JSON text. */
export interface AlarmReason {
  readonly reason: string;
  readonly reasonData?: string;
}

/** A point that decided, by the start of its period in epoch milliseconds. */
type Point = readonly [number, number];

/** `2026-11-20T10:14:12.354+0000`: the offset without a colon, as in alarm events. */
export function alarmTimestamp(at: Date): string {
  return at.toISOString().replace('Z', '+0000');
}

/** The reason CloudWatch gives; its wording is for people and is not promised. `points` are the real ones that decided, oldest first. */
export function alarmReason(
  definition: AlarmDefinition,
  verdict: Exclude<AlarmVerdict, 'keep'>,
  points: readonly Point[],
  now: Date,
): Required<AlarmReason> {
  const [first] = points;
  const data = {
    version: '1.0',
    queryDate: alarmTimestamp(now),
    ...(first === undefined ? {} : { startDate: alarmTimestamp(new Date(first[0])) }),
    ...(definition.statistic === undefined ? {} : { statistic: definition.statistic }),
    period: definition.periodSeconds,
    recentDatapoints: points.map(([, value]) => value),
    threshold: definition.threshold,
  };
  return { reason: sentence(definition, verdict, points), reasonData: JSON.stringify(data) };
}

function sentence(definition: AlarmDefinition, verdict: Exclude<AlarmVerdict, 'keep'>, points: readonly Point[]): string {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = definition.rule;
  const unknown = `${evaluationPeriods} ${evaluationPeriods === 1 ? 'datapoint was' : 'datapoints were'}`;
  if (verdict === 'INSUFFICIENT_DATA') return `Insufficient Data: ${unknown} unknown.`;
  if (points.length === 0) {
    const treated = treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
    const received = `no datapoints were received for ${evaluationPeriods} ${evaluationPeriods === 1 ? 'period' : 'periods'}`;
    return `Threshold Crossed: ${received} and ${evaluationPeriods} missing datapoints were treated as [${treated}].`;
  }
  const alarming = verdict === 'ALARM';
  const telling = points.filter(([, value]) => definition.comparison.breaches(value, definition.threshold) === alarming);
  const shown = (telling.length === 0 ? points : telling).toReversed();
  const list = shown.map(([at, value]) => `${decimal(value)} (${shortDate(at)})`).join(', ');
  const verb = `${shown.length === 1 ? 'was' : 'were'}${alarming ? '' : ' not'}`;
  const compared = `${verb} ${definition.comparison.words} the threshold (${decimal(definition.threshold)})`;
  if (evaluationPeriods === 1) return `Threshold Crossed: 1 datapoint [${list}] ${compared}.`;
  const needed = alarming ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const transition = `minimum ${needed} datapoint${needed === 1 ? '' : 's'} for ${alarming ? 'OK -> ALARM' : 'ALARM -> OK'} transition`;
  return `Threshold Crossed: ${shown.length} out of the last ${evaluationPeriods} datapoints [${list}] ${compared} (${transition}).`;
}

function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `20/11/26 10:12:00`. */
function shortDate(atMs: number): string {
  const [date = '', time = ''] = new Date(atMs).toISOString().slice(2, 19).split('T');
  return `${date.split('-').toReversed().join('/')} ${time}`;
}
