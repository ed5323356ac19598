import type { Clock } from '../../clock.ts';
import { Distribution } from './distribution.ts';
import { metricKey } from './metric-key.ts';
import type { MetricName, MetricRecord } from './metric-record.ts';

/** A stretch of periods: from `startMs` on, inclusive, to `endMs`, exclusive. */
export interface Window {
  readonly startMs: number;
  readonly endMs: number;
  readonly periodSeconds: number;
}

/**
 * Seconds after the end of its minute until a namespace's data can be read; undefined: at once. Asked once for each minute of each
 * metric, so it may answer by chance.
 */
export type PublicationLag = (namespace: string) => number | undefined;

interface Bucket {
  readonly values: Distribution;
  readonly visibleAtMs: number;
}
interface Series {
  unit: string | undefined;
  /** The number of the last record it got, counted over all metrics. */
  written: number;
  readonly seconds: Map<number, Bucket>;
  readonly minutes: Map<number, Bucket>;
}

/** CloudWatch keeps seconds for 3 hours and minutes for 15 days. */
const secondsKept = 3 * 3600;
const minutesKept = 15 * 24 * 60;
/** Minutes older than this are kept coarser, as CloudWatch itself does with high-resolution data. */
const freshMinutes = 180;
/** Beyond this, the tenth of all metrics that was written longest ago is forgotten: to find one alone would take as long. */
const seriesMax = 200_000;

/** Keeps what services publish. Bounded: old data and metrics beyond the limits are forgotten, oldest first. */
export class MetricStore {
  readonly #series = new Map<string, Series>();
  readonly #clock: Clock;
  readonly #lag: PublicationLag;
  #records = 0;

  constructor(clock: Clock, lag: PublicationLag = () => undefined) {
    this.#clock = clock;
    this.#lag = lag;
  }

  /** Takes a record; one that is not finite is ignored, as CloudWatch refuses it. Never throws. */
  record(record: MetricRecord): void {
    const series = this.#written(metricKey(record), record.unit);
    this.#put(series.minutes, record, 60, minutesKept);
    if (record.resolutionSeconds === 1) this.#put(series.seconds, record, 1, secondsKept);
  }

  /** The visible values of each period that has any, by the start of the period in epoch milliseconds, ascending. */
  read(metric: MetricName, { startMs, endMs, periodSeconds }: Window): ReadonlyMap<number, Distribution> {
    const found = new Map<number, Distribution>();
    const series = this.#series.get(metricKey(metric));
    if (series === undefined || (metric.unit !== undefined && metric.unit !== series.unit)) return found;
    const fine = periodSeconds < 60;
    const stepMs = fine ? 1000 : 60_000;
    const periodMs = periodSeconds * 1000;
    const nowMs = this.#clock.now().getTime();
    const oldestMs = nowMs - (fine ? secondsKept : minutesKept * 60) * 1000;
    const skipped = Math.max(0, Math.ceil((oldestMs - startMs) / periodMs)) * periodMs;
    const untilMs = Math.min(endMs, nowMs + stepMs);
    for (let at = startMs + skipped; at < untilMs; at += periodMs) {
      const values = gathered(
        fine ? series.seconds : series.minutes,
        { fromMs: at, toMs: Math.min(at + periodMs, untilMs), stepMs },
        nowMs,
      );
      if (values !== undefined) found.set(at, values);
    }
    return found;
  }

  #written(key: string, unit: string | undefined): Series {
    const series = this.#series.get(key) ?? this.#added(key);
    series.unit = unit ?? series.unit;
    this.#records += 1;
    series.written = this.#records;
    return series;
  }

  #added(key: string): Series {
    if (this.#series.size >= seriesMax) {
      const oldestFirst = [...this.#series].sort(([, a], [, b]) => a.written - b.written);
      for (const [old] of oldestFirst.slice(0, seriesMax / 10)) this.#series.delete(old);
    }
    const series: Series = { unit: undefined, written: 0, seconds: new Map(), minutes: new Map() };
    this.#series.set(key, series);
    return series;
  }

  #put(buckets: Map<number, Bucket>, record: MetricRecord, seconds: number, kept: number): void {
    const sizeMs = seconds * 1000;
    const startMs = Math.floor(record.at.getTime() / sizeMs) * sizeMs;
    let bucket = buckets.get(startMs);
    if (bucket === undefined) {
      const lag = this.#lag(record.namespace);
      bucket = { values: new Distribution(), visibleAtMs: lag === undefined ? 0 : startMs + sizeMs + lag * 1000 };
      buckets.set(startMs, bucket);
      buckets.get(startMs - freshMinutes * 60_000)?.values.coarsen('old');
      const oldest = buckets.size > kept ? buckets.keys().next().value : undefined;
      if (oldest !== undefined) buckets.delete(oldest);
    }
    addTo(bucket.values, record);
  }
}

function addTo(values: Distribution, { value, values: several, counts, totals }: MetricRecord): void {
  if (value !== undefined) addFinite(values, value, 1);
  if (several !== undefined) {
    for (let index = 0; index < several.length; index += 1) addFinite(values, several[index] ?? Number.NaN, counts?.[index] ?? 1);
  }
  if (totals !== undefined && totals.sampleCount > 0) values.addTotals(totals);
}

function addFinite(values: Distribution, value: number, count: number): void {
  if (Number.isFinite(value) && count > 0) values.add(value, count);
}

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

function gathered(buckets: ReadonlyMap<number, Bucket>, { fromMs, toMs, stepMs }: Stretch, nowMs: number): Distribution | undefined {
  const visible: Distribution[] = [];
  for (let at = Math.ceil(fromMs / stepMs) * stepMs; at < toMs; at += stepMs) {
    const bucket = buckets.get(at);
    if (bucket !== undefined && bucket.visibleAtMs <= nowMs && bucket.values.count > 0) visible.push(bucket.values);
  }
  const [first, ...others] = visible;
  if (first === undefined || others.length === 0) return first;
  const all = new Distribution();
  for (const values of visible) all.addAll(values);
  return all;
}
