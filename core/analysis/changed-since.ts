import { own } from '../own.ts';
import type { Evidence, MetricEvidence } from './evidence.ts';

interface Block {
  readonly startedAt: number;
}

/** Epoch seconds of the earliest block that is not in the kept evidence just so; Infinity when every one is. What is before need not be written again. */
export function changedSince(kept: Evidence, merged: Evidence): number {
  const earliest = Object.entries(merged.metrics).map(([name, metric]) => changedInMetric(own(kept.metrics, name), metric));
  return Math.min(Number.POSITIVE_INFINITY, ...earliest);
}

function changedInMetric(kept: MetricEvidence | undefined, merged: MetricEvidence): number {
  return Math.min(changedInAll(kept?.counts, merged.counts), changedInAll(kept?.values, merged.values));
}

type BySeries = Readonly<Record<string, readonly Block[]>>;

function changedInAll(kept: BySeries | undefined, merged: BySeries): number {
  const earliest = Object.entries(merged).map(([series, blocks]) => changedInSeries(own(kept ?? {}, series) ?? [], blocks));
  return Math.min(Number.POSITIVE_INFINITY, ...earliest);
}

/** Both ascend, and nothing that was kept is missing in what it was merged into: so the first difference is the earliest one. */
function changedInSeries(kept: readonly Block[], merged: readonly Block[]): number {
  const changed = merged.find((block, index) => {
    const before = kept[index];
    return before !== block && JSON.stringify(before) !== JSON.stringify(block);
  });
  return changed?.startedAt ?? Number.POSITIVE_INFINITY;
}
