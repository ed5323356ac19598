import type { Decision } from '../../adapters/ledger/ledger.ts';
import type { Move, Progressing } from '../../core/deployment/decide-move.ts';
import type { DetailOf, EventType } from '../../core/events/published-events.ts';

/** What a move changes in the record: the intent, written before the state machine acts on it. */
export function decisionOf({ stepIndex, stepStartedAt }: Progressing, move: Move, decidedAt: Date): Decision {
  const at = decidedAt.toISOString();
  const log = <Type extends EventType>(type: Type, detail: DetailOf<Type>) => ({ at, type, because: move.because, detail: { ...detail } });
  const unchanged = { status: 'progressing', stepIndex, ...(stepStartedAt === undefined ? {} : { stepStartedAt }) } as const;
  switch (move.kind) {
    case 'shift':
      return {
        status: 'progressing',
        stepIndex: move.stepIndex,
        stepStartedAt: at,
        event: log('TrafficShiftIntended', { stepIndex: move.stepIndex, candidatePercent: move.candidatePercent }),
      };
    case 'bake':
      return { ...unchanged, event: log('Looked', { bakeSeconds: move.bakeSeconds }) };
    case 'scale':
      return { ...unchanged, event: log('CandidateScaleIntended', { candidateCount: move.candidateCount }) };
    case 'approve':
      return { ...unchanged, event: log('ApprovalRequested', { stepIndex: move.stepIndex }) };
    case 'promote':
      return { ...unchanged, status: 'promoting', event: log('PromotionIntended', {}) };
    case 'rollback':
      return { ...unchanged, status: 'rolling-back', event: log('CandidateRegressed', {}) };
  }
}
