import type { Execution } from '../../../../local/asl/execution.ts';
import type { CallRecord } from '../../../../local/aws/router.ts';
import type { Simulated } from '../../world/simulated.ts';

/** Whether somebody was called about the deployment of an execution, or SNS was asked to. */
export function isPaged(sim: Simulated, deploymentId: string, { tried, by }: Tried): boolean {
  const isTold = tried.has(deploymentId) || sim.world.sns.published().some(({ message }) => message.includes(deploymentId));
  return isTold || hasAskedSns(by);
}

/** What was tried, also by a machine whose call has no answer yet. */
interface Tried {
  readonly tried: ReadonlySet<string>;
  readonly by: Execution;
}

function hasAskedSns({ history }: Execution): boolean {
  return history.events.some(
    ({ type, details }) => type === 'TaskScheduled' && JSON.stringify(details?.()).includes('"resourceType":"sns"'),
  );
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
