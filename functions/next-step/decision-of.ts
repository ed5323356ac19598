import type { Decision } from '../../adapters/ledger/ledger.ts';
import { isSameVerdict } from '../../core/analysis/brief-verdict.ts';
import type { Verdict } from '../../core/analysis/verdict.ts';
import { approvalWait } from '../../core/deployment/approval-wait.ts';
import { isAskedAgain } from '../../core/deployment/ask-person.ts';
import type { Drift } from '../../core/deployment/drift.ts';
import { intendedPercent } from '../../core/deployment/drift-seen.ts';
import type { Move, Progressing } from '../../core/deployment/move.ts';
import type { DetailOf, EventType } from '../../core/events/published-events.ts';

/** What a look rests on, besides its move. */
export interface Looked {
  readonly verdict: Verdict;
  /** What the look changes in what is known of a drift; undefined: nothing. */
  readonly drift: Drift | undefined;
  /** What happened to alarms before a look is looked into only until one has read them. */
  readonly areAlarmsRead: boolean;
  /** Users whom nobody serves are looked for by others until a look has seen the targets. */
  readonly isTrafficRead: boolean;
  readonly at: Date;
}

/** What a move changes in the record: the intent, written before the state machine acts on it, and what it rests on. */
export function decisionOf(deployment: Progressing, move: Move, { verdict, drift, at: decidedAt, ...read }: Looked): Decision {
  const { stepIndex, stepStartedAt, lastVerdict } = deployment;
  const at = decidedAt.toISOString();
  // The log of a long bake would be the same figures again and again: the record has the newest ones.
  const isRepeated = isAskedAgain(move, deployment);
  const isTold = (move.kind === 'bake' || move.kind === 'freeze' || isRepeated) && isSameVerdict(lastVerdict, verdict);
  const analysis = isTold ? {} : { analysis: verdict };
  const log = <Type extends EventType>(type: Type, detail: DetailOf<Type>) => ({ at, type, because: move.because, detail: { ...detail } });
  const isHeld = verdict.kind === 'inconclusive' && verdict.then === 'hold';
  const looked = {
    ...(read.areAlarmsRead && { lookedAt: at }),
    ...(read.isTrafficRead && { seenAt: at }),
    lastVerdict: verdict,
    ...(isHeld && { heldUntil: at }),
    ...(drift !== undefined && { drift }),
    ...agreedAt(deployment, decidedAt),
  };
  const unchanged = { status: 'progressing', stepIndex, ...(stepStartedAt === undefined ? {} : { stepStartedAt }), ...looked } as const;
  switch (move.kind) {
    case 'shift': {
      const { candidatePercent } = move;
      const event = log('TrafficShiftIntended', { stepIndex: move.stepIndex, candidatePercent, ...analysis });
      return { ...unchanged, stepIndex: move.stepIndex, stepStartedAt: at, event };
    }
    case 'bake': {
      const { bakeSeconds } = move;
      const isOver = drift?.state === 'over';
      const event = isOver
        ? log('FreezeEnded', { shows: drift.shows, bakeSeconds, ...analysis })
        : log('Looked', { bakeSeconds, ...analysis });
      return { ...unchanged, event };
    }
    case 'freeze': {
      const frozen = { candidatePercent: intendedPercent(deployment), shows: move.drift.shows, bakeSeconds: move.bakeSeconds };
      return { ...unchanged, event: log('DeploymentFrozen', { ...frozen, ...analysis }) };
    }
    case 'scale':
      return { ...unchanged, event: log('CandidateScaleIntended', { candidateCount: move.candidateCount, ...analysis }) };
    case 'hold':
      return { ...unchanged, event: log('DeploymentHeld', { stepIndex, bakeSeconds: move.bakeSeconds, ...analysis }) };
    case 'approve':
      return isRepeated
        ? { ...unchanged, event: log('Looked', { bakeSeconds: move.waitSeconds, ...analysis }) }
        : { ...unchanged, ...asks(move, at), event: log('ApprovalRequested', { stepIndex: move.stepIndex, ...analysis }) };
    case 'promote':
      return { ...unchanged, status: 'promoting', event: log('PromotionIntended', analysis) };
    case 'rollback':
      return { ...unchanged, status: 'rolling-back', event: log('CandidateRegressed', analysis) };
  }
}

/** What the first look in a row changes that could read too little to decide. */
export function refusalOf(deployment: Progressing, { bakeSeconds, because }: Move & { readonly kind: 'bake' }, at: Date): Decision {
  const unreadSince = at.toISOString();
  const event = { at: unreadSince, type: 'Looked', because, detail: { bakeSeconds } } as const;
  return { status: 'progressing', stepIndex: deployment.stepIndex, unreadSince, ...agreedAt(deployment, at), event };
}

/** The first look that knows of an approval says when the wait for it was over. */
function agreedAt(deployment: Progressing, at: Date): Pick<Decision, 'approvalAsked'> {
  const wait = approvalWait(deployment, at);
  const { approvalAsked } = deployment;
  return wait.kind === 'over' && approvalAsked !== undefined ? { approvalAsked: { ...approvalAsked, until: wait.until } } : {};
}

function asks({ stepIndex }: Move & { readonly kind: 'approve' }, at: string): Pick<Decision, 'approvalAsked'> {
  return { approvalAsked: { stepIndex, at } };
}
