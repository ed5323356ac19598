import type { Deployment } from '../../core/deployment/deployment.ts';
import { DependencyError } from '../../core/errors.ts';
import type { Needs } from './signalled.ts';

/**
 * Why a promoted deployment cannot be taken back, now or later; undefined when it can.
 *
 * @throws {DependencyError} the old lane lacks healthy targets and nothing else, which may be over in a moment.
 */
export async function obstacleOf(
  { lanes, now }: Pick<Needs, 'lanes' | 'now'>,
  { plan, service, retireAt }: Deployment,
): Promise<string | undefined> {
  if (retireAt === undefined || now().getTime() >= Date.parse(retireAt))
    return `its rollback window ended ${retireAt ?? 'before it began'}`;
  // The record stays promoted for ever, also after a rollback: that is seen in the lane.
  const { desiredCount } = await lanes.read(plan.cluster, plan.candidate);
  if (desiredCount === 0) return `${plan.candidate.lane} is at rest: it was taken back before`;
  const { status, deployments, desiredCount: wanted, healthyTargets, uncheckedTargets = 0 } = await lanes.read(plan.cluster, plan.stable);
  if (status !== 'ACTIVE' || deployments[0]?.taskDefinitionArn !== plan.stable.taskDefinitionArn)
    return `${plan.stable.lane} runs something else by now`;
  if (wanted < plan.stable.desiredCount) return `${plan.stable.lane} was scaled to ${wanted}, ${plan.stable.desiredCount} served before`;
  // Whoever takes the old lane out of the rule ends its health checks, not its tasks: the way back names it again.
  if (healthyTargets + uncheckedTargets >= plan.stable.desiredCount) return undefined;
  const lacking = `${healthyTargets} of ${plan.stable.desiredCount} targets of ${plan.stable.lane} are healthy`;
  throw new DependencyError(`${service} cannot go back yet: ${lacking}`);
}
