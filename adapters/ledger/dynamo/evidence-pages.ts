import { createHash } from 'node:crypto';
import type { CountBlock, ValueBlock } from '../../../core/analysis/blocks.ts';
import type { MetricEvidence } from '../../../core/analysis/evidence.ts';
import { chunks } from '../../../core/chunks.ts';
import type { Item } from './attributes.ts';
import { countsIn, listIn, textOfCounts, textOfValues, valuesIn } from './evidence-blocks.ts';
import { optionalText } from './fields.ts';
import { type Key, partitionOf } from './keys.ts';

/** One page: the blocks of one series that began within the same hour. 3,600 of them, one a second, are about 100 KB. */
const pageSeconds = 3_600;

/** DynamoDB takes expressions of up to 4 KB: the names of 150 blocks, twice each, are 3 KB. */
const blocksPerWrite = 150;

/** A part of a page that is written at once. Each block is an attribute of its own, so that writing one leaves all others alone. */
export interface PagePart {
  readonly key: Key;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Whose blocks a page has. */
export interface Series {
  readonly metric: string;
  readonly kind: 'counts' | 'values';
  readonly series: string;
}

/** What a page says. `of` is undefined when it does not say whose blocks they are. */
export interface PageRead {
  readonly of: Series | undefined;
  readonly counts: readonly CountBlock[];
  readonly values: readonly ValueBlock[];
  /** Epoch seconds, Infinity when all can be read: the page of that hour has something that this version cannot read. */
  readonly unreadableFrom: number;
}

/** For each series of a metric, the parts to write so that its blocks that began at `since` or later are kept. They ascend by time. */
export function pageParts(deploymentId: string, metric: string, evidence: MetricEvidence, since: number): readonly (readonly PagePart[])[] {
  const counts = Object.entries(evidence.counts).map(([series, blocks]) =>
    partsOf(deploymentId, { metric, kind: 'counts', series }, textsSince(blocks, since, textOfCounts)),
  );
  const values = Object.entries(evidence.values).map(([series, blocks]) =>
    partsOf(deploymentId, { metric, kind: 'values', series }, textsSince(blocks, since, textOfValues)),
  );
  return [...counts, ...values].filter((parts) => parts.length > 0);
}

/** Reads a page. Attributes that are no blocks are passed over: a newer version may have added them. */
export function readPage(item: Item): PageRead {
  const from = Number(optionalText(item, 'sk')?.split('#').at(-1));
  // Not a page of ours.
  if (!Number.isSafeInteger(from)) return { of: undefined, counts: [], values: [], unreadableFrom: Number.POSITIVE_INFINITY };
  const of = seriesNamed(optionalText(item, 'series'));
  const texts = Object.entries(item).flatMap(([name, value]) =>
    /^b\d+$/.test(name) ? [[from + Number(name.slice(1)), value] as const] : [],
  );
  texts.sort(([one], [other]) => one - other);
  const counts = of?.kind === 'counts' ? texts.flatMap(([startedAt, text]) => countsIn(startedAt, text) ?? []) : [];
  const values = of?.kind === 'values' ? texts.flatMap(([startedAt, text]) => valuesIn(startedAt, text) ?? []) : [];
  const isWhole = of !== undefined && counts.length + values.length === texts.length;
  return { of, counts, values, unreadableFrom: isWhole ? Number.POSITIVE_INFINITY : from };
}

interface BlockText {
  readonly startedAt: number;
  readonly text: string;
}

function textsSince<Block extends { readonly startedAt: number }>(
  blocks: readonly Block[],
  since: number,
  textOf: (block: Block) => string,
): readonly BlockText[] {
  const first = blocks.findIndex(({ startedAt }) => startedAt >= since);
  return first < 0 ? [] : blocks.slice(first).map((block) => ({ startedAt: block.startedAt, text: textOf(block) }));
}

function partsOf(deploymentId: string, series: Series, texts: readonly BlockText[]): readonly PagePart[] {
  const name = JSON.stringify([series.metric, series.kind, series.series]);
  const byPage = Map.groupBy(texts, ({ startedAt }) => Math.floor(startedAt / pageSeconds) * pageSeconds);
  return [...byPage].flatMap(([from, ofPage]) =>
    chunks(ofPage, blocksPerWrite).map((some) => ({
      key: { pk: partitionOf(deploymentId), sk: `EVIDENCE#${digestOf(name)}#${String(from).padStart(12, '0')}` },
      attributes: { series: name, ...Object.fromEntries(some.map(({ startedAt, text }) => [`b${startedAt - from}`, text])) },
    })),
  );
}

/** Names of metrics are people's, of any length and with any sign in them: a digest is neither too long for a key nor ambiguous. */
function digestOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, 22);
}

function seriesNamed(text: string | undefined): Series | undefined {
  const [metric, kind, series] = listIn(text);
  if (typeof metric !== 'string' || typeof series !== 'string') return undefined;
  return kind === 'counts' || kind === 'values' ? { metric, kind, series } : undefined;
}
