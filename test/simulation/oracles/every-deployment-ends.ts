import type { UpdateItemInput } from '@aws-sdk/client-dynamodb';
import { isOpen } from '../../../core/deployment/status.ts';
import type { CallRecord } from '../../../local/aws/router.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';

/** The deployment whose lease a person takes away: who has no lease ends nothing any more, and nobody looks after it. */
function takenFrom({ operation, input, caller }: CallRecord): string | undefined {
  if (operation !== 'UpdateItem' || caller.roleArn !== 'local') return undefined;
  const { UpdateExpression = '', ExpressionAttributeValues: values } = input as UpdateItemInput;
  return UpdateExpression.startsWith('REMOVE #holder') ? values?.[':holder']?.S : undefined;
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
    'once faults stop, every deployment ends within the liveness limit: its execution is over, its lease given back, and its record terminal, unless a person took its lease away',
  watch: (sim) => {
    const taken = new Set<string>();
    return {
      afterCall: (ended) => {
        const id = takenFrom(ended);
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
