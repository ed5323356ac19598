import type { CallRecord } from '../../../../local/aws/router.ts';
import type { Simulated } from '../../world/simulated.ts';

/** Whether somebody was called about a deployment, or SNS was asked to. */
export function isPaged(sim: Simulated, deploymentId: string, tried: ReadonlySet<string>): boolean {
  return tried.has(deploymentId) || sim.world.sns.published().some(({ message }) => message.includes(deploymentId));
}

/** Ids of the deployments about which somebody was called, or SNS was asked to. */
export function pagesTried() {
  const tried = new Set<string>();
  const note = (ended: CallRecord): undefined => {
    if (ended.service !== 'SNS') return;
    const id = /"deploymentId":"([^"]+)"/.exec(String((ended.input as { readonly Message?: string }).Message))?.[1];
    if (id !== undefined) tried.add(id);
  };
  return { tried, note };
}
