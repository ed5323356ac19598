import type { MetricEvidence } from '../../core/analysis/evidence.ts';
import type { MetricPlan } from '../../core/analysis/metric-plan.ts';
import type { Source } from '../../core/analysis/source.ts';
import { own } from '../../core/own.ts';
import type { Ask, LaneRole } from './ask.ts';
import { countBlocks } from './count-blocks.ts';
import { type CountSeries, countSeriesOf, type ValueSeries, valueSeriesOf } from './metric-series.ts';
import { placeholdersOf } from './placeholders.ts';
import type { ReadRequest } from './read-request.ts';
import type { Reading } from './reading.ts';
import { valueBlocks } from './value-blocks.ts';
import { wholeBlocks } from './window.ts';

/** Asks all questions at once. */
type ReadAsks = (asks: readonly Ask[]) => Promise<(ask: Ask) => Reading>;

/** A metric's series, and the question that a source and a lane are for it. */
interface Series {
  readonly counts: readonly CountSeries[];
  readonly values: readonly ValueSeries[];
  readonly askOf: (source: Source, lane: LaneRole) => Ask;
}

/** More reasons than these say nothing that people would read. */
const reasonsMax = 3;

/**
 * Reads all metrics of a look: first every question, so that they are asked together, then the evidence from the answers.
 *
 * @throws {InvalidInputError} an ARN without the parts that metric dimensions are made of.
 */
export async function readMetrics(request: ReadRequest, readAsks: ReadAsks): Promise<Readonly<Record<string, MetricEvidence>>> {
  const asking = askedBy(request);
  const series = request.metrics.map((metric): readonly [string, Series] => [
    metric.name,
    { counts: countSeriesOf(metric, request.fixed), values: valueSeriesOf(metric), askOf: asking(metric) },
  ]);
  const readingOf = await readAsks(series.flatMap(([, each]) => asksOf(each)));
  const untilSeconds = request.until.getTime() / 1_000;
  return Object.fromEntries(series.map(([name, each]) => [name, evidenceOf(each, untilSeconds, readingOf)]));
}

function askedBy({ lanes: { service, ruleArn, candidate, stable }, keptUntil, ...span }: ReadRequest) {
  const placeholders = { candidate: placeholdersOf(service, ruleArn, candidate), stable: placeholdersOf(service, ruleArn, stable) };
  return (metric: MetricPlan) =>
    (source: Source, lane: LaneRole): Ask => ({
      source,
      placeholders: placeholders[lane],
      window: wholeBlocks(span, source.periodSeconds),
      // Only here, so that metrics that ask the same of other sources ask it once.
      keptUntil: source.kind === 'http' ? (own(keptUntil, metric.name) ?? 0) : 0,
    });
}

function asksOf({ counts, values, askOf }: Series): readonly Ask[] {
  const counted = counts
    .flatMap(({ sources }) => Object.values(sources))
    .flatMap((source) => [askOf(source, 'candidate'), askOf(source, 'stable')]);
  const measured = values.flatMap(({ source, stableToo }) => [askOf(source, 'candidate'), ...(stableToo ? [askOf(source, 'stable')] : [])]);
  return [...counted, ...measured];
}

function evidenceOf({ counts, values, askOf }: Series, untilSeconds: number, readingOf: (ask: Ask) => Reading): MetricEvidence {
  const read = (source: Source, lane: LaneRole) => readingOf(askOf(source, lane));
  const counted = counts.map((each) => [each.name, countBlocks(each, untilSeconds, read)] as const);
  const measured = values.map((each) => [each.name, valueBlocks(each, read)] as const);
  const reasons = new Set([...counted, ...measured].flatMap(([, { missing }]) => missing));
  return {
    counts: Object.fromEntries(counted.map(([name, { blocks }]) => [name, blocks])),
    values: Object.fromEntries(measured.map(([name, { blocks }]) => [name, blocks])),
    ...(reasons.size > 0 && { missing: [...reasons].slice(0, reasonsMax).join('; ') }),
  };
}
