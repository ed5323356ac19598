import { own } from '../own.ts';
import { type Evidence, type Fixed, type MetricEvidence, nothingKnown, type StepBegin } from './evidence.ts';

/** What a look adds to evidence besides what its sources said. */
export interface Look {
  /** End of the window that was read. */
  readonly until: Date;
  /** The present step, or all of them. Those that are known already change nothing. */
  readonly steps?: readonly StepBegin[];
  readonly fixed?: Fixed;
}

/**
 * Adds what one look has read to what is kept.
 *
 * - **A block is there once.** One that was read replaces the kept one of the same metric, series and time; no other is lost; they ascend.
 * - **Fixed stays fixed.** A threshold or a profile that is there is never replaced, nor is the begin of a step.
 * - **The newest read is believed.** Its `missing` replaces the old one; `readUntil` rises only by a read in full, so that a gap is read again.
 *
 * Total. The same read again changes nothing; reads without a common block may come in any order.
 */
export function mergeEvidence(
  kept: Evidence,
  read: Evidence['metrics'],
  { until, steps = [], fixed = nothingKnown.fixed }: Look,
): Evidence {
  const untilSeconds = Math.floor(until.getTime() / 1000);
  const metrics = Object.entries(read).map(([name, metric]) => {
    const before = own(kept.metrics, name);
    const readUntil = metric.missing === undefined ? Math.max(before?.readUntil ?? untilSeconds, untilSeconds) : before?.readUntil;
    return [name, { ...mergeMetric(before, metric), ...(readUntil !== undefined && { readUntil }) }];
  });
  return {
    ...kept,
    steps: steps.reduce(stepsAfter, kept.steps),
    fixed: mergeFixed(kept.fixed, fixed),
    metrics: { ...kept.metrics, ...Object.fromEntries(metrics) },
  };
}

/** Blocks of both, the newer one where both have it; everything else is the newer's. */
export function mergeMetric(older: MetricEvidence | undefined, newer: MetricEvidence): MetricEvidence {
  return { ...newer, counts: mergeSeries(older?.counts ?? {}, newer.counts), values: mergeSeries(older?.values ?? {}, newer.values) };
}

/**
 * Steps once the present one is seen. A step that began keeps its begin, whoever sees it later and by which clock; none begins
 * before the one in front of it, so that each block belongs to one step: the one in force when the block began.
 */
export function stepsAfter(kept: readonly StepBegin[], present: StepBegin): readonly StepBegin[] {
  const last = kept.at(-1);
  if (last === undefined) return [present];
  if (present.stepIndex <= last.stepIndex) return kept;
  return [...kept, { ...present, beganAt: Math.max(present.beganAt, last.beganAt) }];
}

function mergeFixed(kept: Fixed, added: Fixed): Fixed {
  const profile = kept.profile ?? added.profile;
  const unaccountedShare = kept.unaccountedShare ?? added.unaccountedShare;
  const slowSince = mergeNumbers(kept.slowSince ?? {}, sinceOfNew(kept, added));
  return {
    slowSeconds: mergeNumbers(kept.slowSeconds, added.slowSeconds),
    ...(Object.keys(slowSince).length > 0 && { slowSince }),
    ...(profile !== undefined && { profile }),
    ...(unaccountedShare !== undefined && { unaccountedShare }),
  };
}

/** Since when the thresholds count that are new: a threshold that stays keeps its own begin, or its having none. */
function sinceOfNew({ slowSeconds }: Fixed, { slowSince = {} }: Fixed): Fixed['slowSeconds'] {
  const metrics = Object.entries(slowSince).map(([name, bySeries]) => {
    const known = own(slowSeconds, name) ?? {};
    return [name, Object.fromEntries(Object.entries(bySeries).filter(([series]) => !Object.hasOwn(known, series)))] as const;
  });
  return Object.fromEntries(metrics.filter(([, bySeries]) => Object.keys(bySeries).length > 0));
}

function mergeNumbers(kept: Fixed['slowSeconds'], added: Fixed['slowSeconds']): Fixed['slowSeconds'] {
  const metrics = Object.entries(added).map(([name, bySeries]) => [name, { ...bySeries, ...own(kept, name) }]);
  return { ...kept, ...Object.fromEntries(metrics) };
}

type BySeries<Block> = Readonly<Record<string, readonly Block[]>>;

function mergeSeries<Block extends { readonly startedAt: number }>(older: BySeries<Block>, newer: BySeries<Block>): BySeries<Block> {
  const merged = Object.entries(newer).map(([series, blocks]) => [series, mergeBlocks(own(older, series) ?? [], blocks)]);
  return { ...older, ...Object.fromEntries(merged) };
}

/** Only the end of a long series is sorted again: looks read the last minutes. */
function mergeBlocks<Block extends { readonly startedAt: number }>(older: readonly Block[], newer: readonly Block[]): readonly Block[] {
  const from = newer.reduce((earliest, { startedAt }) => Math.min(earliest, startedAt), Number.POSITIVE_INFINITY);
  const untouched = older.findIndex(({ startedAt }) => startedAt >= from);
  const head = untouched < 0 ? older : older.slice(0, untouched);
  const tail = untouched < 0 ? newer : [...older.slice(untouched), ...newer];
  const byTime = new Map(tail.map((block) => [block.startedAt, block]));
  return [...head, ...[...byTime.values()].sort((one, other) => one.startedAt - other.startedAt)];
}
