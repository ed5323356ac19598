import type { CountBlock, ValueBlock } from '../../core/analysis/blocks.ts';
import type { Fixed, MetricEvidence } from '../../core/analysis/evidence.ts';
import type { MetricPlan } from '../../core/analysis/metric-plan.ts';
import { quantileName } from '../../core/analysis/series.ts';
import { untoldThreshold } from '../../core/analysis/untold-threshold.ts';
import type { AnalysisPlan } from '../../core/deployment/analysis-plan.ts';
import { knownPast, type MetricFound } from './known-past.ts';
import type { Past } from './past.ts';
import { type History, readHistory } from './read-history.ts';

/**
 * Past traffic from a CSV file.
 *
 * @throws {InvalidInputError} the file cannot be used: with file, line, column, value and fix.
 */
export function csvPast(file: string): Past {
  const history = readHistory(file);
  const { blocks, blockSeconds, gaps } = history;
  const [first = 0, last = 0] = [blocks[0]?.startedAt, blocks.at(-1)?.startedAt];
  const without = gaps === 0 ? '' : `, ${gaps} more without a row`;
  return {
    title: `${file}: ${blocks.length} blocks of ${blockSeconds} s${without}, ${isoOf(first)} to ${isoOf(last + blockSeconds)}`,
    stepsWithUsers: 1,
    blockSeconds: () => blockSeconds,
    ask: async (analysis) => {
      const found = analysis.metrics.map((metric) => findMetric(history, metric));
      return knownPast(file, analysis, found, { fixed: fixedFor(analysis) });
    },
  };
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z');
}

/** By series, the columns that it is read from. */
type ColumnsBySeries = Readonly<Record<string, readonly string[]>>;

function findMetric(history: History, metric: MetricPlan): MetricFound {
  if (metric.kind === 'release-baseline') return { metric, kind: 'left-out', because: 'a file has no profile of the release before' };
  const bySeries = columnsOf(metric);
  const missing = Object.values(bySeries)
    .flat()
    .filter((name) => !history.columns.has(name));
  // A Kayenta config scores what is there, as Kayenta does.
  const isEnough = metric.kind === 'kayenta-v1' ? missing.length < Object.values(bySeries).flat().length : missing.length === 0;
  if (!isEnough) return { metric, kind: 'left-out', because: `the file has no column ${missing.join(', ')}` };
  return { metric, kind: 'found', evidence: evidenceOf(history, metric, bySeries) };
}

function columnsOf(metric: Exclude<MetricPlan, { kind: 'release-baseline' }>): ColumnsBySeries {
  switch (metric.kind) {
    case 'threshold':
      return { [metric.name]: [`${metric.name}.candidate`, `${metric.name}.stable`] };
    case 'kayenta-v1':
      return Object.fromEntries(metric.config.metrics.map(({ name }) => [name, [`${name}.candidate`, `${name}.stable`]]));
    case 'comparison':
      break;
  }
  const { counts, name } = metric;
  if (counts.kind === 'alb-latency') {
    return Object.fromEntries(
      counts.quantiles.map((quantile) => [quantileName(quantile), countColumns('', `slow_${quantileName(quantile)}`)]),
    );
  }
  return { errors: countColumns(counts.kind === 'ratio' ? `${name}.` : '', 'errors') };
}

function countColumns(prefix: string, bad: string): readonly string[] {
  return ['candidate', 'stable'].flatMap((lane) => [`${prefix}${lane}_requests`, `${prefix}${lane}_${bad}`]);
}

function evidenceOf({ blocks, columns }: History, metric: MetricPlan, bySeries: ColumnsBySeries): MetricEvidence {
  const told = Object.entries(bySeries).filter(([, names]) => names.every((name) => columns.has(name)));
  const each = <Block>(make: (startedAt: number, numbers: readonly (number | null)[]) => Block) =>
    Object.fromEntries(
      told.map(([series, names]) => [
        series,
        blocks.map(({ startedAt, cells }) =>
          make(
            startedAt,
            names.map((name) => cells[name] ?? null),
          ),
        ),
      ]),
    );
  return metric.kind === 'comparison' ? { counts: each(countBlock), values: {} } : { counts: {}, values: each(valueBlock) };
}

function countBlock(startedAt: number, [candidateAll, candidateBad, stableAll, stableBad]: readonly (number | null)[]): CountBlock {
  return {
    startedAt,
    candidate: { requests: candidateAll ?? 0, bad: candidateBad ?? 0 },
    stable: { requests: stableAll ?? 0, bad: stableBad ?? 0 },
  };
}

function valueBlock(startedAt: number, [candidate = null, stable = null]: readonly (number | null)[]): ValueBlock {
  return { startedAt, candidate, stable };
}

/** Whoever wrote the file knows which requests were slow. */
function fixedFor({ metrics }: AnalysisPlan): Fixed {
  const slow = metrics.flatMap((metric) => {
    if (metric.kind !== 'comparison' || metric.counts.kind !== 'alb-latency') return [];
    return [[metric.name, Object.fromEntries(metric.counts.quantiles.map((quantile) => [quantileName(quantile), untoldThreshold]))]];
  });
  return { slowSeconds: Object.fromEntries(slow) };
}
