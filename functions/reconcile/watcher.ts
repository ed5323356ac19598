import type { ElbReader } from '../../adapters/elb-reader.ts';
import { limits } from '../../core/limits.ts';
import type { LookedUp } from './look-up.ts';
import type { Refused } from './refused.ts';
import { type Finding, fine, type Watchers, watchRunning } from './watch-running.ts';

/** What running deployments are watched with in one sweep. */
export interface SweepWatchers extends Omit<Watchers, 'mayLook'> {
  /** One short try each: a thousand deployments that run leave room for those that need help. */
  readonly glance: Pick<ElbReader, 'someRules'>;
}

/** Looks after the deployment of one lease whose execution runs. */
export type WatchLease = (each: LookedUp) => Promise<{ readonly service: string; readonly holder: string; readonly repair: Finding }>;

/** They are somebody else's to watch. */
export const leaveRunning: WatchLease = async ({ lease: { service, holder } }) => ({ service, holder, repair: fine });

/** Watches what runs with few calls: rules in lists, and a limited number of closer looks in each sweep. */
export async function watcher(needs: SweepWatchers, running: readonly LookedUp[], refused: Refused): Promise<WatchLease> {
  if (running.length === 0) return leaveRunning;
  const rules = await glance(needs, [...new Set(running.flatMap(({ deployment }) => deployment?.plan.ruleArn ?? []))], refused);
  // Many that nobody has looked at for long must not keep one whose rule looks wrong from being looked at.
  const looks = { drift: 0, unwatched: 0 };
  const mayLook: Watchers['mayLook'] = (why) => {
    looks[why] += 1;
    return looks[why] <= limits.sweepLooks.value;
  };
  return async (each) => {
    const { lease, deployment } = each;
    if (deployment === undefined) return leaveRunning(each);
    const repair = await watchRunning({ ...needs, mayLook }, deployment, rules.get(deployment.plan.ruleArn)?.actions);
    return { service: lease.service, holder: lease.holder, repair };
  };
}

/** Rules that may not be read keep no signal from being sent. */
async function glance(needs: SweepWatchers, ruleArns: readonly string[], refused: Refused): ReturnType<ElbReader['someRules']> {
  try {
    return await needs.glance.someRules(ruleArns);
  } catch (error) {
    refused(error);
    return new Map();
  }
}
