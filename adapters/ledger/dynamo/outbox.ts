import type { Ledger } from '../ledger.ts';
import { jsonIn } from './evidence-blocks.ts';
import { text } from './fields.ts';
import type { Table } from './table.ts';

/** One partition for all of them: there is hardly ever one. */
const pk = 'OUTBOX';

/** How long a trace of what was sent is kept, in seconds: nobody may delete items, so the table does it by itself. */
const keptSeconds = 86_400;

/** One item per announcement, in the order of what they tell of. One that was sent keeps nothing but its name. */
export function outbox(table: Table, newKey: () => string): Pick<Ledger, 'owe' | 'owed' | 'paid'> {
  return {
    async owe(event, name = newKey()) {
      const sk = `${event.at}#${name}`;
      await table.put({ pk, sk, event: JSON.stringify(event) });
      return sk;
    },
    async owed() {
      const items = await table.partition(pk);
      return items.flatMap((item) => {
        const event = jsonIn(item.event) as Awaited<ReturnType<Ledger['owed']>>[number]['event'] | undefined;
        return event === undefined ? [] : [{ key: text(item, 'sk'), event }];
      });
    },
    async paid(key, at) {
      await table.update(
        { pk, sk: key },
        {
          update: 'SET #sentAt = :sentAt, #expiresAt = :expiresAt REMOVE #event',
          condition: 'attribute_exists(#pk)',
          values: { sentAt: at.toISOString(), expiresAt: Math.ceil(at.getTime() / 1_000) + keptSeconds },
        },
      );
    },
  };
}
