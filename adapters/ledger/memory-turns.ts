import type { Ledger } from './ledger.ts';

/** Queues that are forgotten. */
export function memoryTurns(): Pick<Ledger, 'turn' | 'turnNow'> {
  const next = new Map<string, number>();
  return {
    async turn(queue, { everyMs, burst }, at) {
      const nowMs = at.getTime();
      const nextMs = Math.max(nowMs, next.get(queue) ?? nowMs) + everyMs;
      next.set(queue, nextMs);
      return new Date(Math.max(nowMs, nextMs - everyMs * burst));
    },
    async turnNow(queue, { everyMs, burst }, at) {
      const nowMs = at.getTime();
      const nextMs = Math.max(nowMs, next.get(queue) ?? nowMs);
      const isThere = nextMs <= nowMs + everyMs * (burst - 1);
      if (isThere) next.set(queue, nextMs + everyMs);
      return isThere;
    },
  };
}
