import type { Oracle } from './oracle.ts';

/** Liveness: it is asked once everything came to rest, or the time for that was over. */
export const everyDeploymentEnds: Oracle = {
  id: 'L',
  name: 'every deployment ends',
  holds: 'once faults stop, every deployment is terminal within the liveness limit, its execution ended and its lease given back',
  watch: (sim) => ({
    atEnd: async () => {
      const running = sim.deployments().find(({ execution }) => execution.outcome === undefined);
      if (running !== undefined) return `${running.id} still runs`;
      const [lease] = await sim.ledger.heldLeases();
      return lease === undefined ? undefined : `${lease.holder} still holds ${lease.service}`;
    },
  }),
};
