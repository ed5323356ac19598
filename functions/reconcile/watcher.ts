import type { ElbReader } from '../../adapters/elb-reader.ts';
import { limits } from '../../core/limits.ts';
import type { LookedUp } from './look-up.ts';
import type { Refused } from './refused.ts';
import { turned } from './turned.ts';
import { type Finding, fine, type Watchers, watchRunning } from './watch-running.ts';
import { whyLook } from './why-look.ts';

/** What running deployments are watched with in one sweep. */
export interface SweepWatchers extends Omit<Watchers, 'isLookedAt'> {
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
  const looked = lookedAt(needs.now(), running, rules);
  return async (each) => {
    const { lease, deployment } = each;
    if (deployment === undefined) return leaveRunning(each);
    const repair = await watchRunning({ ...needs, isLookedAt: looked.has(deployment.id) }, deployment);
    return { service: lease.service, holder: lease.holder, repair };
  };
}

/**
 * Who is looked at closely in this minute, by deployment id. Many that nobody has seen for long must not keep one whose rule looks wrong from
 * being looked at. A close look leaves no trace, so they take turns, as many at a time as one sweep looks at.
 */
function lookedAt(at: Date, running: readonly LookedUp[], rules: Rules): ReadonlySet<string> {
  const asks = running.flatMap(({ deployment }) => {
    if (deployment === undefined) return [];
    const why = whyLook(deployment, rules.get(deployment.plan.ruleArn)?.actions, at);
    return why === undefined ? [] : [{ why, id: deployment.id }];
  });
  const most = limits.sweepLooks.value;
  const chosen = (['drift', 'unwatched'] as const).map((wanted) => {
    const ids = asks.flatMap(({ why, id }) => (why === wanted ? [id] : []));
    return turned(ids, at, (id) => id).slice(0, most);
  });
  return new Set(chosen.flat());
}

type Rules = Awaited<ReturnType<ElbReader['someRules']>>;

/** Rules that may not be read keep no signal from being sent. */
async function glance(needs: SweepWatchers, ruleArns: readonly string[], refused: Refused): Promise<Rules> {
  try {
    return await needs.glance.someRules(ruleArns);
  } catch (error) {
    refused(error);
    return new Map();
  }
}
