import { describe, expect, it } from 'vitest';
import { accountQuotas } from '../../local/account-quotas.ts';
import { quotas } from '../../local/quotas.ts';
import { TokenBucket } from '../../local/token-bucket.ts';

function aClock() {
  let nowMs = 0;
  const pass = (seconds: number): void => {
    nowMs += seconds * 1_000;
  };
  return { now: () => new Date(nowMs), pass };
}

const role = { roleArn: 'arn:aws:iam::111122223333:role/sluice-deployment' };
const shift = { service: 'ElasticLoadBalancingV2', operation: 'ModifyRule', input: {}, caller: role };
const look = { ...shift, operation: 'DescribeTargetHealth' };

describe('TokenBucket', () => {
  it('begins full, fills by its rate, and never above its size', () => {
    const clock = aClock();
    const bucket = new TokenBucket({ burst: 20, perSecond: 3 }, clock);
    bucket.take(20);
    expect(bucket.level()).toBe(0);
    clock.pass(2);
    expect(bucket.level()).toBe(6);
    clock.pass(60);
    expect(bucket.level()).toBe(20);
  });
});

describe('accountQuotas', () => {
  it('lets a burst pass, then what comes back', () => {
    const clock = aClock();
    const account = accountQuotas(clock);
    const passing = (count: number) => Array.from({ length: count }, () => account.refusing(shift)).filter((quota) => quota === undefined);
    expect(passing(100)).toHaveLength(20);
    clock.pass(10);
    expect(passing(100)).toHaveLength(20);
    clock.pass(1);
    expect(passing(100)).toHaveLength(3);
    expect(account.refused.get('ELB, mutating')).toBe(257);
  });

  it('counts a call against every quota that it is in', () => {
    const clock = aClock();
    const account = accountQuotas(clock);
    for (let asked = 0; asked < 40; asked += 1) expect(account.refusing(look)).toBeUndefined();
    expect(account.refusing(shift)?.name).toBe('ELB, all calls');
  });

  it('does not count what a refused call did not take', () => {
    const clock = aClock();
    const account = accountQuotas(clock);
    for (let asked = 0; asked < 30; asked += 1) account.refusing(shift);
    const looks = Array.from({ length: 30 }, () => account.refusing(look)).filter((quota) => quota === undefined);
    expect(looks).toHaveLength(20);
  });

  it('leaves less when others are there, and counts neither AWS nor the world itself', () => {
    const clock = aClock();
    const account = accountQuotas(clock, 0.1);
    const callers = [role, role, role, { roleArn: 'events.amazonaws.com' }, { roleArn: 'local' }];
    expect(callers.map((caller) => account.refusing({ ...shift, caller })?.name)).toEqual([
      undefined,
      undefined,
      'ELB, mutating',
      undefined,
      undefined,
    ]);
  });
});

describe('accountQuotas of units', () => {
  const call = { service: 'DynamoDB', operation: 'Query', input: {}, caller: role };
  const read = (units: number, partitionKey: string, of = 'ledger') => ({ kind: 'read', of, partitionKey, units }) as const;
  /** Queries of one partition key after the other, each of so many units. */
  const queriesOf = (clock: ReturnType<typeof aClock>) => {
    let aimed = read(1, '');
    const account = accountQuotas(clock, 1, { aims: () => [aimed] });
    const query = (of: ReturnType<typeof read>) => {
      aimed = of;
      const refusing = account.refusing(call);
      if (refusing === undefined) account.charge(call, [of]);
      return refusing?.name;
    };
    return { account, query };
  };

  it('refuse what is read of one partition key beyond 3,000 units a second, and nothing of another', () => {
    const clock = aClock();
    const { account, query } = queriesOf(clock);
    expect(Array.from({ length: 4 }, () => query(read(1_000, 'HELD')))).toEqual([...Array(3), 'DynamoDB reads of a partition key']);
    expect([query(read(1_000, 'OTHER')), query(read(1_000, 'HELD', 'ledger/held'))]).toEqual([undefined, undefined]);
    expect(account.passed.get('DynamoDB reads of a partition key')).toBe(3_000);
    expect(account.passed.get('DynamoDB reads of a table')).toBe(4_000);
    expect(account.refused).toEqual(new Map([['DynamoDB reads of a partition key', 1]]));
  });

  it('are owed when a call took more than there was', () => {
    const clock = aClock();
    const { query } = queriesOf(clock);
    expect([query(read(6_000, 'HELD')), query(read(1, 'HELD'))]).toEqual([undefined, 'DynamoDB reads of a partition key']);
    clock.pass(1);
    expect(query(read(1, 'HELD'))).toBe('DynamoDB reads of a partition key');
    clock.pass(0.001);
    expect(query(read(1, 'HELD'))).toBeUndefined();
  });

  it('refuse what is read of a table beyond 12,000 units a second, by whatever key', () => {
    const { query } = queriesOf(aClock());
    const asked = Array.from({ length: 13 }, (_, number) => query(read(1_000, `key-${number}`)));
    expect(asked).toEqual([...Array(12), 'DynamoDB reads of a table']);
  });

  it('are not taken by the world itself', () => {
    const account = accountQuotas(aClock(), 1, { aims: () => [] });
    account.charge({ ...call, caller: { roleArn: 'local' } }, [read(5_000, 'HELD')]);
    expect(account.passed).toEqual(new Map());
  });

  it('are one for each call of a table, and none of a key, where nobody counts them', () => {
    const account = accountQuotas(aClock(), 0.001);
    expect(Array.from({ length: 13 }, () => account.refusing(call)?.name)).toEqual([...Array(12), 'DynamoDB reads of a table']);
    expect([...account.passed]).toEqual([['DynamoDB reads of a table', 12]]);
  });
});

describe('quotas', () => {
  it('have names of their own, a source each, and a bucket that lets something pass', () => {
    expect(new Set(quotas.map(({ name }) => name)).size).toBe(quotas.length);
    expect(quotas.filter(({ burst, perSecond, source }) => burst < 1 || perSecond <= 0 || source === '')).toEqual([]);
  });
});
