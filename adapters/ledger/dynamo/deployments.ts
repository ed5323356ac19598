import type { Deployment } from '../../../core/deployment/deployment.ts';
import { StaleDecisionError } from '../../../core/deployment/stale-decision-error.ts';
import type { Decision, Ledger, LoggedEvent } from '../ledger.ts';
import { count } from './fields.ts';
import { indexPartition, recordKey } from './keys.ts';
import { commit, entryOf, readLog, recordOf } from './log.ts';
import { deploymentOf, notOver, recordItem, signalOf } from './record.ts';
import type { Change, Table } from './table.ts';

type Part = Pick<Ledger, 'admit' | 'load' | 'find' | 'decide' | 'finish' | 'append' | 'events' | 'history'>;

/** One item per deployment; decisions and their log entries are written together. */
export function deployments(table: Table, newKey: () => string): Part {
  return {
    admit: async (deployment, event) => void (await table.putNew(recordItem(deployment, entryOf(event, newKey())))),
    load: async (deploymentId) => deploymentOf(await recordOf(table, deploymentId)),
    async find(deploymentId) {
      const item = await table.get(recordKey(deploymentId));
      return item && deploymentOf(item);
    },
    decide: (loaded, decision) => decide(table, newKey(), loaded, decision),
    async finish(deploymentId, outcome) {
      const { item } = await commit(table, deploymentId, entryOf(outcome.event, newKey()), finishing(outcome));
      return deploymentOf(item);
    },
    append: async (deploymentId: string, event: LoggedEvent) => void (await commit(table, deploymentId, entryOf(event, newKey()))),
    events: (deploymentId) => readLog(table, deploymentId),
    history: async (service, limit) => (await table.newest(indexPartition(service), limit)).map(deploymentOf),
  };
}

async function decide(table: Table, key: string, loaded: Deployment, decision: Decision): Promise<Deployment> {
  const { status, event } = decision;
  const changes = changesOf(decision);
  const { kind, item } = await commit(table, loaded.id, entryOf(event, key), {
    update: `#sequence = :next, ${Object.keys(changes)
      .map((name) => `#${name} = :${name}`)
      .join(', ')}`,
    condition: `#sequence = :loaded AND ${notOver.condition}${status === 'promoting' ? ' AND attribute_not_exists(#signal)' : ''}`,
    values: { ...notOver.values, ...changes, loaded: loaded.sequence, next: loaded.sequence + 1 },
  });
  if (kind === 'committed') return deploymentOf(item);
  const signal = signalOf(item);
  const because = status === 'promoting' && signal ? { because: `has a signal: ${signal.because}` } : {};
  throw new StaleDecisionError(loaded.id, { attempted: loaded.sequence, current: count(item, 'sequence'), ...because });
}

/** The attributes that a decision replaces. What it does not name stays. */
function changesOf({
  status,
  stepIndex,
  stepStartedAt,
  lastVerdict,
  heldUntil,
  lookedAt,
  drift,
}: Decision): Readonly<Record<string, string | number>> {
  return {
    status,
    stepIndex,
    ...(stepStartedAt !== undefined && { stepStartedAt }),
    ...(lastVerdict !== undefined && { lastVerdict: JSON.stringify(lastVerdict) }),
    ...(heldUntil !== undefined && { heldUntil }),
    ...(lookedAt !== undefined && { lookedAt }),
    ...(drift !== undefined && { drift: JSON.stringify(drift) }),
  };
}

function finishing({ status, event, retireAt }: Parameters<Ledger['finish']>[1]): Change {
  return {
    update: `#status = :status, #endedAt = :endedAt${retireAt === undefined ? '' : ', #retireAt = :retireAt'}`,
    condition: notOver.condition,
    values: { ...notOver.values, status, endedAt: event.at, retireAt },
  };
}
