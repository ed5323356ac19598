import type { Evidence, MetricEvidence } from '../../../core/analysis/evidence.ts';
import { DefectError } from '../../../core/errors.ts';
import type { Item } from './attributes.ts';
import { headSortKey, readHead } from './evidence-head.ts';
import { type PageRead, readPage, type Series } from './evidence-pages.ts';

/**
 * The evidence that a head and its pages hold. What cannot be read on a page, because another version wrote it, counts as not read:
 * its metric, or every one when the page does not say whose it is, is read again from that hour on.
 *
 * @param items the head, then pages, those of one series together and from old to new
 * @throws {DefectError} the head is missing, or says nothing that this version can read.
 */
export function readEvidence(deploymentId: string, [first, ...rest]: readonly Item[]): Evidence {
  if (first?.sk !== headSortKey) {
    const fix = "look who deletes from the ledger's table";
    throw new DefectError(`deployment ${deploymentId} has evidence and nothing says what it was measured by: ${fix}`);
  }
  const head = readHead(first);
  const pages = rest.map(readPage);
  const byMetric = Map.groupBy(pages, ({ of }) => of?.metric);
  const unnamed = earliestUnreadable(byMetric.get(undefined) ?? []);
  byMetric.delete(undefined);
  const metrics = new Map(Object.entries(head.metrics));
  for (const [name = '', ofMetric] of byMetric) metrics.set(name, withBlocks(metrics.get(name), ofMetric));
  const readable = [...metrics].map(([name, metric]) => {
    return [name, readAgainFrom(metric, Math.min(unnamed, earliestUnreadable(byMetric.get(name) ?? [])))];
  });
  return { ...head, metrics: Object.fromEntries(readable) };
}

function withBlocks(known: MetricEvidence | undefined, pages: readonly PageRead[]): MetricEvidence {
  const counts = joined(pages, 'counts', (page) => page.counts);
  const values = joined(pages, 'values', (page) => page.values);
  return { ...known, counts: { ...known?.counts, ...counts }, values: { ...known?.values, ...values } };
}

/** Pages of one series come from old to new and share no block. */
function joined<Block>(
  pages: readonly PageRead[],
  kind: Series['kind'],
  blocksOf: (page: PageRead) => readonly Block[],
): Readonly<Record<string, readonly Block[]>> {
  const bySeries = Map.groupBy(pages, ({ of }) => (of?.kind === kind ? of.series : undefined));
  bySeries.delete(undefined);
  return Object.fromEntries([...bySeries].map(([series = '', ofSeries]) => [series, ofSeries.flatMap(blocksOf)]));
}

function earliestUnreadable(pages: readonly PageRead[]): number {
  return Math.min(Number.POSITIVE_INFINITY, ...pages.map(({ unreadableFrom }) => unreadableFrom));
}

function readAgainFrom(metric: MetricEvidence, from: number): MetricEvidence {
  return metric.readUntil === undefined ? metric : { ...metric, readUntil: Math.min(metric.readUntil, from) };
}
