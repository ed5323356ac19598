import { asksUsersBack, overrules } from '../../core/deployment/asks-users-back.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import { isNews } from '../../core/deployment/is-news.ts';
import { LeaseLostError } from '../../core/deployment/lease-lost-error.ts';
import { StaleDecisionError } from '../../core/deployment/stale-decision-error.ts';
import { isOpen } from '../../core/deployment/status.ts';
import { UsersAskedBackError } from '../../core/deployment/users-asked-back-error.ts';
import { InvalidInputError } from '../../core/errors.ts';
import type { Lease, Ledger, LoggedEvent, Wait } from './ledger.ts';
import { memoryEvidence } from './memory-evidence.ts';
import { memoryLeases } from './memory-leases.ts';
import { memoryOutbox } from './memory-outbox.ts';
import { memoryProfiles } from './memory-profiles.ts';
import { memoryTurns } from './memory-turns.ts';

interface Kept {
  deployment: Deployment;
  readonly log: LoggedEvent[];
  /** Wait → task token. */
  readonly tokens: Map<string, { readonly taskToken: string; readonly askedAt: Date }>;
  readonly stoppedTasks: Set<string>;
  /** Its lease was given back before it ended. */
  fencedOff?: boolean;
}

type Held = Map<string, Lease>;

/** Of deployments that gave their lease back before they were on record: the fence under which they are not admitted any more. */
type Unadmitted = Map<string, number>;

/**
 * A {@link Ledger} that forgets: for tests and simulations. It passes the same contract suite as the one in DynamoDB.
 * No operation waits for anything in between, so each is one step. What goes in and out is copied.
 */
export function memoryLedger(): Ledger {
  const kept = new Map<string, Kept>();
  const held: Held = new Map();
  const unadmitted: Unadmitted = new Map();
  return {
    ...memoryLeases(held, (lease) => fenceOff(kept, unadmitted, lease)),
    ...triggers(),
    ...deployments(kept, held, unadmitted),
    ...signals(kept),
    ...memoryEvidence((id) => void recordOf(kept, id)),
    ...memoryProfiles(),
    ...memoryOutbox(),
    ...memoryTurns(),
  };
}

function triggers(): Pick<Ledger, 'rememberTrigger'> {
  const started = new Map<string, string>();
  return {
    async rememberTrigger({ service, target, trigger }, deploymentId) {
      const key = JSON.stringify([service, target, trigger.id]);
      const first = started.get(key);
      if (first !== undefined) return { kind: 'duplicate', deploymentId: first };
      started.set(key, deploymentId);
      return { kind: 'first' };
    },
  };
}

type Deployments = Pick<Ledger, 'admit' | 'load' | 'find' | 'decide' | 'finish' | 'append' | 'events' | 'history'>;

function deployments(kept: Map<string, Kept>, held: Held, unadmitted: Unadmitted): Deployments {
  return {
    async admit(deployment, event) {
      const known = kept.get(deployment.id);
      if (known !== undefined) return copy(known.deployment);
      refuseUnleased(deployment, held, unadmitted);
      unadmitted.delete(deployment.id);
      const own = { tokens: new Map<string, never>(), stoppedTasks: new Set<string>() };
      kept.set(deployment.id, { deployment: copy(deployment), log: [copy(event)], ...own });
      return copy(deployment);
    },
    load: async (deploymentId) => copy(recordOf(kept, deploymentId).deployment),
    find: async (deploymentId) => copy(kept.get(deploymentId)?.deployment),
    async decide(loaded, { event, ...changes }) {
      const record = recordOf(kept, loaded.id);
      refuseWithoutLease(record, loaded, held);
      const { sequence: current, signal } = record.deployment;
      const isForward = changes.status === 'promoting' || (changes.status !== 'rolling-back' && loaded.signal === undefined);
      const yields = isForward && signal !== undefined;
      if (current !== loaded.sequence || !isOpen(record.deployment) || yields) {
        const because = yields ? { because: `has a signal: ${signal.because}` } : {};
        throw new StaleDecisionError(loaded.id, { attempted: loaded.sequence, current, ...because });
      }
      record.deployment = { ...record.deployment, ...copy(changes), sequence: current + 1 };
      record.log.push(copy(event));
      return copy(record.deployment);
    },
    async finish(deploymentId, outcome) {
      const { status, event, retireAt, leavesUsers } = { retireAt: undefined, leavesUsers: false, ...outcome };
      const record = recordOf(kept, deploymentId);
      if (!isOpen(record.deployment)) return copy(record.deployment);
      if (status === 'promoted') refuseWithoutLease(record, record.deployment, held);
      if (status === 'promoted') refuseSignalled(record.deployment);
      if (leavesUsers) refuseAskedBack(record.deployment);
      record.deployment = { ...record.deployment, status, endedAt: event.at, ...(retireAt !== undefined && { retireAt }) };
      record.log.push(copy(event));
      return copy(record.deployment);
    },
    async append(deploymentId, event) {
      recordOf(kept, deploymentId).log.push(copy(event));
    },
    events: async (deploymentId) => copy(recordOf(kept, deploymentId).log),
    async history(service, limit) {
      const ofService = [...kept.values()].map(({ deployment }) => deployment).filter((deployment) => deployment.service === service);
      const newestFirst = ofService.sort((one, other) => (orderOf(one) < orderOf(other) ? 1 : -1));
      return copy(newestFirst.slice(0, limit));
    },
  };
}

