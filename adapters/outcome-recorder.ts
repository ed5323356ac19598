import type { Deployment } from '../core/deployment/deployment.ts';
import { retirementHolder, rollbackHolder } from '../core/deployment/holders.ts';
import { isWhole } from '../core/deployment/traffic.ts';
import type { Announcer } from './announcer.ts';
import type { Ledger, LoggedEvent } from './ledger/ledger.ts';

/**
 * How a deployment, or a part of it, ended. `needs-human`: a person was called and the tries go on; `abandoned`: a person was called because
 * nothing is left to try.
 */
export type Outcome = 'promoted' | 'retired' | 'rolled-back' | 'needs-human' | 'abandoned';

/** What the state machine observed and caught, for the log. */
export interface Ending {
  readonly error?: string | undefined;
  readonly because?: string | undefined;
  /** The target groups of the rule, as they were read last; none: it could not be read. Absent: who asks for the record has seen that all is well. */
  readonly observed?: unknown;
}

/**
 * Writes down how a deployment ended: record, log, announcement, lease, in this order. Repeating it, also after a crash in between,
 * changes nothing that was written and completes what was not.
 *
 * @throws {UsersAskedBackError} it left users where somebody moved them, and they are asked back: nothing was written.
 */
export type OutcomeRecorder = (
  deploymentId: string,
  outcome: Outcome,
  ending: Ending,
) => Promise<{ readonly kind: Outcome; readonly because: string }>;

/** Makes an {@link OutcomeRecorder} from the ledger, the announcer and the clock. */
export function outcomeRecorder(needs: {
  readonly ledger: Pick<Ledger, 'load' | 'finish' | 'append' | 'events' | 'release'>;
  readonly announcer: Announcer;
  readonly now: () => Date;
}): OutcomeRecorder {
  return async (deploymentId, outcome, ending) => {
    const deployment = await needs.ledger.load(deploymentId);
    const event = describe(outcome, deployment, ending, needs.now());
    await write(needs.ledger, deployment, outcome, event, leavesUsers(deployment, ending));
    // What is told is what is on record: a repetition tells the same again, and an outcome that another one absorbed is not told.
    const onRecord = (await needs.ledger.events(deploymentId)).findLast(({ type }) => type === event.type);
    if (onRecord !== undefined) {
      const { at, because } = onRecord;
      const detail = (onRecord.detail ?? event.detail) as typeof event.detail;
      await needs.announcer.announce({ ...event, at, because, detail, deploymentId, service: deployment.service });
    }
    // Last, because the reconciler looks at held leases: whatever was left undone before is done again.
    for (const holder of freed(deploymentId, outcome)) await needs.ledger.release(deployment.service, holder);
    return { kind: outcome, because: event.because };
  };
}

type Writing = Pick<Ledger, 'finish' | 'append' | 'events'>;

async function write(ledger: Writing, { id, plan }: Deployment, outcome: Outcome, event: LoggedEvent, leavesUsers: boolean) {
  switch (outcome) {
    case 'promoted': {
      const retireAt = new Date(Date.parse(event.at) + plan.rollbackWindowSeconds * 1000).toISOString();
      await ledger.finish(id, { status: outcome, event, retireAt });
      return;
    }
    case 'retired':
      return logOnce(ledger, id, event);
    case 'rolled-back': {
      const ended = await ledger.finish(id, { status: outcome, event, leavesUsers });
      // A promoted deployment keeps its status when it is taken back, so only the log can say so.
      if (ended.status !== outcome) await logOnce(ledger, id, event);
      return;
    }
    case 'needs-human':
      return ledger.append(id, event);
    case 'abandoned': {
      const ended = await ledger.finish(id, { status: 'needs-human', event });
      if (ended.status !== 'needs-human') await logOnce(ledger, id, event);
    }
  }
}

function leavesUsers({ plan }: Deployment, { observed }: Ending): boolean {
  const forward = { Type: 'forward', ForwardConfig: { TargetGroups: observed } };
  return Array.isArray(observed) && !isWhole([forward], plan.stable.targetGroupArn);
}

/** Whose lease an outcome ends. After `needs-human` it stays: nobody may deploy over traffic that nobody could confirm. Who abandons gives it back. */
function freed(id: string, outcome: Outcome): readonly string[] {
  switch (outcome) {
    case 'promoted':
      return [id];
    case 'retired':
      return [retirementHolder(id)];
    case 'rolled-back':
      return [rollbackHolder(id), id];
    case 'needs-human':
    case 'abandoned':
      return [];
  }
}

async function logOnce(ledger: Writing, deploymentId: string, event: LoggedEvent): Promise<void> {
  const logged = await ledger.events(deploymentId);
  if (!logged.some(({ type }) => type === event.type)) await ledger.append(deploymentId, event);
}

function describe(outcome: Outcome, { plan, lastVerdict }: Deployment, { error, because, observed }: Ending, at: Date) {
  const facts = {
    promoted: { type: 'DeploymentPromoted', because: `every step was safe; ${plan.candidate.lane} serves every user` },
    retired: { type: 'StableRetired', because: `the rollback window is over; ${plan.stable.lane} is at rest` },
    'rolled-back': { type: 'DeploymentRolledBack', because: because ?? 'no reason given' },
    'needs-human': { type: 'HumanNeeded', because: because ?? 'no reason given' },
    abandoned: { type: 'HumanNeeded', because: because ?? 'no reason given' },
  } as const;
  const detail = { error: error ?? null, observed: observed ?? null, analysis: lastVerdict ?? null };
  return { at: at.toISOString(), ...facts[outcome], detail };
}
