import type { Evidence, MetricEvidence } from '../../../core/analysis/evidence.ts';
import { mergeMetric } from '../../../core/analysis/merge-evidence.ts';
import { DefectError } from '../../../core/errors.ts';
import type { Item } from './attributes.ts';
import { headSortKey, readHead } from './evidence-head.ts';
import { type PageRead, readPage } from './evidence-pages.ts';

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
  const metrics = new Map(Object.entries(head.metrics));
  for (const { metric, evidence } of pages) {
    if (metric === undefined) continue;
    const known = metrics.get(metric);
    metrics.set(metric, { ...known, ...mergeMetric(known, evidence) });
  }
  const readable = [...metrics].map(([name, metric]) => [name, readAgainFrom(metric, earliestUnreadable(pages, name))]);
  return { ...head, metrics: Object.fromEntries(readable) };
}

function earliestUnreadable(pages: readonly PageRead[], name: string): number {
  const ofMetric = pages.filter(({ metric }) => metric === undefined || metric === name);
  return Math.min(...ofMetric.map(({ unreadableFrom = Number.POSITIVE_INFINITY }) => unreadableFrom));
}

function readAgainFrom(metric: MetricEvidence, from: number): MetricEvidence {
  return metric.readUntil === undefined ? metric : { ...metric, readUntil: Math.min(metric.readUntil, from) };
}
