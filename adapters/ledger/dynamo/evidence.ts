import { type Evidence, nothingKnown } from '../../../core/analysis/evidence.ts';
import { chunks } from '../../../core/chunks.ts';
import type { Ledger } from '../ledger.ts';
import { staleEvidence } from '../stale-evidence.ts';
import { headKey, headSortKey, textOfMetrics } from './evidence-head.ts';
import { type PagePart, pageParts } from './evidence-pages.ts';
import { readEvidence } from './evidence-reading.ts';
import { count } from './fields.ts';
import { partitionOf } from './keys.ts';
import { recordOf } from './log.ts';
import type { Table } from './table.ts';

/** Half of the connections that the SDK opens: other reads go on meanwhile. */
const seriesAtOnce = 25;

/** One write of evidence: the look's turn, and what tells its requests from those of another look with the same turn. */
interface Turn {
  readonly deploymentId: string;
  /** Of the evidence that the look began with. */
  readonly loaded: number;
  readonly revision: number;
  readonly writer: string;
}

/**
 * Evidence as one item for all but the blocks, the head, and one page for each series and hour.
 *
 * Keeping is three kinds of writes in this order: the head takes the next revision, with the steps and the thresholds; the pages get
 * their changed blocks, of each series from old to new; the head says how far every metric was read. So, wherever it stops:
 *
 * - No block is there without the thresholds it was counted by: two looks that fixed different ones cannot both take the revision.
 * - Nothing says that a metric was read up to a time whose blocks are not there: the next look reads from where the last whole one ended.
 * - A look that comes late, such as a Lambda that was given up and goes on, has an older revision than the head or the page: it is refused.
 *   A page that the newer look had nothing to write on takes its blocks, which that look has read again anyway.
 */
export function evidence(table: Table, newKey: () => string): Pick<Ledger, 'evidence' | 'keepEvidence'> {
  return {
    async evidence(deploymentId) {
      const items = await table.partition(partitionOf(deploymentId), headSortKey);
      if (items.length > 0) return readEvidence(deploymentId, items);
      await recordOf(table, deploymentId);
      return nothingKnown;
    },
    async keepEvidence(deploymentId, offered, unchangedUntil) {
      const loaded = offered.revision ?? 0;
      // Later looks know that the deployment exists by its evidence.
      if (loaded === 0) await recordOf(table, deploymentId);
      const turn = { deploymentId, loaded, revision: loaded + 1, writer: newKey() };
      const series = Object.entries(offered.metrics).flatMap(([name, metric]) => pageParts(deploymentId, name, metric, unchangedUntil));
      if (series.length === 0) return await take(table, turn, offered, { metrics: textOfMetrics(offered.metrics) });
      await take(table, turn, offered);
      for (const some of chunks(series, seriesAtOnce)) {
        // All of them end before the call does: a Lambda that is frozen in between would go on in the middle of another call.
        const written = await Promise.allSettled(some.map((parts) => writeInOrder(table, turn, parts)));
        for (const one of written) if (one.status === 'rejected') throw one.reason;
      }
      await seal(table, turn, offered);
    },
  };
}

/**
 * A request that is sent again, because its answer was lost, finds its own name and changes nothing.
 *
 * @param sealed how far the metrics were read, when no page is to be written in between
 */
async function take(table: Table, turn: Turn, { steps, fixed }: Evidence, sealed: { readonly metrics?: string } = {}): Promise<void> {
  const { deploymentId, loaded, revision, writer } = turn;
  const isNext = loaded === 0 ? 'attribute_not_exists(#revision)' : '#revision = :loaded';
  const head = await table.update(headKey(deploymentId), {
    update: `SET #revision = :revision, #writer = :writer, #steps = :steps, #fixed = :fixed${sealed.metrics === undefined ? '' : ', #metrics = :metrics'}`,
    condition: `${isNext} OR (#revision = :revision AND #writer = :writer)`,
    values: {
      revision,
      writer,
      steps: JSON.stringify(steps),
      fixed: JSON.stringify(fixed),
      ...sealed,
      ...(loaded > 0 && { loaded }),
    },
  });
  if (head === undefined) await refuse(table, turn);
}

async function writeInOrder(table: Table, turn: Turn, parts: readonly PagePart[]): Promise<void> {
  for (const { key, attributes } of parts) {
    const names = Object.keys(attributes);
    const page = await table.update(key, {
      update: `SET #revision = :revision, ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      condition: 'attribute_not_exists(#revision) OR #revision <= :revision',
      values: { ...attributes, revision: turn.revision },
    });
    if (page === undefined) await refuse(table, turn);
  }
}

async function seal(table: Table, turn: Turn, { metrics }: Evidence): Promise<void> {
  const head = await table.update(headKey(turn.deploymentId), {
    update: 'SET #metrics = :metrics',
    condition: '#revision = :revision AND #writer = :writer',
    values: { metrics: textOfMetrics(metrics), revision: turn.revision, writer: turn.writer },
  });
  if (head === undefined) await refuse(table, turn);
}

async function refuse(table: Table, { deploymentId, loaded }: Turn): Promise<never> {
  const head = await table.get(headKey(deploymentId));
  throw staleEvidence(deploymentId, { attempted: loaded, current: head === undefined ? 0 : count(head, 'revision') });
}
