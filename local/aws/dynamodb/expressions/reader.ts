import { UnmodelledCallError } from '../../aws-calls.ts';
import { ExpressionMistake } from './expression-mistake.ts';
import { isReserved } from './reserved-words.ts';
import type { Path, Placeholder } from './syntax.ts';

/** A mistake that is told only when the whole text could be read. */
export type Mistake = 'parens' | 'function' | 'misuse' | 'section' | 'reserved' | 'operands';

/** What is particular to one kind of expression. */
export interface Grammar {
  /** Words that are no names there. */
  readonly keywords: readonly string[];
  /** Which mistake is told when there are several: the first of these. */
  readonly mistakes: readonly Mistake[];
}

const token = /[ \t\r\n]*(?:([#:]?[A-Za-z0-9_]+)|(<>|<=|>=|[=<>(),.[\]+-])|($))/y;

/** What the reading of one expression came to, beside its meaning. */
export interface Read {
  /** Placeholders of names (`#name`) and of values (`:name`), in the order of the text. */
  readonly placeholders: ReadonlySet<string>;
  /** Attributes in it, in the order of the text. */
  readonly paths: readonly Path[];
  /** What is wrong with it whatever the placeholders stand for. */
  readonly mistake: string | undefined;
}

/**
 * Reads an expression word by word.
 *
 * @throws {ExpressionMistake} from every method, where the syntax is violated.
 */
export class Reader {
  /** How many words were read. */
  position = 0;
  readonly #grammar: Grammar;
  readonly #words: readonly string[];
  readonly #placeholders = new Set<string>();
  readonly #paths: Path[] = [];
  readonly #mistakes = new Map<Mistake, string>();

  constructor(text: string, grammar: Grammar) {
    this.#grammar = grammar;
    this.#words = wordsOf(text);
  }

  /** The next word; empty at the end. */
  get next(): string {
    return this.#words[this.position] ?? '';
  }

  /** The word after the next one. */
  get afterNext(): string {
    return this.#words[this.position + 1] ?? '';
  }

  /** Reads the next word if it is this one, in any case. */
  takes(word: string): boolean {
    if (this.next.toUpperCase() !== word) return false;
    this.position += 1;
    return true;
  }

  expect(word: string): void {
    if (!this.takes(word)) throw this.unexpected();
  }

  /** One or more things with commas between them. */
  list<T>(one: () => T): readonly T[] {
    const things = [one()];
    while (this.takes(',')) things.push(one());
    return things;
  }

  word(): string {
    if (!/^[A-Za-z_]/.test(this.next) || this.#grammar.keywords.includes(this.next.toUpperCase())) throw this.unexpected();
    this.position += 1;
    return this.#words[this.position - 1] ?? '';
  }

  path(): Path {
    const isPlaceholder = this.next.startsWith('#');
    if (isPlaceholder) this.position += 1;
    const name = isPlaceholder ? (this.#words[this.position - 1] ?? '') : this.word();
    if (isPlaceholder) this.#placeholders.add(name);
    else if (isReserved(name)) this.mistaken('reserved', `Attribute name is a reserved keyword; reserved keyword: ${name}`);
    if (name === '__proto__') throw new UnmodelledCallError('an attribute named __proto__ in DynamoDB');
    if (this.next === '.' || this.next === '[') {
      throw new UnmodelledCallError(`a document path below the attribute ${name} in an expression of DynamoDB`);
    }
    const path = { kind: 'path', name } as const;
    this.#paths.push(path);
    return path;
  }

  value(): Placeholder {
    if (!this.next.startsWith(':')) throw this.unexpected();
    const name = this.next;
    this.position += 1;
    this.#placeholders.add(name);
    return { kind: 'value', name };
  }

  mistaken(kind: Mistake, message: string): void {
    if (!this.#mistakes.has(kind)) this.#mistakes.set(kind, message);
  }

  unexpected(): ExpressionMistake {
    const near = this.#words.slice(Math.max(0, this.position - 1), this.position + 2).join(' ');
    return new ExpressionMistake(`Syntax error; token: "${this.next || '<EOF>'}", near: "${near}"`);
  }

  /** To be called when all is read. */
  end(): Read {
    if (this.next !== '') throw this.unexpected();
    const [mistake] = this.#grammar.mistakes.flatMap((kind) => this.#mistakes.get(kind) ?? []);
    return { placeholders: this.#placeholders, paths: this.#paths, mistake };
  }
}

function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  token.lastIndex = 0;
  for (;;) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) {
      const rest = text.slice(at).trimStart();
      throw new ExpressionMistake(`Syntax error; token: "${rest.slice(0, 1)}", near: "${rest.slice(0, 10)}"`);
    }
    const word = match[1] ?? match[2];
    if (word === undefined) return words;
    words.push(word);
  }
}
