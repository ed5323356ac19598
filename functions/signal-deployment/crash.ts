import type { Lease } from '../../adapters/ledger/ledger.ts';
import type { Signal } from '../../core/deployment/deployment.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import { ranCandidate, stoppedTask, taskSignal } from '../../core/deployment/signals.ts';
import { taskDoubtOf, throwIfYoung } from './doubt.ts';
import type { Hint } from './read-signal.ts';
import type { Needs } from './signalled.ts';

/** A stopped task is a signal when it failed by itself, ran the candidate's image, and the plan allows no more of them. */
export async function crash(
  needs: Needs,
  lease: Lease,
  plan: Plan,
  hint: Hint & { readonly kind: 'task-stopped' },
): Promise<Signal | undefined> {
  const { kind, because } = stoppedTask(hint.task);
  if (kind === 'wanted' || !ranCandidate(hint.task, plan)) return undefined;
  const doubt = await taskDoubtOf(needs, hint, plan, lease);
  if (doubt !== undefined) {
    throwIfYoung(doubt, needs.now());
    return undefined;
  }
  const failures = await needs.ledger.countTaskFailure(lease.holder, hint.taskArn);
  return taskSignal({ taskArn: hint.taskArn, because, occurredAt: hint.at }, failures, plan);
}
