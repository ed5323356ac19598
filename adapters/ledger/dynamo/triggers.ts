import { DependencyError } from '../../../core/errors.ts';
import type { Ledger } from '../ledger.ts';
import { text } from './fields.ts';
import type { Table } from './table.ts';

/** One item per trigger, written once and never changed. `key` tells the write of this call from any other. */
export function triggers(table: Table, newKey: () => string): Pick<Ledger, 'rememberTrigger'> {
  return {
    async rememberTrigger({ service, target, trigger }, deploymentId) {
      const name = { pk: `TRIGGER#${service}`, sk: `${target}#${trigger.id}` };
      const key = newKey();
      const { kind, at } = trigger;
      if (await table.putNew({ ...name, deploymentId, key, kind, at })) return { kind: 'first' };
      const item = await table.get(name);
      if (item === undefined) throw new DependencyError(`trigger ${trigger.id} of ${service} was there and is gone: try again`);
      return text(item, 'key') === key ? { kind: 'first' } : { kind: 'duplicate', deploymentId: text(item, 'deploymentId') };
    },
  };
}
