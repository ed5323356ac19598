import type { MetricEvidence } from '../evidence.ts';
import { inconclusive } from '../inconclusive.ts';
import type { JudgeContext, Judgement } from '../metric-judgement.ts';
import type { KayentaPlan } from '../metric-plan.ts';
import { warmBlocks } from '../warm-blocks.ts';
import { classifyMetric, type LaneValues, type MetricResult } from './classify-metric.ts';
import type { KayentaMetric } from './kayenta-config.ts';
import { pointLimits } from './points.ts';
import { type Score, scoreOf, told } from './score.ts';

/**
 * Judges a deployment by a Kayenta canary config: all blocks of both lanes since the warm-up, metric by metric, then their score.
 *
 * - **Regressed** below `scoreThresholds.marginal`, **safe** from `scoreThresholds.pass`, else it waits.
 * - **A fixed-sample test is not looked at all the time.** A metric is tested again only when it has 5 more blocks; looks between two of
 *   these see the same. The test is still repeated: a healthy metric whose blocks do not depend on each other is called `High` within
 *   60 blocks in about 0.8 % of runs, `High` or `Low` in 1.3 % (1.2 and 2.9 % if every block were a look). Each metric of the config adds
 *   its own, and blocks that resemble their neighbours add far more, since a rank test takes them for independent: 13 and 23 % when
 *   a block and the next correlate by 0.5, 38 and 68 % by 0.8. There, `parity` or not, only longer blocks help.
 * - **Only while both lanes have users.** Blocks of a step at 100 % have nothing to be compared with; what was found before it stands. A
 *   plan whose only step with users is 100 % is never safe by a canary config.
 * - **Absence convicts nobody.** A metric without 5 points in both lanes can lower the score, so that it is not safe, but it never makes
 *   it regressed; whoever wants that sets what the deadline does.
 * - **Absence clears nobody.** Safe needs 50 points in each lane of every metric that has any.
 *
 * With `parity` only the first three hold: few points and missing data are scored as Kayenta scores them. Total: never throws.
 */
export function judgeKayenta(plan: KayentaPlan, evidence: MetricEvidence, { steps }: JudgeContext): Judgement {
  const { metrics, groupWeights, scoreThresholds } = plan.config;
  const series = metrics.map((metric) => seriesOf(metric, plan, evidence, steps));
  const idle = stableIdleAt(steps) < Number.POSITIVE_INFINITY ? '; stable has no users any more, so that nothing new can be compared' : '';
  if (series.every(({ candidate }) => candidate.length === 0)) {
    return inconclusive(`no metric of the canary config has ${pointLimits.look.value} blocks yet${idle}`);
  }
  const results = metrics.map((metric, index) => classify(metric, series[index] ?? nothing, plan.parity));
  const score = scoreOf(results, groupWeights, plan.parity);
  const blamed = plan.parity ? score : scoreOf(results.map(inGoodFaith), groupWeights, false);
  const found = `${describe(score, results)}; pass is ${scoreThresholds.pass}, marginal ${scoreThresholds.marginal}${idle}`;
  const carried = { score: score.score, ...warningsOf(results, plan) };
  if (blamed.score < scoreThresholds.marginal) return { kind: 'regressed', because: found, ...carried };
  if (score.score < scoreThresholds.pass) return { ...inconclusive(found), ...carried };
  const needed = stillNeeded(results, plan, evidence);
  return needed === undefined ? { kind: 'safe', because: found, ...carried } : { ...inconclusive(`${found}; ${needed}`), ...carried };
}

const nothing: LaneValues = { candidate: [], stable: [] };

/**
 * Up to the last whole number of looks, so that the test is not taken again for each new block; and only while stable has users, since the
 * silence of an idle lane, or its zeros, would make any candidate look bad.
 */
function seriesOf({ name }: KayentaMetric, plan: KayentaPlan, evidence: MetricEvidence, steps: JudgeContext['steps']): LaneValues {
  const idleAt = stableIdleAt(steps) - periodOf(plan, name);
  const blocks = warmBlocks(evidence.values[name] ?? [], steps, plan.warmupSeconds).filter(({ startedAt }) => startedAt <= idleAt);
  const looked = blocks.slice(0, blocks.length - (blocks.length % pointLimits.look.value));
  return { candidate: looked.map(({ candidate }) => candidate), stable: looked.map(({ stable }) => stable) };
}

function stableIdleAt(steps: JudgeContext['steps']): number {
  return steps.find(({ candidatePercent }) => candidatePercent >= 100)?.beganAt ?? Number.POSITIVE_INFINITY;
}

function periodOf({ sources }: KayentaPlan, name: string): number {
  return Object.hasOwn(sources, name) ? (sources[name]?.periodSeconds ?? 0) : 0;
}

function classify(metric: KayentaMetric, lanes: LaneValues, parity: boolean): MetricResult {
  const result = classifyMetric(metric, lanes, parity);
  if (parity || result.points >= pointLimits.look.value) return result;
  return { ...classifyMetric(metric, nothing, false), points: result.points };
}

/** What could not be compared, as if it had passed. */
function inGoodFaith(result: MetricResult): MetricResult {
  const compared = result.classification === 'High' || result.classification === 'Low';
  return compared ? result : { ...result, classification: 'Pass', critical: false };
}

function describe({ score, zeroBecause }: Score, results: readonly MetricResult[]): string {
  const notPassed = results.filter(({ classification }) => classification !== 'Pass');
  const detail = notPassed.map(
    (result) => `${told(result)}${result.ratio === undefined ? '' : ` (${ratioText(result.ratio)} times stable)`}`,
  );
  const all = detail.length === 0 ? `${results.length} of ${results.length} metrics Pass` : detail.join(', ');
  return `score ${score}${zeroBecause === undefined ? '' : ` since ${zeroBecause}`}: ${all}`;
}

function ratioText(ratio: number): string {
  return String(Number(ratio.toPrecision(3)));
}

/** What safety waits for; undefined: nothing. */
function stillNeeded(results: readonly MetricResult[], plan: KayentaPlan, { missing }: MetricEvidence): string | undefined {
  if (missing !== undefined) return missing;
  if (plan.parity) return undefined;
  const needs = results
    .filter(({ points }) => points > 0 && points < pointLimits.safe.value)
    .map(({ name, points }) => {
      const more = pointLimits.safe.value - points;
      const seconds = more * periodOf(plan, name);
      return `${name} has ${points} of ${pointLimits.safe.value} points in each lane, ${more} more take about ${Math.ceil(seconds / 60)} min`;
    });
  return needs.length === 0 ? undefined : needs.join('; ');
}

/** Kayenta scores the rest when fewer than half have no data; people should know that they are not judged. */
function warningsOf(results: readonly MetricResult[], { name }: KayentaPlan): Pick<Judgement, 'warnings'> {
  const silent = results.filter(({ points }) => points === 0);
  if (silent.length === 0) return {};
  return {
    warnings: [`${name}: no data for ${silent.map((result) => result.name).join(', ')}; a source whose silence means 0 needs absentIsZero`],
  };
}
