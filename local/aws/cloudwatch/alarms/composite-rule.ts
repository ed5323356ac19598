import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { validationError } from '../cloudwatch-errors.ts';

/** Whether a composite alarm's rule holds, given the states of its children. */
export interface CompositeRule {
  /** Names of the alarms the rule looks at, each once. */
  readonly children: readonly string[];
  holds(stateOf: (name: string) => StateValue | undefined): boolean;
}

type Test = (stateOf: (name: string) => StateValue | undefined) => boolean;

/** A word, a parenthesis, or a quoted name; names without quotes end at a parenthesis or a blank. */
const token = /\s*(?:"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+))/y;
const charactersMax = 10_240;
const childrenMax = 100;
const elementsMax = 500;
const states: readonly string[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] satisfies readonly StateValue[];

/**
 * Parses `ALARM("a") OR (OK("b") AND NOT INSUFFICIENT_DATA("c"))`, with `TRUE` and `FALSE`. NOT binds tightest, then AND, then OR.
 * A child may be named by its ARN.
 * @throws {CloudWatchServiceException} `ValidationError`, as PutCompositeAlarm answers.
 */
export function compositeRule(text: string): CompositeRule {
  if (text.length > charactersMax) throw validationError(`AlarmRule must have at most ${charactersMax} characters.`);
  const tokens = tokensOf(text);
  const parser = new RuleParser(tokens);
  const holds = parser.whole();
  if (parser.children.size > childrenMax) throw validationError(`AlarmRule must name at most ${childrenMax} alarms.`);
  return { children: [...parser.children], holds };
}

function tokensOf(text: string): readonly string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  const end = text.trimEnd().length;
  while (token.lastIndex < end) {
    const match = token.exec(text);
    if (match === null) throw validationError('AlarmRule has an unclosed quote.');
    found.push(match[1]?.replace(/\\(.)/g, '$1') ?? match[2] ?? match[3] ?? '');
  }
  if (found.length > elementsMax * 4) throw validationError(`AlarmRule must have at most ${elementsMax} elements.`);
  return found;
}

class RuleParser {
  readonly children = new Set<string>();
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  whole(): Test {
    const test = this.#either();
    if (this.#at < this.#tokens.length) this.#refuse();
    return test;
  }

  #either(): Test {
    const tests = [this.#both()];
    while (this.#take('OR')) tests.push(this.#both());
    return (stateOf) => tests.some((test) => test(stateOf));
  }

  #both(): Test {
    const tests = [this.#negation()];
    while (this.#take('AND')) tests.push(this.#negation());
    return (stateOf) => tests.every((test) => test(stateOf));
  }

  #negation(): Test {
    if (!this.#take('NOT')) return this.#primary();
    const test = this.#negation();
    return (stateOf) => !test(stateOf);
  }

  #primary(): Test {
    const word = this.#tokens[this.#at++];
    if (word === 'TRUE') return () => true;
    if (word === 'FALSE') return () => false;
    if (word === '(') return this.#closed(this.#either());
    if (word === undefined || !states.includes(word) || !this.#take('(')) return this.#refuse();
    const named = this.#tokens[this.#at++] ?? '';
    if (named === '' || named === '(' || named === ')') return this.#refuse();
    const name = named.startsWith('arn:') ? named.split(':').slice(6).join(':') : named;
    this.children.add(name);
    return this.#closed((stateOf) => stateOf(name) === word);
  }

  #closed(test: Test): Test {
    return this.#take(')') ? test : this.#refuse();
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }

  #refuse(): never {
    throw validationError(`AlarmRule is not valid at element ${this.#at + 1}: ${this.#tokens[this.#at] ?? 'its end'}.`);
  }
}
