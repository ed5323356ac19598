import type { Lease } from '../../adapters/ledger/ledger.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import { limits } from '../../core/limits.ts';
import { beginOf } from './doubt.ts';
import type { Ending } from './ending.ts';

/** Whether an event is about the deployment that has this lease. */
export function concerns(hint: Ending, lease: Lease): boolean {
  if (jobOf(lease.holder).job !== 'deployment') return false;
  switch (hint.kind) {
    case 'alarm':
      return lease.alarmArns.includes(hint.alarmArn) && isSince(lease, hint.signal.occurredAt);
    case 'launch-failed':
      return lease.candidateLane === hint.laneKey && isSince(lease, hint.signal.occurredAt);
    case 'task-stopped':
      return lease.candidateLane === hint.laneKey && isSince(lease, hint.at);
    case 'abort':
    case 'rollback':
      return lease.service === hint.service && !isAskedLater(lease, hint.signal.occurredAt);
  }
}

/** Whether a person who asked for the way back then cannot have meant the deployment of this lease. */
export function isAskedLater({ askedAt }: Lease, at: string): boolean {
  return askedAt !== undefined && Date.parse(askedAt) > Date.parse(at);
}

/** Whether a deployment had begun when a person asked. */
export function beganBy({ admittedAt }: Deployment, at: string): boolean {
  return Date.parse(admittedAt) <= Date.parse(at) + limits.clockSkewSeconds.value * 1_000;
}

/** Whether a deployment that is over was in progress when a person asked. One that was refused never had a user, and is never meant. */
export function wasInProgress(deployment: Deployment, at: string): boolean {
  const { status, admittedAt, endedAt = admittedAt } = deployment;
  if (status === 'refused') return false;
  return beganBy(deployment, at) && Date.parse(at) <= Date.parse(endedAt) + limits.clockSkewSeconds.value * 1_000;
}

function isSince(lease: Lease, occurredAt: string): boolean {
  return new Date(occurredAt) >= beginOf(lease);
}
