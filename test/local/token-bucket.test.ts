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

describe('quotas', () => {
  it('have names of their own, a source each, and a bucket that lets something pass', () => {
    expect(new Set(quotas.map(({ name }) => name)).size).toBe(quotas.length);
    expect(quotas.filter(({ burst, perSecond, source }) => burst < 1 || perSecond <= 0 || source === '')).toEqual([]);
  });
});
