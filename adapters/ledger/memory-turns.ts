import type { Ledger } from './ledger.ts';

/** Queues that are forgotten. */
export function memoryTurns(): Pick<Ledger, 'turn'> {
  const next = new Map<string, number>();
  return {
    async turn(queue, { everyMs, burst }, at) {
      const nowMs = at.getTime();
      const nextMs = Math.max(nowMs, next.get(queue) ?? nowMs) + everyMs;
      next.set(queue, nextMs);
      return new Date(Math.max(nowMs, nextMs - everyMs * burst));
    },
  };
}
