import type { SluiceEvent } from '../../core/events/published-events.ts';
import type { Ledger } from './ledger.ts';

/** What is owed to the bus, as the ledger in memory keeps it. */
export function memoryOutbox(): Pick<Ledger, 'owe' | 'owed' | 'paid'> {
  const kept = new Map<string, SluiceEvent>();
  let made = 0;
  return {
    async owe(event, name) {
      made += 1;
      const key = `${event.at}#${name ?? String(made).padStart(8, '0')}`;
      kept.set(key, structuredClone(event));
      return key;
    },
    owed: async () =>
      [...kept].sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, event]) => ({ key, event: structuredClone(event) })),
    paid: async (key) => void kept.delete(key),
  };
}
