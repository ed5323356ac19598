import { describe, expect, it } from 'vitest';
import { condition, type Fact } from '../../../../local/aws/iam/condition.ts';
import { given } from '../../../../local/aws/iam/facts.ts';

/** Whether a condition on key `k` holds for a value. */
const holds = (operator: string, wanted: unknown, fact: Fact) => condition({ [operator]: { K: wanted } }).holds(given({ k: fact }));

describe('a condition', () => {
  it.each([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', 'a', null, false],
    ['StringEqualsIfExists', 'a', null, true],
    ['StringEqualsIfExists', 'a', 'b', false],
    ['StringEqualsIgnoreCase', 'a', 'A', true],
    ['StringNotEquals', 'a', 'b', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', 'a', null, true],
    ['StringLike', 'a*c?', 'abbcd', true],
    ['StringLike', 'a*c?', 'abbc', false],
    ['StringLike', 'a.c', 'abc', false],
    ['StringNotLike', 'a*', 'b', true],
    ['ArnLike', 'arn:aws:events:*:1:rule/*', 'arn:aws:events:eu-west-1:1:rule/x:y', true],
    ['ArnLike', 'arn:aws:*:rule/*', 'arn:aws:events:eu-west-1:1:rule/x', false],
    ['ArnEquals', 'arn:aws:events:eu-west-1:1:rule/*', 'arn:aws:events:eu-west-1:1:rule/x', true],
    ['ArnNotEquals', 'arn:aws:events:eu-west-1:1:rule/x', 'arn:aws:events:eu-west-1:1:rule/x', false],
    ['Bool', 'true', 'true', true],
    ['Bool', 'false', 'true', false],
    ['Null', 'true', null, true],
    ['Null', 'false', null, false],
    ['Null', false, 'a', true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', 'a', null, true],
    ['ForAnyValue:StringEquals', 'a', ['c', 'a'], true],
    ['ForAnyValue:StringEquals', 'a', null, false],
    ['ForAnyValue:StringNotEquals', 'a', ['a'], false],
  ] as const)('%s %j on %j: %s', (operator, wanted, fact, expected) => {
    expect(holds(operator, wanted, fact as Fact)).toBe(expected);
  });

  it('holds when every operator and every key does', () => {
    const both = condition({ StringEquals: { a: '1', b: '2' }, Null: { c: 'true' } });
    expect(both.holds(given({ a: '1', b: '2', c: null }))).toBe(true);
    expect(both.holds(given({ a: '1', b: '3', c: null }))).toBe(false);
    expect(both.holds(given({ a: '1', b: '2', c: '3' }))).toBe(false);
  });

  it.each(['NumericEquals', 'DateLessThan', 'IpAddress', 'NullIfExists', 'ForAllValues:Null', 'constructor'])(
    'is refused by name with an operator that is not modelled: %s',
    (operator) => {
      expect(() => holds(operator, '1', '1')).toThrow(`the condition operator ${operator}`);
    },
  );

  it('is refused with a policy variable, with a key that is not modelled, and with several values for one', () => {
    const variable = ['$', '{aws:PrincipalTag/team}'].join('');
    expect(() => condition({ StringEquals: { a: variable } })).toThrow(`the policy variable in ${variable}`);
    expect(() => condition({ StringEquals: { Other: 'a' } }).holds(given({ k: 'a' }))).toThrow('the condition key other');
    expect(() => holds('StringEquals', 'a', ['a', 'b'])).toThrow('without ForAllValues or ForAnyValue');
  });
});
