import { cleanValues, isMeasured, type Values } from './clean-values.ts';
import { effectSize, meanRatio } from './effect-size.ts';
import type { KayentaMetric } from './kayenta-config.ts';
import { mannWhitneyShift, type Shift } from './mann-whitney.ts';
import { withNoise } from './seeded-noise.ts';

/** What Kayenta calls a metric; `Error` where the comparison itself failed. */
export type Classification = 'Pass' | 'High' | 'Low' | 'Nodata' | 'NodataFailMetric' | 'Error';

/** One metric of a canary config, classified. */
export interface MetricResult {
  readonly name: string;
  readonly groups: readonly string[];
  readonly classification: Classification;
  /** True: it makes the whole score 0. */
  readonly critical: boolean;
  /** Values that were compared, of the lane that has fewer. */
  readonly points: number;
  /** Mean of the candidate over mean of stable; absent when either is 0 or has no value. */
  readonly ratio?: number;
}

/** Both lanes of one metric: `candidate` is Kayenta's experiment, `stable` its control. */
export interface LaneValues {
  readonly candidate: Values;
  readonly stable: Values;
}

/** Phi^-1(0.99): the interval has confidence 0.98. */
const quantile = 2.3263478740408408;

/** A difference counts when the whole interval is farther from 0 than this share of the estimate. */
const tolerance = 0.25;

/** How exactly Kayenta finds the ends of the interval, in the metric's own unit. */
const rootTolerance = 1e-4;

/** Standard deviation of Kayenta's noise, as a share of the constant value. */
const noiseShare = 1e-5;

/**
 * Classifies one metric as Spinnaker's `NetflixACAJudge-v1.0` does (confidence 0.98, tolerance 0.25 of the estimated shift, effect sizes as
 * configured; an effect size that cannot be computed is no objection). Four of its defects are only there with `parity`:
 *
 * - **A comparison that fails is left out of the score**, so the rest passes: one value against a constant series. Here two constants
 *   differ by the same in every pair, and that is the interval; a comparison that still fails is an `Error` that fails its group.
 * - **Two constants get random noise**, so that a second run may differ. Here there is none, and with `parity` it is seeded.
 * - **A candidate without data passes** where missing values are replaced (spinnaker/kayenta#339, #700; see also #377). Here it is
 *   `Nodata`; a source whose silence means 0 says so with `absentIsZero`.
 * - **The ends of the interval are found to 0.0001 of the metric's unit**, too coarse for a latency in seconds. Here also to a thousandth
 *   of the range of differences.
 *
 * Total: never throws.
 */
export function classifyMetric(metric: KayentaMetric, lanes: LaneValues, parity: boolean): MetricResult {
  const silent = !parity && !lanes.candidate.some(isMeasured);
  const x = silent ? [] : cleanValues(lanes.candidate, metric);
  const y = cleanValues(lanes.stable, metric);
  const points = Math.min(x.length, y.length);
  const ratio = points === 0 ? undefined : meanRatio(x, y);
  const { classification, critical } = points === 0 ? withoutData(metric, parity) : compare(metric, x, y, parity);
  return { name: metric.name, groups: metric.groups, classification, critical, points, ...(ratio !== undefined && { ratio }) };
}

type Outcome = Pick<MetricResult, 'classification' | 'critical'>;

/** `mustHaveData` fails the metric's group; `critical` makes the score 0 and so goes before it. */
function withoutData({ nanStrategy, mustHaveData, critical }: KayentaMetric, parity: boolean): Outcome {
  if (parity && nanStrategy === 'replace') return { classification: 'Pass', critical: false };
  return mustHaveData && !critical ? { classification: 'NodataFailMetric', critical: false } : { classification: 'Nodata', critical };
}

function compare(metric: KayentaMetric, x: readonly number[], y: readonly number[], parity: boolean): Outcome {
  if (sameValues(x, y)) return { classification: 'Pass', critical: false };
  const noisy = parity && isConstant(x) && isConstant(y);
  const compared = noisy ? { x: withNoise(x, noiseShare * first(x)), y: withNoise(y, noiseShare * first(y)) } : { x, y };
  const shift = shiftOf(compared.x, compared.y, parity);
  if (!Number.isFinite(shift.high - shift.low)) return { classification: 'Error', critical: metric.critical && !parity };
  const effect = effectSize(metric.effectSize.measure, compared.x, compared.y);
  const classification = directionOf(shift, metric, effect);
  return { classification, critical: metric.critical && isCritical(classification, metric, effect) };
}

function shiftOf(x: readonly number[], y: readonly number[], parity: boolean): Shift {
  if (!parity && isConstant(x) && isConstant(y)) {
    const difference = first(x) - first(y);
    return { low: difference, estimate: difference, high: difference };
  }
  const range = Math.max(...x) - Math.min(...x) + Math.max(...y) - Math.min(...y);
  return mannWhitneyShift(x, y, { quantile, tolerance: parity ? rootTolerance : Math.min(rootTolerance, range / 1_000) });
}

function directionOf({ low, estimate, high }: Shift, { direction, effectSize }: KayentaMetric, effect: number | undefined): Classification {
  const bound = tolerance * Math.abs(estimate);
  if (direction !== 'decrease' && low > bound && (effect === undefined || effect >= effectSize.allowedIncrease)) return 'High';
  if (direction !== 'increase' && high < -bound && (effect === undefined || effect <= effectSize.allowedDecrease)) return 'Low';
  return 'Pass';
}

function isCritical(classification: Classification, { effectSize }: KayentaMetric, effect: number | undefined): boolean {
  if (classification === 'High') return effect === undefined || effect >= effectSize.criticalIncrease;
  return classification === 'Low' && (effect === undefined || effect <= effectSize.criticalDecrease);
}

/** The same values in any order; one value in both lanes, however often. */
function sameValues(x: readonly number[], y: readonly number[]): boolean {
  if (isConstant(x) && isConstant(y)) return first(x) === first(y);
  if (x.length !== y.length) return false;
  const sortedY = Float64Array.from(y).sort();
  return Float64Array.from(x)
    .sort()
    .every((value, index) => value === sortedY[index]);
}

function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

function first(values: readonly number[]): number {
  return values[0] ?? Number.NaN;
}
