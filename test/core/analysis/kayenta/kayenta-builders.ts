import type { ValueBlock } from '../../../../core/analysis/blocks.ts';
import type { LaneValues, MetricResult } from '../../../../core/analysis/kayenta/classify-metric.ts';
import type { KayentaConfig, KayentaMetric } from '../../../../core/analysis/kayenta/kayenta-config.ts';
import type { JudgeContext } from '../../../../core/analysis/metric-judgement.ts';
import type { KayentaPlan } from '../../../../core/analysis/metric-plan.ts';

/** A metric with Kayenta's defaults, in the group `all`. */
export function aKayentaMetric(with_: Partial<KayentaMetric> = {}): KayentaMetric {
  return {
    name: 'latency',
    groups: ['all'],
    direction: 'either',
    nanStrategy: 'remove',
    outliers: { strategy: 'keep', outlierFactor: 3 },
    critical: false,
    mustHaveData: false,
    effectSize: { measure: 'meanRatio', allowedIncrease: 1, allowedDecrease: 1, criticalIncrease: 1, criticalDecrease: 1 },
    ...with_,
  };
}

export function aResult(with_: Partial<MetricResult> = {}): MetricResult {
  return { name: 'latency', groups: ['all'], classification: 'Pass', critical: false, points: 60, ...with_ };
}

/** A plan of the metrics, each read once a minute. */
export function aKayentaPlan(
  metrics: readonly KayentaMetric[],
  with_: Partial<Pick<KayentaPlan, 'parity' | 'warmupSeconds'>> = {},
): KayentaPlan {
  const config: KayentaConfig = { name: 'golden signals', metrics, groupWeights: {}, scoreThresholds: { pass: 95, marginal: 75 } };
  const source = {
    kind: 'prometheus',
    url: 'https://prom.example',
    query: 'q',
    auth: { kind: 'none' },
    periodSeconds: 60,
    absentIsZero: false,
  } as const;
  const sources = Object.fromEntries(metrics.map(({ name }) => [name, source]));
  return { kind: 'kayenta-v1', name: 'kayenta', dryRun: false, critical: true, warmupSeconds: 0, parity: false, config, sources, ...with_ };
}

/** One step that began at 0. */
export const oneStep: JudgeContext = {
  steps: [{ stepIndex: 0, candidatePercent: 10, beganAt: 0 }],
  stepsWithUsers: 1,
  alpha: 0.01,
  sloAlpha: 0.001,
  beta: 0.05,
};

/** One block a minute from 0. */
export function blocksOf({ candidate, stable }: LaneValues): readonly ValueBlock[] {
  return candidate.map((value, index) => ({ startedAt: index * 60, candidate: value, stable: stable[index] ?? null }));
}

/** `count` values that all differ, spread over 1 around `middle`, in an order without trend. */
export function spread(count: number, middle: number): number[] {
  return Array.from({ length: count }, (_, index) => middle + ((index * 0.6180339887) % 1) - 0.5);
}
