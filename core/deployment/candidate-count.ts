import type { Plan } from './plan.ts';

/** Tasks that can carry this share of stable's load: at least one, at most as many as stable has. */
export function tasksFor(stableCount: number, candidatePercent: number): number {
  return Math.max(1, Math.min(stableCount, Math.ceil((stableCount * candidatePercent) / 100)));
}

/** What a size is counted from: stable's tasks at admission, or later the more it has by then. */
export interface Sizing {
  readonly candidateSize: Plan['candidateSize'];
  readonly stable: Pick<Plan['stable'], 'desiredCount'>;
}

/** The desired count of the candidate lane while it serves this percent. A full candidate has all of stable's size. */
export function candidateCountFor({ candidateSize, stable }: Sizing, candidatePercent: number): number {
  return candidateSize === 'full' ? stable.desiredCount : tasksFor(stable.desiredCount, candidatePercent);
}
