import type { Ledger } from './ledger.ts';

/** Queues that are forgotten. */
export function memoryTurns(): Pick<Ledger, 'turn' | 'turnBack' | 'turnNow'> {
  const next = new Map<string, number>();
  return {
    async turn(queue, { everyMs, burst }, at) {
      const nowMs = at.getTime();
      const nextMs = Math.max(nowMs, next.get(queue) ?? nowMs) + everyMs;
      next.set(queue, nextMs);
      return new Date(Math.max(nowMs, nextMs - everyMs * burst));
    },
    async turnBack(queue, { everyMs }, at) {
      const nextMs = next.get(queue) ?? 0;
      if (nextMs > at.getTime()) next.set(queue, nextMs - everyMs);
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
