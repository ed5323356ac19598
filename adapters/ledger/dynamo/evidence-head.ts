import type { Evidence, MetricEvidence } from '../../../core/analysis/evidence.ts';
import { DefectError } from '../../../core/errors.ts';
import type { Item } from './attributes.ts';
import { jsonIn } from './evidence-blocks.ts';
import { count } from './fields.ts';
import { type Key, partitionOf } from './keys.ts';

/** Sort key of the one item that everything but the blocks is on. It comes before every page, so that a listing reads it first. */
export const headSortKey = 'EVIDENCE';

/** Key of that item. */
export function headKey(deploymentId: string): Key {
  return { pk: partitionOf(deploymentId), sk: headSortKey };
}

/** What metrics are known as besides their blocks, as it is written: series that have no block yet are named too. */
export function textOfMetrics(metrics: Evidence['metrics']): string {
  const plain = Object.entries(metrics).map(([name, { counts, values, ...rest }]) => {
    return [name, { ...rest, counts: Object.keys(counts), values: Object.keys(values) }];
  });
  return JSON.stringify(Object.fromEntries(plain));
}

/**
 * All that the head says. Without what the blocks were measured by they mean nothing, so it must be readable. What else is not is
 * as if it were never kept: then the metrics are read again.
 *
 * @throws {DefectError} the steps, the thresholds or the revision cannot be read.
 */
export function readHead(item: Item): Evidence {
  const steps = jsonIn(item.steps);
  const fixed = jsonIn(item.fixed);
  if (!isSteps(steps) || !isFixed(fixed)) {
    throw new DefectError(
      `item ${item.pk} ${item.sk} has steps or thresholds that this version cannot read: deploy the one that wrote them`,
    );
  }
  const metrics = Object.entries(recordIn(jsonIn(item.metrics))).map(([name, known]) => [name, metricKnown(recordIn(known))]);
  return { steps, fixed, metrics: Object.fromEntries(metrics), revision: count(item, 'revision') };
}

function metricKnown({ missing, readUntil, counts, values }: Readonly<Record<string, unknown>>): MetricEvidence {
  return {
    counts: withoutBlocks(counts),
    values: withoutBlocks(values),
    ...(typeof missing === 'string' && { missing }),
    ...(typeof readUntil === 'number' && { readUntil }),
  };
}

function withoutBlocks(series: unknown): Readonly<Record<string, readonly never[]>> {
  return Array.isArray(series) ? Object.fromEntries(series.map((name) => [String(name), []])) : {};
}

function isSteps(value: unknown): value is Evidence['steps'] {
  const numbers = ['stepIndex', 'candidatePercent', 'beganAt'];
  return Array.isArray(value) && value.every((step) => numbers.every((name) => typeof recordIn(step)[name] === 'number'));
}

function isFixed(value: unknown): value is Evidence['fixed'] {
  const { slowSeconds } = recordIn(value);
  const thresholds = Object.values(recordIn(slowSeconds)).flatMap((bySeries) => Object.values(recordIn(bySeries)));
  return isRecord(slowSeconds) && thresholds.every((seconds) => typeof seconds === 'number');
}

function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
