import type { JsonObject } from '../../local/asl/json.ts';

/** NextStep's answer that gives the candidate this share of the users. */
export function aShift(stepIndex: number, candidatePercent: number): JsonObject {
  const weights = { stableWeight: 100 - candidatePercent, candidateWeight: candidatePercent };
  return { kind: 'shift', stepIndex, candidatePercent, ...weights, bakeSeconds: 60, because: 'safe' };
}
