import type { Oracle } from '../oracles/oracle.ts';
import { takingBackOf } from '../oracles/seen/takings-back.ts';
import { wholeAgain } from '../oracles/whole-again.ts';
import type { ServiceReality, Simulated } from '../world/simulated.ts';

/** What a cell must come to. Every reference run begins with every user on blue and releases to green. */
export const usersAreWhole: Oracle = {
  id: 'L',
  name: 'users are whole',
  holds:
    'at rest every user is on stable, or every user is on the candidate, it is recorded promoted and nobody began to take it back; and somebody answers them',
  watch: (sim) => ({
    atEnd: async () => {
      for (const service of sim.services()) {
        const because = (await splitOf(sim, service)) ?? unanswered(service);
        if (because !== undefined) return `${service.name}: ${because}`;
      }
      return undefined;
    },
  }),
};

/** How soon that is so when the machine of a deployment is gone, at whichever call; a way back that ELB refuses counts from when it does not. */
export function wholeSoon(refusedUntilSeconds = 0): Oracle {
  return {
    id: 'L',
    name: 'users are whole soon',
    holds:
      'two sweeps and a restore after its machine is gone, every user is on stable, or on a candidate that is recorded promoted and was not begun to be taken back',
    watch: wholeAgain((sim) => sim.elapsedSeconds() >= refusedUntilSeconds),
  };
}

async function splitOf(sim: Simulated, { name, blue, green, foreignWeight }: ServiceReality): Promise<string | undefined> {
  if (foreignWeight > 0) return `${foreignWeight} of the weight is on no lane of it`;
  if (green.liveWeight === 0) return blue.liveWeight > 0 ? undefined : 'no lane has users';
  if (blue.liveWeight > 0) return `users are split ${blue.liveWeight}/${green.liveWeight}`;
  const records = await Promise.all(sim.deployments().map(({ id }) => sim.recordOf(id)));
  const promoted = records.find((record) => record?.service === name && record.status === 'promoted');
  if (promoted === undefined) return 'every user is on the candidate, and it is not recorded promoted';
  return takingBackOf(sim, promoted.id) && 'every user is on the candidate, which was to be taken back';
}

function unanswered({ blue, green }: ServiceReality): string | undefined {
  const serving = green.liveWeight > 0 ? green : blue;
  return serving.healthy > 0 ? undefined : `no target of ${serving.lane} is healthy`;
}
