import type { PutEventsResponse } from '@aws-sdk/client-eventbridge';
import type { DescribeExecutionInput, DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { executionNameOf } from '../../../core/deployment/execution-arn.ts';
import type { CallRecord } from '../../../local/aws/router.ts';
import type { DeploymentSeen, Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { firstEnteredMs } from './seen/entered-states.ts';
import { entriesIn } from './seen/entries-in.ts';
import { isSluices } from './seen/machine-of.ts';
import { takingsBack } from './seen/takings-back.ts';

/** A fact that somebody waits for, of one deployment, and how it is known, after the id. */
interface Fact {
  readonly type: string;
  readonly id: string;
  readonly because: string;
}

/** What each terminal status of a record is told as. */
const announced: Readonly<Record<string, string>> = {
  promoted: 'DeploymentPromoted',
  'rolled-back': 'DeploymentRolledBack',
  refused: 'DeploymentRefused',
};

/** Events were refused, the function died before it sent them. */
export const endsAreAnnounced: Oracle = {
  id: 'F28',
  name: 'every end is announced',
  holds:
    'each promotion and each rollback that is on record, each refusal, each end before an admission that is looked at once nothing fails any more, and each promotion that was taken back was put on the event bus, however often that was refused before',
  watch: (sim) => {
    const [told, lookedAt] = [new Set<string>(), new Set<string>()];
    return {
      afterCall: (ended) => {
        for (const fact of toldIn(ended)) told.add(fact);
        const id = lookedAtIn(sim, ended);
        if (id !== undefined) lookedAt.add(id);
        return undefined;
      },
      atEnd: async () => {
        const untold = (await factsOf(sim, lookedAt)).find(({ type, id }) => !told.has(`${type} ${id}`));
        return untold && `${untold.id} ${untold.because}, and no ${untold.type} was told`;
      },
    };
  },
};

/** What the bus took of a call. An answer of 200 may refuse an entry: only one that was taken has an id. */
function toldIn(ended: CallRecord): readonly string[] {
  if (ended.operation !== 'PutEvents' || !isSluices(ended) || ended.outcome.kind !== 'answered') return [];
  const { Entries: answers = [] } = ended.outcome.output as PutEventsResponse;
  const taken = entriesIn(ended).filter((_, nth) => answers[nth]?.EventId !== undefined);
  return taken.map(({ type, detail }) => `${type} ${detail.deploymentId}`);
}

/**
 * The execution whose bad end the reconciler or the sweep reads, with nothing in its way. Without a lease, no sweep makes up for a lost event of it,
 * and what could not be handled pages by its queue: neither is told on the bus.
 */
function lookedAtIn({ faultsEndMs }: Simulated, { operation, input, outcome, caller, at }: CallRecord): string | undefined {
  if (operation !== 'DescribeExecution' || outcome.kind !== 'answered' || at.getTime() < faultsEndMs()) return undefined;
  if (!/reconcile|sweep/.test(caller.roleArn)) return undefined;
  const { status = '' } = outcome.output as DescribeExecutionOutput;
  return endedBadly.has(status) ? executionNameOf((input as DescribeExecutionInput).executionArn ?? '') : undefined;
}

const endedBadly: ReadonlySet<string> = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);

async function factsOf(sim: Simulated, lookedAt: ReadonlySet<string>): Promise<readonly Fact[]> {
  const ends = await Promise.all(sim.deployments().map((deployment) => endOf(sim, deployment, lookedAt)));
  const wayBack = await Promise.all(takingsBack(sim).map(({ plan, runs }) => takenBack(sim, plan.deploymentId, runs)));
  return [...ends, ...wayBack].flat();
}

/** How a deployment ended: as its record says or, without one, as its machine. */
async function endOf({ recordOf }: Simulated, { id, execution }: DeploymentSeen, lookedAt: ReadonlySet<string>): Promise<readonly Fact[]> {
  const record = await recordOf(id);
  if (record !== undefined) {
    const type = announced[record.status];
    return type === undefined ? [] : [{ type, id, because: `is on record as ${record.status}` }];
  }
  const type = 'DeploymentRefused';
  if (firstEnteredMs(execution, 'Refused') !== undefined) return [{ type, id, because: 'was refused without a record' }];
  return lookedAt.has(id) ? [{ type, id, because: 'was seen to have ended before it was admitted' }] : [];
}

/** The record of a promotion that was taken back stays promoted: the machine that did it says so, or its log. */
async function takenBack({ ledger }: Simulated, id: string, runs: readonly DeploymentSeen['execution'][]): Promise<readonly Fact[]> {
  const type = 'DeploymentRolledBack';
  if (runs.some(({ outcome }) => outcome?.status === 'SUCCEEDED')) return [{ type, id, because: 'was taken back' }];
  const logged = (await ledger.events(id)).some((event) => event.type === type);
  return logged ? [{ type, id, because: 'was taken back, as its log says' }] : [];
}
