import type { Lease } from '../../adapters/ledger/ledger.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import { beginOf } from './doubt.ts';
import type { Ending } from './signal-all.ts';

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

function isSince(lease: Lease, occurredAt: string): boolean {
  return new Date(occurredAt) >= beginOf(lease);
}
