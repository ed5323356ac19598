import { isOpen } from '../../../core/deployment/status.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { givenBack } from './seen/given-back.ts';

/**
 * What keeps everything from being at rest, in a sentence; undefined: nothing does. At rest, nothing runs any more, nobody holds a service, every
 * announcement was made, and users have their tasks: ECS pauses for up to a quarter of an hour after failures in a row.
 */
export async function whatIsNotAtRest(sim: Simulated): Promise<string | undefined> {
  const executions = [...sim.deployments().map(({ execution }) => execution), ...sim.restores()];
  const running = executions.find(({ outcome }) => outcome === undefined);
  if (running !== undefined) return `${running.request.name} still runs`;
  const [lease] = await sim.ledger.heldLeases();
  if (lease !== undefined) return `${lease.holder} still holds ${lease.service}`;
  const [owed] = await sim.ledger.owed();
  if (owed !== undefined) return `${owed.event.type} of ${owed.event.service} is still owed, since ${owed.event.at}`;
  return laneWithoutTasks(sim);
}

function laneWithoutTasks(sim: Simulated): string | undefined {
  const serving = sim.services().flatMap(({ blue, green }) => [blue, green].filter(({ liveWeight }) => liveWeight > 0));
  for (const { ecsService, tasks, desiredCount } of serving) {
    const running = tasks.filter(({ status }) => status === 'RUNNING').length;
    if (running < desiredCount) return `${ecsService} has users, and runs ${running} of ${desiredCount} tasks`;
  }
  return undefined;
}

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
    'once faults stop, everything is at rest within the liveness limit: each execution is over, restores too, each lease is given back, each announcement was made, and each lane with users has its tasks; and the record of each deployment is terminal, unless a person took its lease away',
  watch: (sim) => {
    const taken = new Set<string>();
    return {
      afterCall: (ended) => {
        // Who has no lease ends nothing any more, and nobody looks after it.
        const id = ended.caller.roleArn === 'local' ? givenBack(ended) : undefined;
        if (id !== undefined) taken.add(id);
        return undefined;
      },
      atEnd: async () => (await whatIsNotAtRest(sim)) ?? (await unwritten(sim, taken)),
    };
  },
};
