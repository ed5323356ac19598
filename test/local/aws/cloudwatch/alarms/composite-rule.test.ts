import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { compositeRule } from '../../../../../local/aws/cloudwatch/alarms/composite-rule.ts';

const states: Readonly<Record<string, StateValue>> = { firing: 'ALARM', fine: 'OK', blind: 'INSUFFICIENT_DATA', 'with space': 'ALARM' };
const holds = (rule: string) => compositeRule(rule).holds((name) => states[name]);

describe('compositeRule', () => {
  it.each([
    ['ALARM(firing)', true],
    ['ALARM("with space")', true],
    ['ALARM("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:firing")', true],
    ['OK(fine) AND INSUFFICIENT_DATA("blind")', true],
    ['ALARM(gone) OR OK(gone)', false],
    ['NOT ALARM(fine)', true],
    ['NOT NOT ALARM(fine)', false],
    ['TRUE OR FALSE AND FALSE', true],
    ['(TRUE OR FALSE) AND FALSE', false],
    ['NOT TRUE OR TRUE', true],
  ])('%s is %s', (rule, expected) => {
    expect(holds(rule)).toBe(expected);
  });

  it('names each child once, by name', () => {
    expect(compositeRule('ALARM("a") OR (OK(a) AND NOT ALARM("arn:aws:cloudwatch:r:1:alarm:b:c"))').children).toEqual(['a', 'b:c']);
  });

  it.each(['', 'ALARM', 'ALARM()', 'ALARM(a', 'ALARM(a) ALARM(b)', 'BROKEN(a)', 'ALARM(a) OR', '"a', '()', 'TRUE)', 'T'.repeat(10_241)])(
    'refuses %s',
    (rule) => {
      expect(() => compositeRule(rule)).toThrow(expect.objectContaining({ name: 'ValidationError' }));
    },
  );
});
