import { describe, expect, it } from 'vitest';
import { DependencyError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import type { LookedUp } from '../../../functions/reconcile/look-up.ts';
import { ruleBook } from '../../../functions/reconcile/rule-book.ts';
import { admittedAt, aPlan, aProgressing, secondsLater, someActions } from '../../core/builders.ts';

const perCall = limits.rulesAtOnce.value;
const lease = { service: 'orders', holder: 'orders-1', executionArn: 'arn:x', fence: 1, alarmArns: [], candidateLane: '' };
const restore = { number: 0, running: false };

/** So many deployments, each with a rule of its own. */
function lookedUp(count: number): readonly LookedUp[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ lease: { ...lease, leasedAt: admittedAt.toISOString() }, job: 'deployment', executionRunning: false, restore },
    deployment: aProgressing({ plan: aPlan({ ruleArn: `rule-${index}` }) }),
  }));
}

/** ELB, whose n-th call fails after so many seconds if `fails` says so; the rules of each call that was begun. */
function anElb(fails: (call: number) => boolean, seconds = 0) {
  let at = admittedAt;
  const refused: unknown[] = [];
  const asked: (readonly string[])[] = [];
  const rules = async (arns: readonly string[]) => {
    asked.push(arns);
    const isFailing = fails(asked.length);
    await Promise.resolve();
    if (isFailing) {
      at = secondsLater(seconds);
      throw new DependencyError('ELB is silent');
    }
    return new Map(arns.slice(1).map((ruleArn) => [ruleArn, { ruleArn, actions: someActions(50, 50), isDefault: false }]));
  };
  return { elb: { rules }, asked, refused: (error: unknown) => void refused.push(error), now: () => at, kept: refused };
}

describe('ruleBook', () => {
  it('asks for a call of rules at a time, each rule once, and knows which do not exist', async () => {
    const elb = anElb(() => false);
    const all = lookedUp(2 * perCall + 1);
    const book = await ruleBook(elb, [...all, ...all]);
    expect(elb.asked.map(({ length }) => length)).toEqual([perCall, perCall, 1]);
    expect([book('rule-0'), book('rule-1')?.ruleArn, book(`rule-${2 * perCall}`)]).toEqual([undefined, 'rule-1', undefined]);
  });

  it('tells of a call that fails only those whose rules it was about', async () => {
    const elb = anElb((call) => call < 5 && call > 1);
    const book = await ruleBook(elb, lookedUp(30 * perCall));
    const read = [1, 4 * perCall + 1, 29 * perCall + 1].map((index) => `rule-${index}`);
    expect(read.map((ruleArn) => book(ruleArn)?.ruleArn)).toEqual(read);
    expect(() => book(`rule-${perCall + 1}`)).toThrow('ELB is silent');
    expect(elb.kept).toHaveLength(3);
  });

  // Each of them may take five seconds, and restores wait for it.
  it('begins no second round of calls while ELB is silent, and takes no rule that was not asked for as one that does not exist', async () => {
    const elb = anElb(() => true, 4.6);
    const last = 20 * perCall;
    const book = await ruleBook(elb, lookedUp(last));
    expect(elb.asked).toHaveLength(10);
    expect(() => book(`rule-${last - 1}`)).toThrow(DependencyError);
    expect(() => book(`rule-${last - 1}`)).toThrow(`ELB left no time to ask for rule rule-${last - 1}`);
  });
});
