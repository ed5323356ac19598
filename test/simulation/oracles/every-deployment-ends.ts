import type { DeploymentSeen, Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { firstEnteredMs } from './seen/entered-states.ts';

const terminal: readonly string[] = ['promoted', 'rolled-back', 'needs-human', 'refused'];

/** Whether a machine stopped because its lease was somebody else's: who holds it decides, and a person was called. */
function lostItsLease({ execution }: DeploymentSeen): boolean {
  return firstEnteredMs(execution, 'PageLeaseLost') !== undefined;
}

/** An end that nobody wrote down is announced by nobody either. */
async function unended(sim: Simulated): Promise<string | undefined> {
  for (const each of sim.deployments()) {
    const status = (await sim.recordOf(each.id))?.status;
    if (status !== undefined && !terminal.includes(status) && !lostItsLease(each)) return `${each.id} is over, and on record as ${status}`;
  }
  return undefined;
}

/** Liveness: it is asked once everything came to rest, or the time for that was over. */
export const everyDeploymentEnds: Oracle = {
  id: 'L',
  name: 'every deployment ends',
  holds:
    'once faults stop, every deployment ends within the liveness limit: its execution is over, its lease given back, and its record terminal, unless somebody took its lease away',
  watch: (sim) => ({
    atEnd: async () => {
      const running = sim.deployments().find(({ execution }) => execution.outcome === undefined);
      if (running !== undefined) return `${running.id} still runs`;
      const [lease] = await sim.ledger.heldLeases();
      return lease === undefined ? await unended(sim) : `${lease.holder} still holds ${lease.service}`;
    },
  }),
};
