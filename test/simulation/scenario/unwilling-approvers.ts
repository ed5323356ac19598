import { enteredStates } from '../oracles/seen/entered-states.ts';
import type { DeploymentSeen } from '../world/simulated.ts';
import type { Started } from '../world/start-simulated.ts';

/** A deployment may wait a week for its approval; people who meet one that nobody approved for so long say no. */
const waitedSeconds = 600;

/** People who end deployments whose approval nobody gives, once faults are over. Returns what is to be called every few seconds. */
export function unwillingApprovers({ sim }: Started, abort: (service: string) => void): () => void {
  const declined = new Set<string>();
  return () => {
    // Before that, an approval may be on its way.
    if (sim.elapsedSeconds() < sim.scenario.faultsEndSeconds + waitedSeconds) return;
    const waiting = sim
      .deployments()
      .filter((each) => !declined.has(each.id) && waitsSinceMs(each) < sim.now().getTime() - waitedSeconds * 1_000);
    for (const { id, service } of waiting) {
      declined.add(id);
      abort(service);
    }
  };
}

function waitsSinceMs({ execution }: DeploymentSeen): number {
  if (execution.outcome !== undefined) return Number.POSITIVE_INFINITY;
  const last = enteredStates(execution).findLast(({ name }) => name === 'AwaitApproval' || name === 'NextStep');
  return last?.name === 'AwaitApproval' ? last.atMs : Number.POSITIVE_INFINITY;
}
