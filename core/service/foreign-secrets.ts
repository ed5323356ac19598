import type { MetricPlan } from '../analysis/metric-plan.ts';
import type { Source } from '../analysis/source.ts';
import type { Service } from './service.ts';

/**
 * One problem for each metric that names a secret of another service. Whoever declares a service chooses where its requests go, so a
 * name out of its own folder would let one team send another team's credentials to its own host.
 */
export function foreignSecrets({ name, analysis }: Pick<Service, 'name' | 'analysis'>): readonly string[] {
  const folder = `/sluice/secrets/${name}/`;
  return analysis.metrics.flatMap((metric, index) => {
    const foreign = sourcesOf(metric)
      .flatMap((source) => secretOf(source) ?? [])
      .find((secret) => !secret.startsWith(folder));
    if (foreign === undefined) return [];
    return [`analysis.metrics.${index}: "${foreign}" is not a secret of this service; keep it in a parameter below ${folder}`];
  });
}

function sourcesOf(metric: MetricPlan): readonly Source[] {
  switch (metric.kind) {
    case 'comparison':
      return metric.counts.kind === 'ratio' ? [metric.counts.requests, metric.counts.bad] : [];
    case 'threshold':
      return [metric.source];
    case 'kayenta-v1':
      return Object.values(metric.sources);
    case 'release-baseline':
      return [];
  }
}

function secretOf(source: Source): string | undefined {
  return source.kind !== 'cloudwatch' && 'secretName' in source.auth ? source.auth.secretName : undefined;
}
