import { own } from '../own.ts';
import type { Evidence, MetricEvidence } from './evidence.ts';
import type { MetricPlan } from './metric-plan.ts';
import { periodsOf } from './series-periods.ts';

/** Seconds of a metric's blocks: those of the plan, or of the file that the blocks came from. */
export type BlockSeconds = (metric: MetricPlan) => number;

/** Seconds of a metric's longest block, as its plan says. */
export const plannedBlockSeconds: BlockSeconds = (metric) => Math.max(...periodsOf(metric));

/** What was known of a deployment at `until` (epoch seconds): the blocks that were over, in full, and the steps that had begun. */
export function evidenceUntil(evidence: Evidence, until: number, metrics: readonly MetricPlan[], blockSeconds: BlockSeconds): Evidence {
  const known = metrics.flatMap((metric) => {
    const all = own(evidence.metrics, metric.name);
    return all === undefined ? [] : [[metric.name, metricUntil(all, until, blockSeconds(metric))] as const];
  });
  return {
    steps: evidence.steps.filter(({ beganAt }) => beganAt < until),
    fixed: evidence.fixed,
    metrics: Object.fromEntries(known),
  };
}

/** Every moment (epoch seconds, ascending) at which a block of one of these metrics was over. */
export function arrivals(evidence: Evidence, metrics: readonly MetricPlan[], blockSeconds: BlockSeconds): readonly number[] {
  const ends = metrics.flatMap((metric) => {
    const { counts = {}, values = {} } = own(evidence.metrics, metric.name) ?? {};
    const blocks = [...Object.values(counts), ...Object.values(values)].flat();
    return blocks.map(({ startedAt }) => startedAt + blockSeconds(metric));
  });
  return [...new Set(ends)].sort((one, other) => one - other);
}

function metricUntil({ counts, values }: MetricEvidence, until: number, seconds: number): MetricEvidence {
  return { counts: eachUntil(counts, until - seconds), values: eachUntil(values, until - seconds), readUntil: until };
}

function eachUntil<Block extends { readonly startedAt: number }>(
  bySeries: Readonly<Record<string, readonly Block[]>>,
  lastStartedAt: number,
): Readonly<Record<string, readonly Block[]>> {
  return Object.fromEntries(Object.entries(bySeries).map(([name, blocks]) => [name, firstOf(blocks, lastStartedAt)]));
}

/** The blocks that began at that time or before: they ascend. */
function firstOf<Block extends { readonly startedAt: number }>(blocks: readonly Block[], lastStartedAt: number): readonly Block[] {
  let [low, high] = [0, blocks.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((blocks[middle]?.startedAt ?? 0) <= lastStartedAt) low = middle + 1;
    else high = middle;
  }
  return blocks.slice(0, low);
}
