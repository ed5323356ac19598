import { UnmodelledCallError } from '../aws-calls.ts';
import { arnWildcard, type Matches, wildcard } from './wildcard.ts';

/** A value of a condition key in a request: one, several, or `null` for a key that the request may have and has not. */
export type Fact = string | readonly string[] | null;

/** The condition keys of a request, by lower-case name; undefined for a key that is not modelled for it. */
export type Facts = (key: string) => Fact | undefined;

/** The `Condition` of a statement, ready to be asked. */
export interface Condition {
  /** Lower-case names of the keys it asks for. */
  readonly keys: readonly string[];
  /** @throws {UnmodelledCallError} a key is not modelled for this request. */
  holds(facts: Facts): boolean;
}

interface Operator {
  readonly test: (wanted: string) => Matches;
  readonly negated?: true;
}

const text: Operator['test'] = (wanted) => (given) => given === wanted;
const anyCase: Operator['test'] = (wanted) => (given) => given.toLowerCase() === wanted.toLowerCase();

/** The operators that are modelled. `ArnEquals` and `ArnLike` behave alike in IAM. */
const operators: Readonly<Record<string, Operator>> = {
  StringEquals: { test: text },
  StringNotEquals: { test: text, negated: true },
  StringEqualsIgnoreCase: { test: anyCase },
  StringNotEqualsIgnoreCase: { test: anyCase, negated: true },
  StringLike: { test: wildcard },
  StringNotLike: { test: wildcard, negated: true },
  ArnEquals: { test: arnWildcard },
  ArnLike: { test: arnWildcard },
  ArnNotEquals: { test: arnWildcard, negated: true },
  ArnNotLike: { test: arnWildcard, negated: true },
  Bool: { test: anyCase },
};

/**
 * Reads the `Condition` of a statement: all operators and all keys must hold, one of the values of a key is enough.
 * Source: "IAM JSON policy elements: Condition operators" in the IAM user guide.
 *
 * @throws {UnmodelledCallError} an operator or a policy variable that is not modelled, by name.
 */
export function condition(block: unknown = {}): Condition {
  const tests = Object.entries(block as Readonly<Record<string, Readonly<Record<string, unknown>>>>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => ({ key: key.toLowerCase(), test: factTest(operator, valuesOf(wanted)) })),
  );
  return {
    keys: [...new Set(tests.map(({ key }) => key))],
    holds: (facts) => tests.every(({ key, test }) => test(modelled(facts, key))),
  };
}

function modelled(facts: Facts, key: string): Fact {
  const fact = facts(key);
  if (fact === undefined) throw new UnmodelledCallError(`the condition key ${key} for this request`);
  return fact;
}

function valuesOf(wanted: unknown): readonly string[] {
  const values = (Array.isArray(wanted) ? wanted : [wanted]).map(String);
  const variable = values.find((value) => value.includes('${'));
  if (variable !== undefined) throw new UnmodelledCallError(`the policy variable in ${variable}`);
  return values;
}

function factTest(written: string, wanted: readonly string[]): (fact: Fact) => boolean {
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(written) ?? [];
  if (name === 'Null' && set === undefined && ifExists === undefined) return (fact) => wanted.includes(String(fact === null));
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (operator === undefined) throw new UnmodelledCallError(`the condition operator ${written}`);
  const matches = wanted.map(operator.test);
  const negated = operator.negated === true;
  const one: Matches = (given) => matches.some((match) => match(given)) !== negated;
  return (fact) => {
    if (fact === null) return ifExists !== undefined || (set === undefined ? negated : set === 'ForAllValues');
    if (set === 'ForAllValues') return [fact].flat().every(one);
    if (set === 'ForAnyValue') return [fact].flat().some(one);
    if (typeof fact === 'string') return one(fact);
    throw new UnmodelledCallError(`${written} on a key with several values, without ForAllValues or ForAnyValue`);
  };
}
