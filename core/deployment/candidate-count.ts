import type { Plan } from './plan.ts';

/** Tasks that can carry this share of stable's load: at least one, at most as many as stable had. */
export function tasksFor(stableCount: number, candidatePercent: number): number {
  return Math.max(1, Math.min(stableCount, Math.ceil((stableCount * candidatePercent) / 100)));
}

/** The desired count of the candidate lane while it serves this percent. A full candidate has stable's size from the start. */
export function candidateCountFor(plan: Pick<Plan, 'candidateSize' | 'stable'>, candidatePercent: number): number {
  return plan.candidateSize === 'full' ? plan.stable.desiredCount : tasksFor(plan.stable.desiredCount, candidatePercent);
}
