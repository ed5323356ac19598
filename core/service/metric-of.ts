import * as z from 'zod/mini';
import { readKayentaConfig } from '../analysis/kayenta/read-kayenta-config.ts';
import type { Condition, MetricPlan } from '../analysis/metric-plan.ts';
import { type DeclaredMetric, nameOf } from './metric-schema.ts';
import { presetSchema } from './preset-schema.ts';
import { secondsOf } from './seconds-of.ts';
import { sourceOf } from './source-of.ts';

type Preset = z.output<typeof presetSchema>;
type Own = Exclude<DeclaredMetric, string | Preset>;

/** A metric as a plan has it: a preset with its sources and figures, durations in seconds. */
export function metricOf(declared: DeclaredMetric): MetricPlan {
  const metric = typeof declared === 'string' ? z.parse(presetSchema, { preset: declared }) : declared;
  return 'preset' in metric ? presetOf(metric) : ownOf(metric);
}

function commonOf(metric: Preset | Own) {
  const { dryRun, critical, warmup } = metric;
  return { name: nameOf(metric), dryRun, critical, warmupSeconds: secondsOf(warmup) };
}

function presetOf(metric: Preset): MetricPlan {
  const common = commonOf(metric);
  switch (metric.preset) {
    case 'errors': {
      const { tolerance, worseMax, errorRateMax } = metric;
      const counts = { kind: 'alb-errors' } as const;
      return { kind: 'comparison', ...common, counts, tolerance, worseMax, badRateMax: errorRateMax, baseline: 'stable' };
    }
    case 'latency': {
      const { tolerance, worseMax, slowRateMax, quantiles, slowerThanSeconds } = metric;
      const counts = { kind: 'alb-latency', quantiles, ...(slowerThanSeconds && { slowerThanSeconds }) } as const;
      const slo = slowRateMax === undefined ? {} : { badRateMax: slowRateMax };
      return { kind: 'comparison', ...common, counts, tolerance, worseMax, ...slo, baseline: 'stable' };
    }
    case 'baseline': {
      const { warnAbove, rollbackAbove } = metric;
      return { kind: 'release-baseline', ...common, warnAbove, rollbackAbove };
    }
  }
}

function ownOf(metric: Own): MetricPlan {
  const common = commonOf(metric);
  switch (metric.kind) {
    case 'comparison': {
      const { requests, bad, badRateMax, tolerance, worseMax, baseline } = metric;
      const counts = { kind: 'ratio', requests: sourceOf(requests), bad: sourceOf(bad) } as const;
      return { kind: 'comparison', ...common, counts, tolerance, worseMax, ...(badRateMax !== undefined && { badRateMax }), baseline };
    }
    case 'kayenta-v1': {
      const { config, sources, parity } = metric;
      const read = Object.entries(sources).map(([name, source]) => [name, sourceOf(source)] as const);
      return { kind: 'kayenta-v1', ...common, config: readKayentaConfig(config), sources: Object.fromEntries(read), parity };
    }
    case 'threshold': {
      const { source, failWhen, passWhen, failureLimit, consecutiveErrorLimit, inconclusiveLimit } = metric;
      const conditions = { ...(failWhen && { failWhen: conditionOf(failWhen) }), ...(passWhen && { passWhen: conditionOf(passWhen) }) };
      const allowed = { failureLimit, consecutiveErrorLimit, inconclusiveLimit };
      return { kind: 'threshold', ...common, source: sourceOf(source), ...conditions, ...allowed };
    }
  }
}

function conditionOf({ above, below }: { readonly above?: number | undefined; readonly below?: number | undefined }): Condition {
  return { ...(above !== undefined && { above }), ...(below !== undefined && { below }) };
}
