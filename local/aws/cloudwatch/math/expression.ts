import { validationError } from '../cloudwatch-errors.ts';

/** A metric math expression, parsed. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'keyword'; readonly word: string }
  | { readonly kind: 'negation'; readonly of: Expression }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] };

/** Loosest first; operators of one row are left-associative. */
const precedence: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];

const token = /\s*(\d+(?:\.\d+)?|[A-Za-z_]\w*|\|\||&&|==|!=|<=|>=|[-+*/^<>()[\],])/y;
/** An expression has at most 1,024 characters; none needs to nest deeper. */
const depthMax = 200;

/** Parsed before: alarms evaluate the same few expressions every minute. */
const known = new Map<string, Expression>();
const knownMax = 1_000;

/**
 * Parses an expression.
 * @throws {CloudWatchServiceException} `ValidationError`, as CloudWatch answers.
 */
export function parseExpression(text: string): Expression {
  const before = known.get(text);
  if (before !== undefined) return before;
  const parsed = new Parser(tokens(text), text).whole();
  if (known.size >= knownMax) known.clear();
  known.set(text, parsed);
  return parsed;
}

function tokens(text: string): readonly string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  const end = text.trimEnd().length;
  while (token.lastIndex < end) {
    const at = token.lastIndex;
    const next = token.exec(text)?.[1];
    if (next === undefined) throw validationError(`Error in expression '${text}': unexpected text at position ${at}`);
    found.push(next);
  }
  return found;
}

class Parser {
  readonly #tokens: readonly string[];
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(found: readonly string[], text: string) {
    this.#tokens = found;
    this.#text = text;
  }

  whole(): Expression {
    const parsed = this.#operation(0);
    return this.#at === this.#tokens.length ? parsed : this.#refuse();
  }

  #operation(row: number): Expression {
    const operators = precedence[row];
    if (operators === undefined) return this.#operand();
    let left = this.#operation(row + 1);
    for (let operator = this.#tokens[this.#at]; operator !== undefined && operators.includes(operator); operator = this.#tokens[this.#at]) {
      this.#at += 1;
      left = { kind: 'operation', operator, left, right: this.#operation(row + 1) };
    }
    return left;
  }

  #operand(): Expression {
    this.#depth += 1;
    if (this.#depth > depthMax) this.#refuse();
    const parsed = this.#primary();
    this.#depth -= 1;
    return parsed;
  }

  #primary(): Expression {
    const word = this.#tokens[this.#at++];
    if (word === undefined) return this.#refuse();
    if (/^\d/.test(word)) return { kind: 'number', value: Number(word) };
    if (word === '-') return { kind: 'negation', of: this.#operand() };
    if (word === '[') return { kind: 'array', items: this.#list(']') };
    if (word === '(') {
      const [inner, ...others] = this.#list(')');
      return inner === undefined || others.length > 0 ? this.#refuse() : inner;
    }
    if (!/^[A-Za-z_]/.test(word) || word === 'AND' || word === 'OR') return this.#refuse();
    if (this.#tokens[this.#at] === '(') {
      this.#at += 1;
      return { kind: 'call', name: word, operands: this.#list(')') };
    }
    return /^[a-z]/.test(word) ? { kind: 'id', id: word } : { kind: 'keyword', word };
  }

  /** The expressions up to the closing token, which is taken too. */
  #list(closing: string): readonly Expression[] {
    const items: Expression[] = [];
    while (this.#tokens[this.#at] !== closing) {
      items.push(this.#operation(0));
      if (this.#tokens[this.#at] === ',') this.#at += 1;
      else if (this.#tokens[this.#at] !== closing) this.#refuse();
    }
    this.#at += 1;
    return items;
  }

  #refuse(): never {
    throw validationError(`Error in expression '${this.#text}': unexpected ${this.#tokens[this.#at] ?? 'end'}`);
  }
}
