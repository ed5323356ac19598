import type { AnalysisPlan } from '../deployment/analysis-plan.ts';
import { limits } from '../limits.ts';
import { own } from '../own.ts';
import type { Random } from '../seeded-random.ts';
import { type AaRates, aaRates } from './a-a-rates.ts';
import { type AaRecommendation, recommendation } from './a-a-recommendation.ts';
import { type AaSeriesFacts, seriesFacts } from './a-a-series.ts';
import { type AaShare, shareOfCandidate } from './a-a-share.ts';
import type { CountBlock } from './blocks.ts';
import type { Evidence } from './evidence.ts';
import { type BlockSeconds, plannedBlockSeconds } from './evidence-until.ts';
import { judgedBlocks } from './judged-blocks.ts';
import type { ComparisonPlan } from './metric-plan.ts';
import { sinceFixed } from './open-thresholds.ts';

/** What one comparison would have done to releases of one image. */
export interface AaMetric {
  readonly name: string;
  /** Blocks in which both lanes served, and their time. */
  readonly blocks: number;
  readonly seconds: number;
  readonly series: readonly AaSeriesFacts[];
  /** The rate of false rollbacks that is wanted: the metric's share of alpha. */
  readonly wantedRate: number;
  /** The tolerance of the plan. */
  readonly tolerance: number;
  /** Absent: too little was measured to draw from. */
  readonly measured?: AaRates;
  readonly recommendation: AaRecommendation;
}

/** What an A/A deployment says about the judge on this service's own traffic. */
export interface AaReport {
  /** Length of the releases that were drawn. */
  readonly releaseSeconds: number;
  readonly share?: AaShare;
  readonly metrics: readonly AaMetric[];
}

/** The evidence of a deployment of the image that served already, and what to measure by it. */
export interface AaRequest {
  readonly evidence: Evidence;
  readonly analysis: AnalysisPlan;
  /** How long a release is judged. */
  readonly releaseSeconds: number;
  readonly random: Random;
  /** Absent: as the plan's metrics say. */
  readonly blockSeconds?: BlockSeconds;
}

/** The tolerances that are tried. */
export const triedTaus: readonly number[] = [0, 0.1, 0.25, 0.5, 1, 2];

/**
 * Measures how often each comparison would have taken back a release that changed nothing, and recommends its tolerance.
 *
 * Both lanes ran the same image, so every rollback is false; metrics are measured as if none were a dry run. Comparisons with a paired
 * baseline have no tolerance and are left out. SLO guards, limits and Kayenta scores are not measured.
 */
export function aaReport({ evidence, analysis, releaseSeconds, random, blockSeconds = plannedBlockSeconds }: AaRequest): AaReport {
  const hasProfile = evidence.fixed.profile !== undefined;
  const testing = analysis.metrics.filter(({ kind }) => kind === 'comparison' || (kind === 'release-baseline' && hasProfile));
  const comparisons = testing.filter((metric) => metric.kind === 'comparison').filter(({ baseline }) => baseline === 'stable');
  const wantedRate = analysis.alpha / testing.length;
  const share = shareOfCandidate(evidence);
  return {
    releaseSeconds,
    ...(share && { share }),
    metrics: comparisons.map((metric) => {
      const seconds = blockSeconds(metric);
      const releaseBlocks = Math.max(1, Math.round(releaseSeconds / seconds));
      return measure(metric, { bySeries: alignedSeries(evidence, metric), seconds, releaseBlocks, wantedRate, random });
    }),
  };
}

interface Measurement {
  readonly bySeries: ReadonlyMap<string, readonly CountBlock[]>;
  readonly seconds: number;
  readonly releaseBlocks: number;
  readonly wantedRate: number;
  readonly random: Random;
}

function measure({ name, tolerance }: ComparisonPlan, { bySeries, seconds, releaseBlocks, wantedRate, random }: Measurement): AaMetric {
  const series = [...bySeries].map(([of, blocks]) => seriesFacts(of, blocks));
  const blocks = [...bySeries.values()][0]?.length ?? 0;
  const isEnough = blocks >= limits.aaBlocks.value && series.every(({ tellingBad }) => tellingBad >= limits.aaBadRequests.value);
  const request = { series: [...bySeries.values()], releaseBlocks, alpha: wantedRate, taus: triedTaus, random };
  const measured = isEnough ? aaRates(request) : undefined;
  return {
    name,
    blocks,
    seconds: blocks * seconds,
    series,
    wantedRate,
    tolerance,
    ...(measured && { measured }),
    recommendation: recommendation({ blocks, blockSeconds: seconds, series, wantedRate, ...(measured && { measured }) }),
  };
}

/** The blocks of each series over the times at which all of them have both lanes: what is drawn together stays together. */
function alignedSeries(
  { metrics, fixed, steps }: Evidence,
  { name, warmupSeconds }: ComparisonPlan,
): ReadonlyMap<string, readonly CountBlock[]> {
  const known = own(metrics, name);
  const counts = known === undefined ? {} : sinceFixed(name, known, fixed).counts;
  const judged = Object.entries(counts).map(([series, all]) => [series, withBoth(judgedBlocks(all, steps, warmupSeconds).blocks)] as const);
  const times = judged.map(([, blocks]) => new Set(blocks.map(({ startedAt }) => startedAt)));
  return new Map(judged.map(([series, blocks]) => [series, blocks.filter(({ startedAt }) => times.every((each) => each.has(startedAt)))]));
}

function withBoth(blocks: readonly CountBlock[]): readonly CountBlock[] {
  return blocks.filter(({ candidate, stable }) => candidate.requests > 0 && stable.requests > 0);
}
