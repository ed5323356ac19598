import { DependencyError } from '../../../core/errors.ts';
import type { Ledger } from '../ledger.ts';
import { count } from './fields.ts';
import type { Change, Table } from './table.ts';

/** The queue may fall idle, or begin again, between two writes at most this often before it is left to the caller's retry. */
const triesMax = 5;

/**
 * One item per queue with the time at which its next turn would come if nobody went ahead. It runs ahead of the clock by one interval for
 * each turn that was taken, and is set to the clock when it has fallen behind: the generic cell rate algorithm (ITU-T I.371).
 */
export function turns(table: Table): Pick<Ledger, 'turn' | 'turnBack' | 'turnNow'> {
  return {
    async turn(queue, { everyMs, burst }, at) {
      const key = { pk: 'TURN', sk: queue };
      const nowMs = at.getTime();
      for (let tried = 0; tried < triesMax; tried += 1) {
        const later = { update: 'SET #nextMs = #nextMs + :everyMs', condition: '#nextMs >= :nowMs', values: { everyMs, nowMs } };
        const taken = await table.update(key, later);
        if (taken !== undefined) return new Date(Math.max(nowMs, count(taken, 'nextMs') - everyMs * burst));
        if ((await table.update(key, begun(nowMs, everyMs))) !== undefined) return at;
      }
      throw new DependencyError(`the queue ${queue} changed ${triesMax} times: try again`);
    },
    async turnBack(queue, { everyMs }, at) {
      const values = { everyMs, nowMs: at.getTime() };
      await table.update({ pk: 'TURN', sk: queue }, { update: 'SET #nextMs = #nextMs - :everyMs', condition: '#nextMs > :nowMs', values });
    },
    async turnNow(queue, { everyMs, burst }, at) {
      const key = { pk: 'TURN', sk: queue };
      const nowMs = at.getTime();
      const condition = '#nextMs >= :nowMs AND #nextMs <= :latestMs';
      const values = { everyMs, nowMs, latestMs: nowMs + everyMs * (burst - 1) };
      const taken = await table.update(key, { update: 'SET #nextMs = #nextMs + :everyMs', condition, values });
      // Somebody else may begin the queue between the two writes: then one turn is not used.
      return taken !== undefined || (await table.update(key, begun(nowMs, everyMs))) !== undefined;
    },
  };
}

/** The first turn of a queue that is idle. */
function begun(nowMs: number, everyMs: number): Change {
  const condition = 'attribute_not_exists(#nextMs) OR #nextMs < :nowMs';
  return { update: 'SET #nextMs = :nextMs', condition, values: { nextMs: nowMs + everyMs, nowMs } };
}
