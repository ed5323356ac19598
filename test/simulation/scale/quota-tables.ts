import { quotas } from '../../../local/quotas.ts';
import { quantileOf } from '../command/quantile.ts';
import { table } from '../report/safety-page.ts';
import type { ScaleResult } from './measure-scale.ts';
import { mostServices, type ResourceCounts } from './standing-quotas.ts';

/** How many services an account may have by default, the tightest quota first. */
export function standingTable(resources: ResourceCounts): string {
  const rows = mostServices(resources).map(({ of, most, eachService, services, source }) => [
    services.toLocaleString('en'),
    of,
    most.toLocaleString('en'),
    eachService(resources),
    source,
  ]);
  return table(['services', 'an account has in one Region', 'so many by default', 'each service takes', 'source'], rows);
}

/**
 * A quota, with what one deployment takes of it while nobody is refused, and how many under way at once would use it up. Of a quota of units it
 * is what they took of the partition key that most were taken of, shared by all: where that key is of one deployment alone, more fit than it says.
 */
export interface QuotaRoom {
  readonly name: string;
  readonly eachDeployment: number;
  readonly perSecond: number;
  readonly underWay: number;
}

type Passed = Pick<ScaleResult, 'passed' | 'deployments' | 'promotedSeconds'>;

/** The quotas of requests, the tightest first, as a run shows them that none of them delays; none when nothing was promoted in it. */
export function quotaRooms({ passed, deployments, promotedSeconds }: Passed): readonly QuotaRoom[] {
  if (promotedSeconds.length === 0) return [];
  const lastSeconds = quantileOf(promotedSeconds, 0.5);
  const rooms = quotas.map(({ name, perSecond }) => {
    const eachDeployment = (passed[name] ?? 0) / deployments;
    return { name, perSecond, eachDeployment, underWay: Math.floor((perSecond * lastSeconds) / Math.max(eachDeployment, 1e-3)) };
  });
  return rooms.sort((one, other) => one.underWay - other.underWay);
}

/** The tightest of them. */
export function quotaTable(rooms: readonly QuotaRoom[]): string {
  const rows = rooms
    .slice(0, 6)
    .map(({ name, perSecond, eachDeployment, underWay }) => [underWay.toLocaleString('en'), name, perSecond, eachDeployment.toFixed(1)]);
  return table(['deployments under way', 'use up the quota', 'requests or units a second', 'each deployment takes'], rows);
}

/** Requests that quotas refused, in percent of all. */
export function refusedPercent({ refused, usage }: ScaleResult): number {
  const all = Object.values(usage.calls).reduce((sum, calls) => sum + calls, 0);
  const no = Object.values(refused).reduce((sum, calls) => sum + calls, 0);
  return (100 * no) / Math.max(1, all);
}

/** The quota that refused most. */
export function mostRefused({ refused }: ScaleResult): string {
  return Object.entries(refused).sort(([, one], [, other]) => other - one)[0]?.[0] ?? 'none';
}
