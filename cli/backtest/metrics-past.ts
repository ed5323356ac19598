import type { MetricSources } from '../../adapters/metrics/metric-sources.ts';
import type { Fixed } from '../../core/analysis/evidence.ts';
import type { MetricPlan } from '../../core/analysis/metric-plan.ts';
import { openThresholds, slowSecondsOf, tellsAll } from '../../core/analysis/open-thresholds.ts';
import type { AnalysisPlan } from '../../core/deployment/analysis-plan.ts';
import type { LaneName } from '../../core/deployment/lane.ts';
import { limits } from '../../core/limits.ts';
import { own } from '../../core/own.ts';
import type { Service } from '../../core/service/service.ts';
import { knownPast, type MetricFound } from './known-past.ts';
import type { KnownPast, Past } from './past.ts';

/** A time at which a service's two lanes served beside each other. */
export interface PastWindow {
  readonly service: Service;
  readonly candidate: LaneName;
  readonly from: Date;
  readonly until: Date;
}

/** Past traffic as the service's own metric sources tell it. What is slow is what stable says of the time before `from`. */
export function metricsPast(metrics: MetricSources, window: PastWindow): Past {
  const { service, candidate, from, until } = window;
  return {
    title: `${service.name}, candidate ${candidate}, ${from.toISOString()} to ${until.toISOString()}`,
    stepsWithUsers: 1,
    analysis: service.analysis,
    ask: (analysis) => askSources(metrics, window, analysis),
  };
}

async function askSources(sources: MetricSources, window: PastWindow, analysis: AnalysisPlan): Promise<KnownPast> {
  const { service, candidate, from, until } = window;
  const stable = service.lanes[candidate === 'blue' ? 'green' : 'blue'];
  const ruleArn = service.listenerRuleArn;
  const fixed = await thresholds(sources, { ruleArn, targetGroupArn: stable.targetGroupArn }, analysis, from);
  const asked = analysis.metrics.filter((metric) => whyNotAsked(metric) === undefined);
  const lanes = { service: service.name, ruleArn, candidate: service.lanes[candidate], stable };
  const read = await sources.read({ lanes, metrics: asked, fixed, from, until, keptUntil: {} });
  const found = analysis.metrics.map((metric): MetricFound => {
    const evidence = own(read, metric.name);
    const because = whyNotAsked(metric) ?? 'its sources had no answer';
    return evidence === undefined ? { metric, kind: 'left-out', because } : { metric, kind: 'found', evidence };
  });
  return knownPast('that time', analysis, found, { fixed });
}

function whyNotAsked(metric: MetricPlan): string | undefined {
  if (metric.kind === 'release-baseline') return 'the profile of the release before that time is not read';
  const hasSources = metric.kind !== 'kayenta-v1' || Object.keys(metric.sources).length > 0;
  return hasSources ? undefined : 'a canary config alone names no sources: declare it as a metric of kind kayenta-v1';
}

/** As a deployment measures them: by stable's last hour, or where that has too few requests, by its last day. */
async function thresholds(
  sources: MetricSources,
  lane: Parameters<MetricSources['profile']>[0],
  { metrics }: AnalysisPlan,
  until: Date,
): Promise<Fixed> {
  const open = openThresholds(metrics, { slowSeconds: {} });
  if (open.length === 0) return { slowSeconds: {} };
  const quantiles = open.map(({ quantile }) => quantile);
  const profileOver = (seconds: number) => sources.profile(lane, { from: new Date(until.getTime() - seconds * 1_000), until }, quantiles);
  const hour = await profileOver(limits.thresholdSeconds.value);
  const day = tellsAll(hour, open) ? undefined : await profileOver(limits.profileSeconds.value);
  return { slowSeconds: slowSecondsOf(open, [hour, day]) };
}
