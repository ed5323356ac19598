import type { Decision } from '../../adapters/ledger/ledger.ts';
import { isSameVerdict } from '../../core/analysis/brief-verdict.ts';
import type { Verdict } from '../../core/analysis/verdict.ts';
import type { Move, Progressing } from '../../core/deployment/move.ts';
import type { DetailOf, EventType } from '../../core/events/published-events.ts';

/** What a move changes in the record: the intent, written before the state machine acts on it, and the verdict it rests on. */
export function decisionOf(
  { stepIndex, stepStartedAt, lastVerdict }: Progressing,
  move: Move,
  verdict: Verdict,
  decidedAt: Date,
): Decision {
  const at = decidedAt.toISOString();
  // The log of a long bake would be the same figures again and again: the record has the newest ones.
  const analysis = move.kind === 'bake' && isSameVerdict(lastVerdict, verdict) ? {} : { analysis: verdict };
  const log = <Type extends EventType>(type: Type, detail: DetailOf<Type>) => ({ at, type, because: move.because, detail: { ...detail } });
  const isHeld = verdict.kind === 'inconclusive' && verdict.then === 'hold';
  const looked = { lookedAt: at, lastVerdict: verdict, ...(isHeld && { heldUntil: at }) };
  const unchanged = { status: 'progressing', stepIndex, ...(stepStartedAt === undefined ? {} : { stepStartedAt }), ...looked } as const;
  switch (move.kind) {
    case 'shift': {
      const { candidatePercent } = move;
      const event = log('TrafficShiftIntended', { stepIndex: move.stepIndex, candidatePercent, ...analysis });
      return { ...unchanged, stepIndex: move.stepIndex, stepStartedAt: at, event };
    }
    case 'bake':
      return { ...unchanged, event: log('Looked', { bakeSeconds: move.bakeSeconds, ...analysis }) };
    case 'scale':
      return { ...unchanged, event: log('CandidateScaleIntended', { candidateCount: move.candidateCount, ...analysis }) };
    case 'hold':
      return { ...unchanged, event: log('DeploymentHeld', { stepIndex, bakeSeconds: move.bakeSeconds, ...analysis }) };
    case 'approve':
      return { ...unchanged, event: log('ApprovalRequested', { stepIndex: move.stepIndex, ...analysis }) };
    case 'promote':
      return { ...unchanged, status: 'promoting', event: log('PromotionIntended', analysis) };
    case 'rollback':
      return { ...unchanged, status: 'rolling-back', event: log('CandidateRegressed', analysis) };
  }
}
