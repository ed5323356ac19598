import type { ReleaseProfile } from '../../core/analysis/release-profile.ts';
import { quantileName } from '../../core/analysis/series.ts';
import type { CloudWatchSource } from '../../core/analysis/source.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { albErrorSources, albSource } from './alb-sources.ts';
import type { Ask } from './ask.ts';
import { errorCounts } from './lane-counts.ts';
import { dimensionsOf } from './placeholders.ts';
import type { Reading } from './reading.ts';
import type { Window } from './window.ts';

const sources = {
  ...albErrorSources,
  p50Seconds: albSource('TargetResponseTime', 'p50'),
  p90Seconds: albSource('TargetResponseTime', 'p90'),
  p99Seconds: albSource('TargetResponseTime', 'p99'),
} as const;

/** How a lane served, without whose release it was. */
export type LaneProfile = Omit<ReleaseProfile, 'taskDefinitionArn' | 'deploymentId'> & {
  /** Response times that were asked for besides, seconds: `p95`, … Absent when none was told. */
  readonly quantileSeconds?: Readonly<Record<string, number>>;
  /** Share, 0..1, of the requests whose ending was not counted. Absent: none was. */
  readonly unaccountedShare?: number;
};

/**
 * Measures one lane over the whole minutes of a window, the last day of it at most. The window is asked for as one period, because
 * quantiles of parts do not add up: CloudWatch counts periods from the start time, as the example of its `get-metric-statistics`
 * reference shows.
 *
 * @returns undefined when the window has no whole minute, or the lane served nothing in it
 * @throws {DependencyError} CloudWatch throttled, or did not tell all of it. Retryable.
 * @throws {InvalidInputError} an ARN without the parts that metric dimensions are made of.
 */
export async function laneProfile(
  { ruleArn, targetGroupArn }: { readonly ruleArn: string; readonly targetGroupArn: string },
  { quantiles, ...span }: { readonly from: Date; readonly until: Date; readonly quantiles: readonly number[] },
  readAsks: (asks: readonly Ask[]) => Promise<(ask: Ask) => Reading>,
): Promise<LaneProfile | undefined> {
  const placeholders = dimensionsOf(ruleArn, targetGroupArn);
  const window = onePeriod(span);
  if (window.periodSeconds <= 0) return undefined;
  const askOf = (source: CloudWatchSource): Ask => ({
    source: { ...source, periodSeconds: window.periodSeconds },
    placeholders,
    window,
    keptUntil: 0,
  });
  const others = otherSources(quantiles);
  const readingOf = await readAsks([...Object.values(sources), ...Object.values(others)].map(askOf));
  const valuesOf = <Name extends string>(asked: Readonly<Record<Name, CloudWatchSource>>) =>
    Object.fromEntries(
      Object.entries<CloudWatchSource>(asked).map(([name, source]) => [name, valueIn(readingOf(askOf(source)), window)]),
    ) as Readonly<Record<Name, number | undefined>>;
  const profile = profileOf(valuesOf(sources), window);
  const quantileSeconds = defined(valuesOf(others)) as Readonly<Record<string, number>>;
  return profile === undefined || Object.keys(quantileSeconds).length === 0 ? profile : { ...profile, quantileSeconds };
}

/** Those that no profile has by itself. */
function otherSources(quantiles: readonly number[]): Readonly<Record<string, CloudWatchSource>> {
  const names = quantiles.map(quantileName).filter((name) => !['p50', 'p90', 'p99'].includes(name));
  return Object.fromEntries(names.map((name) => [name, albSource('TargetResponseTime', name)]));
}

function onePeriod({ from, until }: { readonly from: Date; readonly until: Date }): Window {
  const untilSeconds = Math.floor(until.getTime() / 60_000) * 60;
  const fromSeconds = Math.max(Math.ceil(from.getTime() / 60_000) * 60, untilSeconds - limits.profileSeconds.value);
  return { fromSeconds, untilSeconds, periodSeconds: untilSeconds - fromSeconds };
}

function valueIn({ failed, unusable, values }: Reading, { fromSeconds }: Window): number | undefined {
  const problem = failed ?? unusable.get(fromSeconds);
  if (problem !== undefined) throw new DependencyError(`the lane's profile is not known: ${problem}: try again`);
  return values.get(fromSeconds);
}

function profileOf(values: Readonly<Record<keyof typeof sources, number | undefined>>, window: Window): LaneProfile | undefined {
  const { requests, succeeded, redirected, rejected, failed, refused, ...quantiles } = values;
  const counts = errorCounts(defined({ requests, succeeded, redirected, rejected, failed, refused }));
  if (typeof counts === 'string') throw new DependencyError(`the lane's profile is not known: ${counts}: try again`);
  if (counts === undefined || counts.requests === 0) return undefined;
  return {
    from: new Date(window.fromSeconds * 1_000).toISOString(),
    until: new Date(window.untilSeconds * 1_000).toISOString(),
    requests: counts.requests,
    requestsPerSecond: counts.requests / window.periodSeconds,
    errorRate: counts.bad / counts.requests,
    ...(counts.unaccounted !== undefined && counts.unaccounted > 0 && { unaccountedShare: counts.unaccounted / counts.requests }),
    ...defined(quantiles),
  };
}

/** Without the names that have no value. */
function defined<Name extends string>(values: Readonly<Record<Name, number | undefined>>): Readonly<Partial<Record<Name, number>>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Record<Name, number>>;
}
