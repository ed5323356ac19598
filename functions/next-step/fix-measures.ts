import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { MetricSources } from '../../adapters/metrics/metric-sources.ts';
import type { Evidence, Fixed } from '../../core/analysis/evidence.ts';
import { openThresholds, slowSecondsOf, tellsAll } from '../../core/analysis/open-thresholds.ts';
import { needsUnaccountedShare } from '../../core/analysis/unaccounted.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';

/** What the measures are read from. */
export interface MeasureSources {
  readonly ledger: Pick<Ledger, 'profileOf'>;
  readonly metrics: Pick<MetricSources, 'profile'>;
}

/** The look that fixes measures: whose plan, what is kept, whether users have met the candidate, and how far metrics are there. */
export interface MeasureLook {
  readonly plan: Plan;
  readonly kept: Evidence;
  readonly hasUsers: boolean;
  /** Now less the metric lag. */
  readonly until: Date;
}

/**
 * What the candidate is measured by and is not fixed yet: stable's own response times over the last hour, where the plan declares none,
 * and the profile that stable's release left. Best before the first users, so that nothing they meet can choose it.
 *
 * Too little traffic, or metrics that cannot be read, leave a threshold open for the next look. One that is fixed only when the candidate
 * has users says since when: the blocks it was chosen from are not judged by it.
 *
 * @throws {DependencyError} the ledger did not answer. Retryable.
 */
export async function fixMeasures({ ledger, metrics }: MeasureSources, look: MeasureLook): Promise<Fixed> {
  const { plan, kept, hasUsers, until } = look;
  const isFirstLook = kept.revision === undefined;
  const needsProfile = isFirstLook && plan.analysis.metrics.some(({ kind }) => kind === 'release-baseline');
  const [slowSeconds, profile, unaccountedShare] = await Promise.all([
    slowSecondsNow(metrics, look),
    needsProfile ? ledger.profileOf(plan.service, plan.stable.taskDefinitionArn) : undefined,
    unaccountedBefore(metrics, look),
  ]);
  return {
    slowSeconds,
    ...(hasUsers && { slowSince: everyNumber(slowSeconds, Math.ceil(until.getTime() / 1_000)) }),
    ...(profile !== undefined && { profile }),
    ...(unaccountedShare !== undefined && { unaccountedShare }),
  };
}

/** Of an hour that is over for so long that its metrics have settled: what is late now must not be taken for usual. */
async function unaccountedBefore(metrics: MeasureSources['metrics'], { plan, kept, until }: MeasureLook): Promise<number | undefined> {
  if (!needsUnaccountedShare(kept)) return undefined;
  const settled = new Date(until.getTime() - limits.correctionSeconds.value * 1_000);
  const from = new Date(settled.getTime() - limits.thresholdSeconds.value * 1_000);
  try {
    const before = await metrics.profile({ ruleArn: plan.ruleArn, targetGroupArn: plan.stable.targetGroupArn }, { from, until: settled });
    return before && (before.unaccountedShare ?? 0);
  } catch (error) {
    if (!(error instanceof DependencyError)) throw error;
    return undefined;
  }
}

/** The hour before tells how stable is now; where it has too few requests, the day before does. A source that fails tells nothing yet. */
async function slowSecondsNow(metrics: MeasureSources['metrics'], { plan, kept, until }: MeasureLook): Promise<Fixed['slowSeconds']> {
  const open = openThresholds(plan.analysis.metrics, kept.fixed);
  if (open.length === 0) return {};
  const lane = { ruleArn: plan.ruleArn, targetGroupArn: plan.stable.targetGroupArn };
  const quantiles = [...new Set(open.map(({ quantile }) => quantile))];
  const profiles: Awaited<ReturnType<MetricSources['profile']>>[] = [];
  try {
    for (const { value } of [limits.thresholdSeconds, limits.profileSeconds]) {
      const from = new Date(until.getTime() - value * 1_000);
      const profile = await metrics.profile(lane, { from, until }, quantiles);
      profiles.push(profile);
      if (tellsAll(profile, open)) break;
    }
  } catch (error) {
    if (!(error instanceof DependencyError)) throw error;
  }
  return slowSecondsOf(open, profiles);
}

function everyNumber(bySeries: Fixed['slowSeconds'], value: number): Fixed['slowSeconds'] {
  const same = (numbers: Readonly<Record<string, number>>) => Object.fromEntries(Object.keys(numbers).map((name) => [name, value]));
  return Object.fromEntries(Object.entries(bySeries).map(([name, numbers]) => [name, same(numbers)]));
}
