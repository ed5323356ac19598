import type { MetricResult } from './classify-metric.ts';
import type { KayentaConfig } from './kayenta-config.ts';

/** The score of a canary, and what made it 0 whatever the groups are. */
export interface Score {
  /** 0..100, rounded to two decimals. */
  readonly score: number;
  /** For people; absent: the score is the weighted sum of the groups. */
  readonly zeroBecause?: string;
}

interface GroupScore {
  readonly weight: number;
  /** 0..100; undefined when no metric of the group has data. */
  readonly score: number | undefined;
}

/** Half of the metrics, or more, without data: no score. */
const nodataShareMax = 0.5;

/**
 * The summary score of classified metrics, as `NetflixACAJudge-v1.0` has it: each group is the share of `Pass` among its metrics with
 * data, groups are weighted, and a critical failure or too much missing data makes all of it 0. A defect is only there with `parity`:
 * a group without any data counts as 100. Here the other groups share its weight, and a metric whose comparison failed counts against
 * its group instead of not at all.
 */
export function scoreOf(results: readonly MetricResult[], groupWeights: KayentaConfig['groupWeights'], parity: boolean): Score {
  const failure = results.find(({ critical, classification }) => critical && classification !== 'Pass');
  if (failure !== undefined) return { score: 0, zeroBecause: `critical ${told(failure)}` };
  const empty = results.filter(({ classification }) => classification === 'Nodata').length;
  if (empty >= results.length * nodataShareMax) return { score: 0, zeroBecause: `${empty} of ${results.length} metrics have no data` };
  const groups = groupScores(results, groupWeights, parity);
  const weighed = parity ? groups : groups.filter(({ score }) => score !== undefined);
  const silent = groups.filter((group) => !weighed.includes(group));
  const whole = 100 - silent.reduce((sum, { weight }) => sum + weight, 0);
  if (whole <= 0) return { score: 0, zeroBecause: 'no group with a weight has data' };
  return { score: rounded(weighed.reduce((sum, { weight, score = 100 }) => sum + (weight * score) / whole, 0)) };
}

/** `latency High`. */
export function told({ name, classification }: MetricResult): string {
  return `${name} ${classification}`;
}

function groupScores(results: readonly MetricResult[], weights: KayentaConfig['groupWeights'], parity: boolean): readonly GroupScore[] {
  const names = [...new Set(results.flatMap(({ groups }) => groups))];
  const unweighted = names.filter((name) => !Object.hasOwn(weights, name)).length;
  const left = 100 - Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return names.map((name) => {
    const classes = results.filter(({ groups }) => groups.includes(name)).map(({ classification }) => classification);
    const counted = classes.filter((each) => each !== 'Nodata' && !(parity && each === 'Error')).length;
    const passed = classes.filter((each) => each === 'Pass').length;
    const weight = Object.hasOwn(weights, name) ? (weights[name] ?? 0) : left / unweighted;
    return { weight, score: counted === 0 ? undefined : (100 * passed) / counted };
  });
}

/** Half up at two decimals, as the numbers are written in decimal. */
function rounded(score: number): number {
  return Math.round(Number((score * 100).toPrecision(12))) / 100;
}
