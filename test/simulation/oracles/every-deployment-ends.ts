import { isOpen } from '../../../core/deployment/status.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { givenBack } from './seen/given-back.ts';

/** An end that nobody wrote down is announced by nobody either. */
async function unwritten(sim: Simulated, taken: ReadonlySet<string>): Promise<string | undefined> {
  for (const { id } of sim.deployments()) {
    const record = await sim.recordOf(id);
    if (record !== undefined && isOpen(record) && !taken.has(id)) return `${id} is over, and on record as ${record.status}`;
  }
  return undefined;
}

/** Liveness: it is asked once everything came to rest, or the time for that was over. */
export const everyDeploymentEnds: Oracle = {
  id: 'L',
  name: 'every deployment ends',
  holds:
    'once faults stop, every deployment ends within the liveness limit: its execution is over, its lease given back, and its record terminal, unless a person took its lease away',
  watch: (sim) => {
    const taken = new Set<string>();
    return {
      afterCall: (ended) => {
        // Who has no lease ends nothing any more, and nobody looks after it.
        const id = ended.caller.roleArn === 'local' ? givenBack(ended) : undefined;
        if (id !== undefined) taken.add(id);
        return undefined;
      },
      atEnd: async () => {
        const running = sim.deployments().find(({ execution }) => execution.outcome === undefined);
        if (running !== undefined) return `${running.id} still runs`;
        const [lease] = await sim.ledger.heldLeases();
        return lease === undefined ? await unwritten(sim, taken) : `${lease.holder} still holds ${lease.service}`;
      },
    };
  },
};
