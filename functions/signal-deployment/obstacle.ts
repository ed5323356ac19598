import type { Deployment } from '../../core/deployment/deployment.ts';
import { InvalidInputError } from '../../core/errors.ts';
import type { Needs } from './signalled.ts';

/**
 * Why a promoted deployment cannot be taken back. `lasting`: nothing will change it. `healing`: some targets of the old lane are healthy, and the
 * others may be in a moment. `dead`: none is, perhaps for good.
 */
export interface Obstacle {
  readonly kind: 'lasting' | 'healing' | 'dead';
  readonly because: string;
}

/** What is in the way of taking a promoted deployment back now; undefined: nothing. */
export async function obstacleOf(needs: Pick<Needs, 'lanes' | 'now'>, promoted: Deployment): Promise<Obstacle | undefined> {
  const { retireAt } = promoted;
  if (retireAt === undefined || needs.now().getTime() >= Date.parse(retireAt))
    return lasting(`its rollback window ended ${retireAt ?? 'before it began'}`);
  return await laneObstacleOf(needs, promoted);
}

/** The same for who has its service: then the old lane is not put to rest at the end of the rollback window. */
export async function laneObstacleOf(needs: Pick<Needs, 'lanes'>, promoted: Deployment): Promise<Obstacle | undefined> {
  try {
    return await whatIsInTheWay(needs, promoted);
  } catch (error) {
    // A stack update may have replaced a lane: what was asked for before it is refused, and keeps nothing away.
    if (error instanceof InvalidInputError) return lasting(error.message);
    throw error;
  }
}

async function whatIsInTheWay({ lanes }: Pick<Needs, 'lanes'>, { plan }: Deployment): Promise<Obstacle | undefined> {
  // The record stays promoted for ever, also after a rollback: that is seen in the lane.
  const { desiredCount } = await lanes.read(plan.cluster, plan.candidate);
  if (desiredCount === 0) return lasting(`${plan.candidate.lane} is at rest: it was taken back before`);
  const { status, deployments, desiredCount: wanted, healthyTargets, uncheckedTargets = 0 } = await lanes.read(plan.cluster, plan.stable);
  if (status !== 'ACTIVE' || deployments[0]?.taskDefinitionArn !== plan.stable.taskDefinitionArn)
    return lasting(`${plan.stable.lane} runs something else by now`);
  if (wanted < plan.stable.desiredCount)
    return lasting(`${plan.stable.lane} was scaled to ${wanted}, ${plan.stable.desiredCount} served before`);
  // Whoever takes the old lane out of the rule ends its health checks, not its tasks: the way back names it again.
  if (healthyTargets + uncheckedTargets >= plan.stable.desiredCount) return undefined;
  const because = `${healthyTargets} of ${plan.stable.desiredCount} targets of ${plan.stable.lane} are healthy`;
  return { kind: healthyTargets + uncheckedTargets > 0 ? 'healing' : 'dead', because };
}

function lasting(because: string): Obstacle {
  return { kind: 'lasting', because };
}
