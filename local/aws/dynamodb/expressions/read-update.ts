import { UnmodelledCallError } from '../../aws-calls.ts';
import { type Grammar, type Read, Reader } from './reader.ts';
import type { Path } from './syntax.ts';
import type { Action, Assigned } from './update-syntax.ts';

/** An update, in the order of the text. */
export interface ReadUpdate extends Read {
  readonly actions: readonly Action[];
}

const sections = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;

const grammar: Grammar = { keywords: sections, mistakes: ['reserved', 'function', 'section', 'operands'] };

/** Reads an UpdateExpression. @throws {ExpressionMistake} violated syntax. */
export function readUpdate(text: string): ReadUpdate {
  const reader = new UpdateReader(text, grammar);
  const actions = reader.actions();
  const { placeholders, ...read } = reader.end();
  // A name that stands for nothing is told before a value that does.
  const { true: names = [], false: own = [] } = Object.groupBy(placeholders, (placeholder) => String(placeholder.startsWith('#')));
  return { ...read, placeholders: new Set([...names, ...own]), actions };
}

/** Reads a ProjectionExpression. @throws {ExpressionMistake} violated syntax. */
export function readProjection(text: string): Read {
  const reader = new Reader(text, { keywords: [], mistakes: ['reserved'] });
  reader.list(() => reader.path());
  return reader.end();
}

class UpdateReader extends Reader {
  actions(): readonly Action[] {
    const actions: Action[] = [];
    const seen = new Set<string>();
    do {
      const section = sections.find((one) => this.takes(one));
      if (section === undefined) throw this.unexpected();
      if (seen.has(section)) this.mistaken('section', `The "${section}" section can only be used once in an update expression;`);
      seen.add(section);
      actions.push(...this.list(() => this.#action(section)));
    } while (this.next !== '');
    return actions;
  }

  #action(section: (typeof sections)[number]): Action {
    const path = this.path();
    if (section === 'REMOVE') return { kind: 'remove', path };
    if (section !== 'SET') return { kind: section === 'ADD' ? 'add' : 'delete', path, by: this.value() };
    this.expect('=');
    return { kind: 'set', path, to: this.#assigned() };
  }

  #assigned(): Assigned {
    const left = this.#operand();
    if (this.takes('+')) return { kind: '+', left, right: this.#operand() };
    return this.takes('-') ? { kind: '-', left, right: this.#operand() } : left;
  }

  #operand(): Assigned {
    if (this.next.startsWith(':')) return this.value();
    if (this.next === '(') throw new UnmodelledCallError('an operand in parentheses in an UpdateExpression of DynamoDB');
    return this.afterNext === '(' ? this.#call() : this.path();
  }

  #call(): Assigned {
    const name = this.word();
    this.expect('(');
    const [left, right, ...more] = this.list(() => this.#operand());
    this.expect(')');
    if (name !== 'if_not_exists' && name !== 'list_append') this.mistaken('function', `Invalid function name; function: ${name}`);
    if (left === undefined || right === undefined || more.length > 0) {
      const operands = [left, right].filter((operand) => operand !== undefined).length + more.length;
      const what = `operator or function: ${name}, number of operands: ${operands}`;
      this.mistaken('operands', `Incorrect number of operands for operator or function; ${what}`);
    }
    const nothing: Path = { kind: 'path', name: '' };
    if (name === 'list_append') return { kind: name, left: left ?? nothing, right: right ?? nothing };
    if (left?.kind !== 'path') this.mistaken('operands', `Operator or function requires a document path; operator or function: ${name}`);
    return { kind: 'if_not_exists', path: left?.kind === 'path' ? left : nothing, otherwise: right ?? nothing };
  }
}
