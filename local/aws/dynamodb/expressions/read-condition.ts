import { UnmodelledCallError } from '../../aws-calls.ts';
import { type Grammar, type Read, Reader } from './reader.ts';
import type { Condition, Operand, Path, Test } from './syntax.ts';

/** A condition, with each of its tests in the order of the text. */
export interface ReadCondition extends Read {
  readonly condition: Condition;
  readonly tests: readonly Test[];
}

/** Function → how many operands it takes. */
const functions = new Map([
  ['attribute_exists', 1],
  ['attribute_not_exists', 1],
  ['attribute_type', 2],
  ['begins_with', 2],
  ['contains', 2],
  ['size', 1],
]);

const grammar: Grammar = {
  keywords: ['AND', 'OR', 'NOT', 'BETWEEN', 'IN'],
  mistakes: ['parens', 'function', 'misuse', 'reserved', 'operands'],
};

const comparators = ['=', '<>', '<=', '>=', '<', '>'] as const;

/** What stands for a function that is used wrongly: the expression is refused before this could be asked. */
const nothing: Path = { kind: 'path', name: '' };

/** Reads a ConditionExpression, FilterExpression or KeyConditionExpression. @throws {ExpressionMistake} violated syntax. */
export function readCondition(text: string): ReadCondition {
  const reader = new ConditionReader(text, grammar);
  const condition = reader.condition();
  return { ...reader.end(), condition, tests: reader.tests };
}

class ConditionReader extends Reader {
  readonly tests: Test[] = [];
  /** Where the last pair of parentheses was. */
  #group = { from: -1, to: -1 };

  condition(): Condition {
    let left = this.#conjunction();
    while (this.takes('OR')) left = { kind: 'or', left, right: this.#conjunction() };
    return left;
  }

  #conjunction(): Condition {
    let left = this.#negation();
    while (this.takes('AND')) left = { kind: 'and', left, right: this.#negation() };
    return left;
  }

  #negation(): Condition {
    return this.takes('NOT') ? { kind: 'not', of: this.#grouped() } : this.#grouped();
  }

  #grouped(): Condition {
    if (this.next !== '(') return this.#test();
    const from = this.position;
    this.expect('(');
    const condition = this.condition();
    const isDouble = this.#group.from === from + 1 && this.#group.to === this.position;
    if (isDouble) this.mistaken('parens', 'The expression has redundant parentheses;');
    this.expect(')');
    this.#group = { from, to: this.position };
    return condition;
  }

  #test(): Condition {
    const isCall = this.afterNext === '(' && functionName.test(this.next);
    const test = isCall && this.next !== 'size' ? this.#call() : this.#comparison();
    this.tests.push(test);
    return test;
  }

  #comparison(): Test {
    const left = this.#operand();
    const comparator = comparators.find((one) => this.takes(one));
    if (comparator !== undefined) return { kind: 'compare', operator: comparator, left, right: this.#operand() };
    if (this.takes('BETWEEN')) {
      const low = this.#operand();
      this.expect('AND');
      return { kind: 'between', of: left, low, high: this.#operand() };
    }
    if (this.takes('IN')) {
      this.expect('(');
      const among = this.list(() => this.#operand());
      this.expect(')');
      return { kind: 'in', of: left, among };
    }
    if (this.next === ')' && left.kind !== 'size') throw new UnmodelledCallError('an operand in parentheses in an expression of DynamoDB');
    if (left.kind !== 'size') throw this.unexpected();
    this.#misused('size');
    return { kind: 'exists', path: left.of, wanted: true };
  }

  #operand(): Operand {
    if (this.next.startsWith(':')) return this.value();
    if (this.next === '(') throw new UnmodelledCallError('an operand in parentheses in an expression of DynamoDB');
    if (this.afterNext !== '(' || !functionName.test(this.next)) return this.path();
    const { name, operands } = this.#application();
    if (name !== 'size') this.#misused(name);
    return { kind: 'size', of: this.#pathAmong(name, operands[0]) };
  }

  #call(): Test {
    const { name, operands } = this.#application();
    const path = this.#pathAmong(name, operands[0]);
    if (name === 'attribute_exists' || name === 'attribute_not_exists')
      return { kind: 'exists', path, wanted: name === 'attribute_exists' };
    const kind = name === 'begins_with' || name === 'contains' ? name : 'attribute_type';
    return { kind, path, argument: operands[1] ?? nothing };
  }

  #application(): { readonly name: string; readonly operands: readonly Operand[] } {
    const name = this.word();
    this.expect('(');
    const operands = this.list(() => this.#operand());
    this.expect(')');
    const wanted = functions.get(name);
    if (wanted === undefined) this.mistaken('function', `Invalid function name; function: ${name}`);
    else if (wanted !== operands.length) {
      const what = `operator or function: ${name}, number of operands: ${operands.length}`;
      this.mistaken('operands', `Incorrect number of operands for operator or function; ${what}`);
    }
    const misused = operands.length > 0 && name !== 'contains' && name !== 'begins_with' && operands.some(({ kind }) => kind === 'size');
    if (misused) this.#misused('size');
    return { name, operands };
  }

  #pathAmong(name: string, operand: Operand | undefined): Path {
    if (operand?.kind === 'path') return operand;
    if (name === 'attribute_exists' || name === 'attribute_not_exists') {
      this.mistaken('operands', `Operator or function requires a document path; operator or function: ${name}`);
    } else if (functions.has(name)) {
      throw new UnmodelledCallError(`${name} of something else than an attribute in an expression of DynamoDB`);
    }
    return nothing;
  }

  #misused(name: string): void {
    this.mistaken('misuse', `The function is not allowed to be used this way in an expression; function: ${name}`);
  }
}

const functionName = /^[A-Za-z_]\w*$/;
