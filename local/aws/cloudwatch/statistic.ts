import { UnmodelledCallError } from '../aws-calls.ts';
import { validationError } from './cloudwatch-errors.ts';
import type { Distribution } from './distribution.ts';

/** Computes one number of the values in a period; undefined when it cannot be known. */
export type Statistic = (values: Distribution) => number | undefined;

const simple: ReadonlyMap<string, Statistic> = new Map<string, Statistic>([
  ['SampleCount', (values) => values.count],
  ['Sum', (values) => values.sum],
  ['Average', (values) => values.sum / values.count],
  ['Minimum', (values) => values.minimum],
  ['Maximum', (values) => values.maximum],
]);

/** Read before, by name; as bounded as the names in use are few. */
const known = new Map<string, Statistic>(simple);
const knownMax = 10_000;

const number = String.raw`-?\d+(?:\.\d+)?`;
const ranged = new RegExp(`^(?<kind>PR|TC)\\((?<low>${number})?:(?<high>${number})?\\)$`);

/**
 * Reads a statistic: the five simple ones, `pNN.NN`, `TC(low:high)` and `PR(low:high)` (low exclusive, high inclusive).
 *
 * @throws {UnmodelledCallError} trimmed and winsorized statistics.
 * @throws {CloudWatchServiceException} `ValidationError` for anything else.
 */
export function statistic(name: string): Statistic {
  const before = known.get(name);
  if (before !== undefined) return before;
  if (known.size >= knownMax) known.clear();
  const read = simple.get(name) ?? readStatistic(name);
  known.set(name, read);
  return read;
}

function readStatistic(name: string): Statistic {
  const percent = percentOf(name);
  if (percent !== undefined) return (values) => percentile(values, percent / 100);
  const range = ranged.exec(name)?.groups;
  if (range !== undefined && (range.low !== undefined || range.high !== undefined)) {
    const low = Number(range.low ?? Number.NEGATIVE_INFINITY);
    const high = Number(range.high ?? Number.POSITIVE_INFINITY);
    return range.kind === 'TC' ? (values) => within(values, low, high) : (values) => percentRank(values, low, high);
  }
  if (/^(tm|tc|ts|wm)\d|^(TM|TS|WM)\(|^TC\(.*%|^IQM$/.test(name)) throw new UnmodelledCallError(`the statistic ${name}`);
  throw validationError(`The value ${name} for parameter Stat is not valid.`);
}

/** NN of `pNN`, else undefined. */
export function percentOf(name: string): number | undefined {
  const percent = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name)?.[1];
  return percent === undefined ? undefined : Number(percent);
}

/** The smallest value that at least this share of the values does not exceed; CloudWatch does not publish its interpolation. */
function percentile(values: Distribution, share: number): number | undefined {
  let seen = 0;
  for (const [value, count] of values.ascending() ?? []) {
    seen += count;
    if (seen >= share * values.count) return value;
  }
  return undefined;
}

function within(values: Distribution, low: number, high: number): number | undefined {
  return values.ascending()?.reduce((sum, [value, count]) => (value > low && value <= high ? sum + count : sum), 0);
}

function percentRank(values: Distribution, low: number, high: number): number | undefined {
  const count = within(values, low, high);
  return count === undefined ? undefined : (100 * count) / values.count;
}
