import { own } from '../../../../core/own.ts';
import { UnmodelledCallError } from '../../aws-calls.ts';
import { serializationError, validationError } from '../dynamodb-errors.ts';
import { checkedValue } from '../values/check-value.ts';
import type { Item, Value } from '../values/value.ts';
import type { Reading } from './expression-cache.ts';
import type { Read } from './reader.ts';
import type { Path, Placeholder } from './syntax.ts';

/** The members of a request that its expressions refer to. */
export interface ScopeInput {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>> | undefined;
}

/** What the placeholders of one request stand for. */
export class Scope {
  readonly #names: Readonly<Record<string, string>>;
  readonly #values: Readonly<Record<string, Value>>;
  readonly #read: Read[] = [];

  /** @throws ValidationException names or values that no expression could use. */
  constructor({ ExpressionAttributeNames: names, ExpressionAttributeValues: values }: ScopeInput) {
    checkPlaceholders('ExpressionAttributeNames', names, /^#\w+$/);
    checkPlaceholders('ExpressionAttributeValues', values, /^:\w+$/);
    if (names !== undefined) checkNames(names);
    this.#names = names ?? {};
    this.#values = values === undefined ? {} : checkedValues(values);
  }

  /**
   * What an expression of the request says; undefined when the request has none.
   *
   * @param check says what is wrong with it once its placeholders are known
   * @throws ValidationException it cannot be read, or a placeholder stands for nothing.
   */
  read<T extends Read>(member: string, text: unknown, reading: Reading<T>, check: (read: T) => string | undefined): T | undefined {
    if (text === undefined) return undefined;
    if (typeof text !== 'string') throw serializationError(`${member} is no text`);
    const read = reading(text);
    const mistake = typeof read === 'string' ? read : (this.#undefinedIn(read) ?? check(read));
    if (typeof read === 'string' || mistake !== undefined) throw validationError(`Invalid ${member}: ${mistake}`);
    this.#read.push(read);
    return read;
  }

  /** To be called when all expressions are read. @throws ValidationException names or values that none of them uses. */
  close(): void {
    this.#checkUsed('ExpressionAttributeNames', this.#names);
    this.#checkUsed('ExpressionAttributeValues', this.#values);
  }

  /** The name of an attribute. */
  nameOf({ name }: Path): string {
    return name.startsWith('#') ? (this.#names[name] ?? '') : name;
  }

  /** A value that the request brought along. */
  valueOf({ name }: Placeholder): Value {
    const value = own(this.#values, name);
    if (value === undefined) throw validationError(`no value ${name}`);
    return value;
  }

  /** The value of an attribute; undefined when the item has none. */
  attributeOf(item: Item, path: Path): Value | undefined {
    return own(item, this.nameOf(path));
  }

  #undefinedIn({ placeholders }: Read): string | undefined {
    for (const placeholder of placeholders) {
      const isName = placeholder.startsWith('#');
      if (Object.hasOwn(isName ? this.#names : this.#values, placeholder)) continue;
      return isName
        ? `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`
        : `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`;
    }
    return undefined;
  }

  #checkUsed(member: string, given: object): void {
    const unused = Object.keys(given).filter((placeholder) => !this.#read.some(({ placeholders }) => placeholders.has(placeholder)));
    if (unused.length > 0) throw validationError(`Value provided in ${member} unused in expressions: keys: {${unused.join(', ')}}`);
  }
}

/**
 * Refuses names and values of a request that has no expression to use them.
 *
 * @param expressions member → text
 * @throws ValidationException
 */
export function checkExpressionsPresent(input: ScopeInput, expressions: Readonly<Record<string, unknown>>): void {
  const present = Object.keys(expressions).some((member) => expressions[member] !== undefined);
  if (input.ExpressionAttributeNames !== undefined && !present) {
    throw validationError('ExpressionAttributeNames can only be specified when using expressions');
  }
  const withValues = Object.keys(expressions).filter((member) => member !== 'ProjectionExpression');
  if (input.ExpressionAttributeValues === undefined || withValues.some((member) => expressions[member] !== undefined)) return;
  const verb = withValues.length > 1 ? 'are' : 'is';
  const what = `${withValues.join(' and ')} ${verb} null`;
  throw validationError(`ExpressionAttributeValues can only be specified when using expressions: ${what}`);
}

function checkPlaceholders(member: string, given: object | undefined, valid: RegExp): void {
  if (given === undefined) return;
  const placeholders = Object.keys(given);
  if (placeholders.length === 0) throw validationError(`${member} must not be empty`);
  const wrong = placeholders.find((placeholder) => !valid.test(placeholder));
  if (wrong !== undefined) throw validationError(`${member} contains invalid key: Syntax error; key: "${wrong}"`);
}

function checkNames(names: Readonly<Record<string, unknown>>): void {
  for (const placeholder of Object.keys(names)) {
    const name = names[placeholder];
    if (typeof name !== 'string') throw serializationError('Unexpected field type');
    if (name === '__proto__') throw new UnmodelledCallError('an attribute named __proto__ in DynamoDB');
  }
}

function checkedValues(values: Readonly<Record<string, unknown>>): Readonly<Record<string, Value>> {
  const checked: Record<string, Value> = {};
  for (const placeholder of Object.keys(values)) {
    checked[placeholder] = checkedValue(values[placeholder], (message) => {
      throw validationError(`ExpressionAttributeValues contains invalid value: ${message} for key ${placeholder}`);
    });
  }
  return checked;
}
