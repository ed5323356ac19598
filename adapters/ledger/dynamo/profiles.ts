import type { ReleaseProfile } from '../../../core/analysis/release-profile.ts';
import type { Ledger } from '../ledger.ts';
import { jsonIn } from './evidence-blocks.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';

/** One item per release. A profile that this version cannot read is none: the next release is then compared with stable alone. */
export function profiles(table: Table): Pick<Ledger, 'profileOf' | 'keepProfile'> {
  return {
    async profileOf(service, taskDefinitionArn) {
      const item = await table.get(keyOf(service, taskDefinitionArn));
      const profile = jsonIn(item?.profile);
      return isProfile(profile) ? profile : undefined;
    },
    async keepProfile(service, profile) {
      await table.update(keyOf(service, profile.taskDefinitionArn), {
        update: 'SET #profile = :profile, #until = :until',
        // What a slower, older call has measured is no news.
        condition: 'attribute_not_exists(#until) OR #until <= :until',
        values: { profile: JSON.stringify(profile), until: profile.until },
      });
    },
  };
}

function keyOf(service: string, taskDefinitionArn: string): Key {
  return { pk: `PROFILES#${service}`, sk: taskDefinitionArn };
}

function isProfile(value: unknown): value is ReleaseProfile {
  if (typeof value !== 'object' || value === null) return false;
  const { requests, requestsPerSecond, errorRate } = value as Partial<ReleaseProfile>;
  return [requests, requestsPerSecond, errorRate].every((figure) => typeof figure === 'number' && Number.isFinite(figure));
}
