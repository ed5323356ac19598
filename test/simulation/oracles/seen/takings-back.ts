import type { Plan } from '../../../../core/deployment/plan.ts';
import type { Execution } from '../../../../local/asl/execution.ts';
import type { ServiceName } from '../../scenario/simulated-services.ts';
import type { Simulated } from '../../world/simulated.ts';
import { givenPlan } from './executions-of.ts';
import type { Seen } from './seen.ts';

/** A promotion that a person takes back, from the start of the first machine that does it. The record of it stays promoted. */
export interface TakingBack {
  readonly plan: Plan;
  /** The first machine that was started for it, and those that followed when it was gone. */
  readonly first: Execution;
  readonly runs: readonly Execution[];
  /** World milliseconds. */
  readonly sinceMs: number;
}

/** Every promotion that was begun to be taken back, in the order in which that began. */
export function takingsBack(sim: Simulated): readonly TakingBack[] {
  const byPromotion = new Map<string, TakingBack>();
  for (const run of sim.restores()) {
    const plan = givenPlan(run);
    if (plan === undefined || !isRequested(run)) continue;
    const { first = run, runs = [] } = byPromotion.get(plan.deploymentId) ?? {};
    byPromotion.set(plan.deploymentId, { plan, first, runs: [...runs, run], sinceMs: first.startedAt.getTime() });
  }
  return [...byPromotion.values()];
}

/** The same for one promotion; undefined: no machine was started to take it back. */
export function takingBackOf(sim: Simulated, deploymentId: string): TakingBack | undefined {
  return takingsBack(sim).find(({ plan }) => plan.deploymentId === deploymentId);
}

/** What is taken back of a service, or was last; undefined: nothing ever was, or another deployment has been admitted since. */
export function takingBackNow(book: Seen, service: ServiceName): TakingBack | undefined {
  const last = takingsBack(book.sim).findLast(({ plan }) => plan.service === service);
  const latest = book.latest(service);
  if (last === undefined || latest?.id === last.plan.deploymentId) return last;
  // Who was admitted after a promotion, and is over, may have launched nothing: that promotion can be taken back still.
  const endedMs = latest?.execution.stoppedAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return endedMs <= last.sinceMs ? last : undefined;
}

/** A machine that is started for a lost deployment says so in its input. */
function isRequested({ request }: Execution): boolean {
  const { failure } = request.input as unknown as { readonly failure?: { readonly Error?: string } };
  return failure?.Error === 'RollbackRequested';
}
