import type { LaneReader } from '../../adapters/lane-reader.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import type { LaneFacts } from '../../core/deployment/readiness.ts';
import { weightsOf } from '../../core/deployment/traffic.ts';
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

/**
 * What is in the way of taking a promoted deployment back now; undefined: nothing. The end of the rollback window is not, while nobody serves its
 * users: then the old lane is not put to rest either.
 *
 * @param askedAt ISO 8601; what was asked for in time may have waited since
 */
export function obstacleOf(needs: Pick<Needs, 'lanes' | 'rules'>, promoted: Deployment, askedAt: string): Promise<Obstacle | undefined> {
  const { retireAt } = promoted;
  const isInTime = retireAt !== undefined && Date.parse(askedAt) < Date.parse(retireAt);
  return lastingIfReplaced(async () =>
    isInTime || (await isUnserved(needs, promoted.plan))
      ? await whatIsInTheWay(needs, promoted)
      : lasting(`its rollback window ended ${retireAt ?? 'before it began'}`),
  );
}

/** The same for who has its service: then the old lane is not put to rest at the end of the rollback window. */
export function laneObstacleOf(needs: Pick<Needs, 'lanes' | 'rules'>, promoted: Deployment): Promise<Obstacle | undefined> {
  return lastingIfReplaced(() => whatIsInTheWay(needs, promoted));
}

async function lastingIfReplaced(look: () => Promise<Obstacle | undefined>): Promise<Obstacle | undefined> {
  try {
    return await look();
  } catch (error) {
    // A stack update may have replaced a lane or the rule: what was asked for before it is refused, and keeps nothing away.
    if (error instanceof InvalidInputError) return lasting(error.message);
    throw error;
  }
}

async function whatIsInTheWay(needs: Pick<Needs, 'lanes' | 'rules'>, { plan }: Deployment): Promise<Obstacle | undefined> {
  const promoted = await laneIfAny(needs.lanes, plan);
  // The record stays promoted for ever, also after a rollback: that is seen in the lane, and in the rule. A lane that somebody stopped has users still.
  const isAtRest = promoted === undefined || promoted.status !== 'ACTIVE' || promoted.desiredCount === 0;
  if (isAtRest && (await usersOf(needs, plan)) === 'elsewhere')
    return lasting(`${plan.candidate.lane} is at rest: it was taken back before`);
  const old = await needs.lanes.read(plan.cluster, plan.stable);
  if (old.status !== 'ACTIVE' || old.deployments[0]?.taskDefinitionArn !== plan.stable.taskDefinitionArn)
    return lasting(`${plan.stable.lane} runs something else by now`);
  if (old.desiredCount === 0) return lasting(`${plan.stable.lane} was scaled to 0, ${plan.stable.desiredCount} served before`);
  // Scaled down by hand, or by scaling before it was held: it is made to grow, and is no reason to leave users where they are.
  const needed = Math.min(old.desiredCount, plan.stable.desiredCount);
  const ready = readyTargets(old);
  if (ready >= needed) return undefined;
  // Users whom nobody serves wait for nothing.
  if (ready > 0 && (readyTargets(promoted) === 0 || (await areSentNowhere(needs, plan)))) return undefined;
  return { kind: ready > 0 ? 'healing' : 'dead', because: `${ready} of ${needed} targets of ${plan.stable.lane} are healthy` };
}

/** Undefined when it does not exist any more: who was promoted there may have users all the same. */
async function laneIfAny(lanes: LaneReader, { cluster, candidate }: Plan): Promise<LaneFacts | undefined> {
  try {
    return await lanes.read(cluster, candidate);
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}

/** Whether it has users whom nobody serves. */
async function isUnserved(needs: Pick<Needs, 'lanes' | 'rules'>, plan: Plan): Promise<boolean> {
  const users = await usersOf(needs, plan);
  return users === 'nowhere' || (users === 'promoted' && readyTargets(await laneIfAny(needs.lanes, plan)) === 0);
}

/** A rule that cannot be read is no reason to wait without the service, nor to refuse the way back. */
async function areSentNowhere(needs: Pick<Needs, 'rules'>, plan: Plan): Promise<boolean> {
  try {
    return (await usersOf(needs, plan)) === 'nowhere';
  } catch {
    return false;
  }
}

/** Where the rule sends users. To no lane at all is `nowhere`: they are the promoted deployment's too, and their way back gives them one. */
async function usersOf({ rules }: Pick<Needs, 'rules'>, { ruleArn, candidate }: Plan): Promise<'promoted' | 'elsewhere' | 'nowhere'> {
  const traffic = weightsOf(await rules.actions(ruleArn));
  if (traffic.kind === 'malformed') return traffic.serves === 'nobody' ? 'nowhere' : 'elsewhere';
  return (traffic.weights.get(candidate.targetGroupArn) ?? 0) > 0 ? 'promoted' : 'elsewhere';
}

/** Whoever takes a lane out of the rule ends its health checks, not its tasks: the way back names it again. */
function readyTargets(lane: LaneFacts | undefined): number {
  return (lane?.healthyTargets ?? 0) + (lane?.uncheckedTargets ?? 0);
}

function lasting(because: string): Obstacle {
  return { kind: 'lasting', because };
}
