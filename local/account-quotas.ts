import type { Consumed, ConsumedCapacity } from './aws/dynamodb/consumed-capacity.ts';
import type { Call } from './aws/router.ts';
import type { Clock } from './clock.ts';
import { type Quota, quotas } from './quotas.ts';
import { TokenBucket } from './token-bucket.ts';

/** What is known of the quotas of a world. */
export interface AccountQuotas {
  /** Takes the tokens of a call; the quota that has none for it, if any. */
  refusing(call: Call): Quota | undefined;
  /** Takes the units of DynamoDB that a call took, once it has ended: a bucket that was not empty before may owe some then. */
  charge(call: Call, consumed: readonly Consumed[]): void;
  /** How many calls each quota refused so far. */
  readonly refused: ReadonlyMap<string, number>;
  /** How many calls each quota let pass so far; of one of units, how many were taken of the table, index or key that most were taken of. */
  readonly passed: ReadonlyMap<string, number>;
}

/** A bucket of a quota, with the tokens that were taken out of it. */
interface Held {
  readonly quota: Quota;
  readonly bucket: TokenBucket;
  taken: number;
}

/**
 * The quotas of one account and Region. Calls of the world itself and of AWS's own services are not the account's: events are handed to Lambda, and tasks
 * registered with ELB, beyond these quotas.
 *
 * @param left share of every bucket, size and refill, that others in the account leave; 1: nobody else is there.
 * @param capacity counts units of DynamoDB, which `charge` takes; without it a call is one unit of its table, and of no partition key.
 */
export function accountQuotas(clock: Pick<Clock, 'now'>, left = 1, capacity?: Pick<ConsumedCapacity, 'aims'>): AccountQuotas {
  const buckets = new Map<string, Held>();
  const held = (quota: Quota, of = ''): Held => {
    const name = `${quota.name} ${of}`;
    const size = { burst: Math.max(1, quota.burst * left), perSecond: quota.perSecond * left };
    const known = buckets.get(name) ?? { quota, bucket: new TokenBucket(size, clock), taken: 0 };
    buckets.set(name, known);
    return known;
  };
  const refused = new Map<string, number>();
  const passed = new Map<string, number>();
  const take = (from: Held, tokens = 1): void => {
    from.bucket.take(tokens);
    from.taken += tokens;
    passed.set(from.quota.name, Math.max(from.taken, passed.get(from.quota.name) ?? 0));
  };
  const ofUnits = (consumed: readonly Consumed[]) =>
    consumed.flatMap(({ kind, of, partitionKey, units }) =>
      unitQuotas
        .filter((quota) => quota.units?.kind === kind)
        .map((quota) => ({ from: held(quota, quota.units?.each === 'table' ? of : `${of} ${partitionKey}`), units })),
    );
  return {
    refused,
    passed,
    refusing: (call) => {
      if (!isOfAccount(call)) return undefined;
      const counted = (byOperation.get(`${call.service}.${call.operation}`) ?? [])
        .filter((quota) => isCounted(quota, capacity))
        .map((quota) => held(quota));
      const owed = capacity === undefined ? [] : ofUnits(capacity.aims(call)).map(({ from }) => from);
      const empty = [...counted, ...owed].find(({ bucket }) => bucket.level() < 1);
      if (empty === undefined) for (const each of counted) take(each);
      else refused.set(empty.quota.name, (refused.get(empty.quota.name) ?? 0) + 1);
      return empty?.quota;
    },
    charge: (call, consumed) => {
      if (isOfAccount(call)) for (const { from, units } of ofUnits(consumed)) take(from, units);
    },
  };
}

const unitQuotas = quotas.filter(({ units }) => units !== undefined);

const byOperation = new Map<string, readonly Quota[]>();
for (const quota of quotas) {
  for (const operation of quota.operations) byOperation.set(operation, [...(byOperation.get(operation) ?? []), quota]);
}

/** Whether each call is one token of a quota, without looking at what is read or written. */
function isCounted({ units }: Quota, capacity: object | undefined): boolean {
  return units === undefined || (capacity === undefined && units.each === 'table');
}

function isOfAccount({ caller }: Call): boolean {
  return caller.roleArn.startsWith('arn:');
}