type Signals = Pick<Ledger, 'storeSignal' | 'registerToken' | 'tokenOf' | 'approve' | 'countTaskFailure'>;

function signals(kept: Map<string, Kept>): Signals {
  return {
    async storeSignal(deploymentId, signal, at) {
      const record = recordOf(kept, deploymentId);
      if (!isOpen(record.deployment)) return { kind: 'too-late', status: record.deployment.status };
      const first = record.deployment.signal;
      const isKept = first === undefined || overrules(signal, first);
      if (isKept) record.deployment = { ...record.deployment, signal: copy(signal) };
      if (first === undefined || isNews(signal, first)) {
        record.log.push({ at: at.toISOString(), type: 'GuardTripped', because: signal.because, detail: { signal: copy(signal) } });
      }
      const guardToken = record.tokens.get(tokenKey({ kind: 'guard' }))?.taskToken;
      const token = guardToken === undefined ? {} : { guardToken };
      return copy({ kind: isKept ? 'stored' : 'already', signal: isKept ? signal : first, ...token });
    },
    async registerToken(deploymentId, wait, taskToken, askedAt) {
      const { deployment, tokens } = recordOf(kept, deploymentId);
      const key = tokenKey(wait);
      if (askedAt >= (tokens.get(key)?.askedAt ?? askedAt)) tokens.set(key, { taskToken, askedAt });
      const approved = wait.kind === 'approval' && deployment.approvedSteps.includes(wait.stepIndex);
      return copy({ approved, ...(deployment.signal && { signal: deployment.signal }) });
    },
    tokenOf: async (deploymentId, wait) => recordOf(kept, deploymentId).tokens.get(tokenKey(wait))?.taskToken,
    async approve(deploymentId, { stepIndex, by, at }) {
      const record = recordOf(kept, deploymentId);
      const { status, signal, approvedSteps } = record.deployment;
      if (status !== 'progressing' || signal !== undefined) return { kind: 'too-late', status };
      if (!approvedSteps.includes(stepIndex)) {
        record.deployment = { ...record.deployment, approvedSteps: [...approvedSteps, stepIndex] };
        const because = `${by} approved step ${stepIndex}`;
        record.log.push({ at: at.toISOString(), type: 'ApprovalGiven', because, detail: { stepIndex, by } });
      }
      const taskToken = record.tokens.get(tokenKey({ kind: 'approval', stepIndex }))?.taskToken;
      return { kind: 'approved', ...(taskToken !== undefined && { taskToken }) };
    },
    async countTaskFailure(deploymentId, taskArn) {
      return recordOf(kept, deploymentId).stoppedTasks.add(taskArn).size;
    },
  };
}

function tokenKey(wait: Wait): string {
  return wait.kind === 'guard' ? 'guard' : `approval${wait.stepIndex}`;
}

/** Short jobs have no record. A record under a later fence stays as it is. */
function fenceOff(kept: ReadonlyMap<string, Kept>, unadmitted: Unadmitted, { holder, fence }: Lease): void {
  if (jobOf(holder).job !== 'deployment') return;
  const record = kept.get(holder);
  if (record === undefined) unadmitted.set(holder, Math.max(fence, unadmitted.get(holder) ?? 0));
  else if (isOpen(record.deployment) && record.deployment.fence <= fence) record.fencedOff = true;
}

function refuseUnleased(deployment: Deployment, held: Held, unadmitted: Unadmitted): void {
  const { id, service, fence } = deployment;
  const lease = held.get(service);
  const isFencedOff = (unadmitted.get(id) ?? 0) >= fence;
  if (lease?.holder !== id || lease.fence !== fence || isFencedOff) throw new LeaseLostError(deployment, lease);
}

function refuseWithoutLease(record: Kept, deployment: Deployment, held: Held): void {
  const { id, service, fence } = deployment;
  const lease = held.get(service);
  const isLost = lease === undefined ? isOpen(record.deployment) : lease.holder !== id || lease.fence !== fence;
  if (record.fencedOff || isLost) throw new LeaseLostError(deployment, lease);
}

function refuseSignalled({ id, sequence, signal }: Deployment): void {
  if (signal === undefined) return;
  throw new StaleDecisionError(id, { attempted: sequence, current: sequence, because: `has a signal: ${signal.because}` });
}

function refuseAskedBack(deployment: Deployment): void {
  if (deployment.signal !== undefined && asksUsersBack(deployment.signal)) throw new UsersAskedBackError(deployment, deployment.signal);
}

function recordOf(kept: ReadonlyMap<string, Kept>, deploymentId: string): Kept {
  const record = kept.get(deploymentId);
  if (record === undefined) throw new InvalidInputError(`deployment ${deploymentId} does not exist: take the id from the execution's name`);
  return record;
}

function orderOf({ admittedAt, id }: Deployment): string {
  return `${admittedAt}#${id}`;
}

function copy<T>(value: T): T {
  return structuredClone(value);
}
