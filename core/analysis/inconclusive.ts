import type { Judgement } from './metric-judgement.ts';

/** A judgement that is neither for nor against the candidate, and what it asks for. */
export function inconclusive(because: string, then: 'wait' | 'hold' | 'end' = 'wait'): Judgement {
  return { kind: 'inconclusive', because, then };
}
