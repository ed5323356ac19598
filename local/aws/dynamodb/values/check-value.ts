import { UnmodelledCallError } from '../../aws-calls.ts';
import { serializationError } from '../dynamodb-errors.ts';
import { canonicalNumber } from './decimal.ts';
import type { Item, Value } from './value.ts';

/** Says no, in DynamoDB's words. */
export type Refuse = (message: string) => never;

/**
 * A copy of a value that was sent, which nobody can change any more.
 *
 * @throws {UnmodelledCallError} binary values, and an attribute named `__proto__`.
 */
export function checkedValue(sent: unknown, refuse: Refuse): Value {
  const [type, content, another] = datatypesOf(sent);
  if (type === undefined) return refuse('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  const value = Object.freeze(typedValue(type, content, refuse));
  if (another)
    return refuse('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes');
  return value;
}

/** A copy of an item, a key or a map that was sent, which nobody can change any more. */
export function checkedItem(sent: unknown, refuse: Refuse): Item {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) throw serializationError('Unexpected field type');
  const item: Record<string, Value> = {};
  for (const [name, value] of Object.entries(sent)) {
    if (name === '__proto__') throw new UnmodelledCallError('an attribute named __proto__ in DynamoDB');
    if (value !== undefined) item[name] = checkedValue(value, refuse);
  }
  return Object.freeze(item);
}

function datatypesOf(sent: unknown): readonly [type?: string, content?: unknown, another?: boolean] {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) throw serializationError('Unexpected value type in payload');
  let found: [string, unknown] | undefined;
  for (const type in sent) {
    const content = (sent as Record<string, unknown>)[type];
    if (content === undefined || content === null) continue;
    if (found !== undefined) return [...found, true];
    found = [type, content];
  }
  return found ?? [];
}

function typedValue(type: string, content: unknown, refuse: Refuse): Value {
  switch (type) {
    case 'S':
      return { S: text(content) };
    case 'N':
      return { N: canonicalNumber(text(content), refuse) };
    case 'BOOL':
      return { BOOL: boolean(content) };
    case 'NULL':
      if (boolean(content)) return { NULL: true };
      return refuse('One or more parameter values were invalid: Null attribute value types must have the value of true');
    case 'SS':
      return { SS: stringSet(list(content).map(text), refuse) };
    case 'NS':
      return { NS: numberSet(list(content), refuse) };
    case 'L':
      return { L: Object.freeze(list(content).map((element) => checkedValue(element, refuse))) };
    case 'M':
      return { M: checkedItem(content, refuse) };
    default:
      throw new UnmodelledCallError(`an attribute value of type ${type} in DynamoDB`);
  }
}

function stringSet(elements: readonly string[], refuse: Refuse): readonly string[] {
  if (elements.length === 0) return refuse('One or more parameter values were invalid: An string set  may not be empty');
  if (new Set(elements).size === elements.length) return Object.freeze(elements);
  return refuse(`One or more parameter values were invalid: Input collection [${elements.join(', ')}] contains duplicates.`);
}

function numberSet(sent: readonly unknown[], refuse: Refuse): readonly string[] {
  if (sent.length === 0) return refuse('One or more parameter values were invalid: An number set  may not be empty');
  const elements = sent.map((element) => canonicalNumber(text(element), refuse));
  return new Set(elements).size === elements.length ? Object.freeze(elements) : refuse('Input collection contains duplicates');
}

function text(content: unknown): string {
  if (typeof content === 'string') return content;
  if (typeof content === 'number') throw serializationError('NUMBER_VALUE cannot be converted to String');
  throw serializationError(typeof content === 'boolean' ? 'TRUE_VALUE cannot be converted to String' : 'Unexpected field type');
}

function boolean(content: unknown): boolean {
  if (typeof content === 'boolean') return content;
  throw serializationError('Unexpected token received from parser');
}

function list(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  throw serializationError('Unexpected field type');
}
