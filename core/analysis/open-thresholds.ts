import { own } from '../own.ts';
import type { Fixed, MetricEvidence } from './evidence.ts';
import type { MetricPlan } from './metric-plan.ts';
import type { ReleaseProfile } from './release-profile.ts';
import { baselineQuantiles, isToldBy, quantileName } from './series.ts';

/** A series of slow requests whose threshold is neither declared nor measured yet. */
export interface OpenThreshold {
  readonly metric: string;
  readonly series: string;
  readonly quantile: number;
}

/** The thresholds that are still to be measured. */
export function openThresholds(metrics: readonly MetricPlan[], { slowSeconds }: Fixed): readonly OpenThreshold[] {
  return metrics.flatMap((metric) => {
    if (metric.kind !== 'comparison' || metric.counts.kind !== 'alb-latency' || metric.counts.slowerThanSeconds !== undefined) return [];
    const known = own(slowSeconds, metric.name) ?? {};
    return metric.counts.quantiles
      .map((quantile) => ({ metric: metric.name, series: quantileName(quantile), quantile }))
      .filter(({ series }) => own(known, series) === undefined);
  });
}

type Told = Pick<ReleaseProfile, 'requests' | 'p50Seconds' | 'p90Seconds' | 'p99Seconds'> & {
  readonly quantileSeconds?: Readonly<Record<string, number>>;
};

/** The open thresholds that these profiles of stable tell, in seconds: by metric, then by series. The first that tells one counts. */
export function slowSecondsOf(open: readonly OpenThreshold[], profiles: readonly (Told | undefined)[]): Fixed['slowSeconds'] {
  const found: Record<string, Record<string, number>> = {};
  for (const { metric, series, quantile } of open) {
    const [seconds] = profiles.flatMap((profile) => (profile === undefined ? [] : secondsIn(profile, quantile)));
    if (seconds !== undefined) found[metric] = { ...found[metric], [series]: seconds };
  }
  return found;
}

/** True when this profile of stable tells every threshold that is open. */
export function tellsAll(profile: Told | undefined, open: readonly OpenThreshold[]): boolean {
  return profile !== undefined && open.every(({ quantile }) => secondsIn(profile, quantile).length > 0);
}

function secondsIn(profile: Told, quantile: number): readonly number[] {
  const known = baselineQuantiles(profile).flatMap((told) => (told.quantile === quantile ? [told.seconds] : []));
  const asked = own(profile.quantileSeconds ?? {}, quantileName(quantile));
  return asked !== undefined && asked > 0 && isToldBy(profile.requests, quantile) ? [...known, asked] : known;
}

/** The evidence of one metric without the blocks from which its thresholds were chosen. */
export function sinceFixed(metric: string, evidence: MetricEvidence, { slowSince = {} }: Fixed): MetricEvidence {
  const since = own(slowSince, metric);
  if (since === undefined) return evidence;
  const counts = Object.entries(evidence.counts).map(([series, blocks]) => {
    const from = own(since, series) ?? Number.NEGATIVE_INFINITY;
    return [series, blocks.filter(({ startedAt }) => startedAt >= from)];
  });
  return { ...evidence, counts: Object.fromEntries(counts) };
}
