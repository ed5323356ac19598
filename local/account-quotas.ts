import type { Call } from './aws/router.ts';
import type { Clock } from './clock.ts';
import { type Quota, quotas } from './quotas.ts';
import { TokenBucket } from './token-bucket.ts';

/** What is known of the quotas of a world. */
export interface AccountQuotas {
  /** Takes the tokens of a call; the quota that has none for it, if any. */
  refusing(call: Call): Quota | undefined;
  /** How many calls each quota refused so far. */
  readonly refused: ReadonlyMap<string, number>;
  /** How many calls each quota let pass so far. */
  readonly passed: ReadonlyMap<string, number>;
}

/**
 * The quotas of one account and Region. Calls of the world itself and of AWS's own services are not the account's: events are handed to Lambda, and tasks
 * registered with ELB, beyond these quotas.
 *
 * @param left share of every bucket, size and refill, that others in the account leave; 1: nobody else is there.
 */
export function accountQuotas(clock: Pick<Clock, 'now'>, left = 1): AccountQuotas {
  const held = quotas.map((quota) => ({
    quota,
    bucket: new TokenBucket({ burst: Math.max(1, quota.burst * left), perSecond: quota.perSecond * left }, clock),
  }));
  const byOperation = new Map<string, typeof held>();
  for (const each of held) {
    for (const operation of each.quota.operations) byOperation.set(operation, [...(byOperation.get(operation) ?? []), each]);
  }
  const refused = new Map<string, number>();
  const passed = new Map<string, number>();
  const count = (counts: Map<string, number>, { name }: Quota) => counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    refused,
    passed,
    refusing: ({ service, operation, caller }) => {
      if (!caller.roleArn.startsWith('arn:')) return undefined;
      const concerned = byOperation.get(`${service}.${operation}`) ?? [];
      const empty = concerned.find(({ bucket }) => bucket.level() < 1);
      if (empty !== undefined) {
        count(refused, empty.quota);
        return empty.quota;
      }
      for (const { quota, bucket } of concerned) {
        bucket.take();
        count(passed, quota);
      }
      return undefined;
    },
  };
}
