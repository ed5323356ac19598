import { overrules } from '../../../core/deployment/asks-users-back.ts';
import type { Signal } from '../../../core/deployment/deployment.ts';
import { isNews } from '../../../core/deployment/is-news.ts';
import { isOpen } from '../../../core/deployment/status.ts';
import { DependencyError } from '../../../core/errors.ts';
import type { Ledger, LoggedEvent, Wait } from '../ledger.ts';
import type { Item } from './attributes.ts';
import { isRecord } from './fenced-off.ts';
import { optionalText } from './fields.ts';
import { recordKey } from './keys.ts';
import { commit, commitIfRoom, entryOf, recordOf, unknown } from './log.ts';
import { approvedStepsOf, signalOf, statusOf, stillOpen } from './record.ts';
import type { Table } from './table.ts';

/** Another signal comes between our read and our write at most this often before it is left to the caller's retry. */
const triesMax = 5;

type Part = Pick<Ledger, 'storeSignal' | 'registerToken' | 'tokenOf' | 'approve' | 'countTaskFailure'>;

/**
 * Signals, approvals and the tokens that wait for them are attributes of one item, and each write answers with the whole item after it:
 * DynamoDB orders the writes of one item, so whichever comes second sees the first.
 */
export function signals(table: Table, newKey: () => string): Part {
  return {
    storeSignal: (deploymentId, signal, at) => storeSignal(table, newKey, deploymentId, { signal, at }),
    async registerToken(deploymentId, wait, taskToken, askedAt) {
      const token = tokenAttribute(wait);
      const change = {
        update: `SET #${token} = :taskToken, #${token}At = :askedAt`,
        condition: `${isRecord} AND (attribute_not_exists(#${token}At) OR #${token}At <= :askedAt)`,
        values: { taskToken, askedAt: askedAt.getTime() },
      };
      const item = (await table.update(recordKey(deploymentId), change)) ?? (await recordOf(table, deploymentId));
      const signal = signalOf(item);
      return { approved: wait.kind === 'approval' && approvedStepsOf(item).includes(wait.stepIndex), ...(signal && { signal }) };
    },
    tokenOf: async (deploymentId, wait) => optionalText(await recordOf(table, deploymentId), tokenAttribute(wait)),
    approve: (deploymentId, approval) => approve(table, newKey, deploymentId, approval),
    async countTaskFailure(deploymentId, taskArn) {
      const change = { update: 'ADD #stoppedTasks :task', condition: isRecord, values: { task: new Set([taskArn]) } };
      const item = await table.update(recordKey(deploymentId), change);
      if (item === undefined) throw unknown(deploymentId);
      const stopped = item.stoppedTasks;
      return stopped instanceof Set ? stopped.size : 0;
    },
  };
}

interface Stored {
  readonly signal: Signal;
  readonly at: Date;
}

type Answer = Awaited<ReturnType<Ledger['storeSignal']>>;

async function storeSignal(table: Table, newKey: () => string, deploymentId: string, { signal, at }: Stored): Promise<Answer> {
  const event = eventOf({ signal, at });
  for (let tried = 0; tried < triesMax; tried += 1) {
    const { kind, item } = await commit(table, deploymentId, entryOf(event, newKey()), {
      update: '#signal = :signal',
      condition: `attribute_not_exists(#signal) AND ${stillOpen.condition}`,
      values: { ...stillOpen.values, signal: JSON.stringify(signal) },
    });
    const first = signalOf(item) ?? signal;
    if (kind === 'committed') return { kind: 'stored', signal: first, ...guardTokenOf(item) };
    const status = statusOf(item);
    if (!isOpen({ status })) return { kind: 'too-late', status };
    if (!overrules(signal, first)) {
      // Under a key of its own: the first write was refused for good.
      if (isNews(signal, first)) await commitIfRoom(table, deploymentId, entryOf(event, newKey()));
      return { kind: 'already', signal: first, ...guardTokenOf(item) };
    }
    const overruled = await overrule(table, deploymentId, { signal, entry: entryOf(event, newKey()) }, item);
    if (overruled.kind === 'committed') return { kind: 'stored', signal, ...guardTokenOf(overruled.item) };
  }
  throw new DependencyError(`the signal of deployment ${deploymentId} changed ${triesMax} times: try again`);
}

/** Takes the place of the signal that was read, if nobody did in between. Otherwise it is stored as if it came after that. */
function overrule(
  table: Table,
  deploymentId: string,
  { signal, entry }: { readonly signal: Signal; readonly entry: string },
  read: Item,
): ReturnType<typeof commit> {
  return commit(table, deploymentId, entry, {
    update: '#signal = :signal',
    condition: `#signal = :first AND ${stillOpen.condition}`,
    values: { ...stillOpen.values, signal: JSON.stringify(signal), first: optionalText(read, 'signal') },
  });
}

function eventOf({ signal, at }: Stored): LoggedEvent {
  return { at: at.toISOString(), type: 'GuardTripped', because: signal.because, detail: { signal } };
}

async function approve(
  table: Table,
  newKey: () => string,
  deploymentId: string,
  { stepIndex, by, at }: Parameters<Ledger['approve']>[1],
): ReturnType<Ledger['approve']> {
  const because = `${by} approved step ${stepIndex}`;
  const event: LoggedEvent = { at: at.toISOString(), type: 'ApprovalGiven', because, detail: { stepIndex, by } };
  const { kind, item } = await commit(table, deploymentId, entryOf(event, newKey()), {
    update: '#approvedStep = :stepIndex, #approvedSteps = list_append(if_not_exists(#approvedSteps, :none), :steps)',
    condition:
      '#status = :progressing AND attribute_not_exists(#signal) AND ' +
      '(attribute_not_exists(#approvedSteps) OR NOT contains(#approvedSteps, :step))',
    values: { progressing: 'progressing', stepIndex, none: [], steps: [String(stepIndex)], step: String(stepIndex) },
  });
  const status = statusOf(item);
  if (kind === 'refused' && (status !== 'progressing' || signalOf(item))) return { kind: 'too-late', status };
  const taskToken = optionalText(item, tokenAttribute({ kind: 'approval', stepIndex }));
  return { kind: 'approved', ...(taskToken && { taskToken }) };
}

function guardTokenOf(item: Item): { readonly guardToken?: string } {
  const guardToken = optionalText(item, tokenAttribute({ kind: 'guard' }));
  return guardToken === undefined ? {} : { guardToken };
}

function tokenAttribute(wait: Wait): string {
  return wait.kind === 'guard' ? 'guardToken' : `approvalToken${wait.stepIndex}`;
}
