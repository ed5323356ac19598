import { describe, expect, it } from 'vitest';
import { asks, machinesCall, reads, rule, stable } from './calls-of-a-way-back.ts';
import { wayBackIn } from './way-back.ts';

const stableOf = (ruleArn: string) => (ruleArn === rule ? stable : undefined);

describe('a way back', () => {
  it('is asked for and seen with every weight on stable', () => {
    expect([asks(100, 0), reads(100, 0)].map((call) => wayBackIn(call, stableOf))).toEqual([
      { ruleArn: rule, did: 'asked' },
      { ruleArn: rule, did: 'saw' },
    ]);
  });

  it.each([
    ['a rule that gives the candidate users', asks(75, 25)],
    ['a rule that still shows users on the candidate', reads(99, 1)],
    ['a rule that gives nobody users', reads(0, 0)],
    ['a rule that is not there', machinesCall('DescribeRules', { RuleArns: [rule] }, { Rules: [] })],
    ['a rule of testers', asks(100, 0, 'rule/testers')],
    ['a call that failed', { ...asks(100, 0), outcome: { kind: 'failed', error: new RangeError('throttled') } } as const],
    ['a call of somebody else', { ...asks(100, 0), caller: { roleArn: 'arn:aws:iam::111122223333:role/somebody' } }],
    ['another call', machinesCall('DescribeTargetHealth', { TargetGroupArn: stable })],
  ])('is not in %s', (_what, call) => {
    expect(wayBackIn(call, stableOf)).toBeUndefined();
  });
});
