import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DefectError } from '../../../core/errors.ts';

/** What the ledger keeps in one attribute. Structures that are only ever read whole are kept as JSON text. */
export type Value = string | number | readonly string[] | ReadonlySet<string>;

/** One item of the table, key included. */
export type Item = Readonly<Record<string, Value>>;

/** An item, or the values of an expression, as DynamoDB takes it. Undefined members are left out. */
export function toAttributes(values: Readonly<Record<string, Value | undefined>>): Record<string, AttributeValue> {
  const present = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, toAttribute(value)] as const]));
  return Object.fromEntries(present);
}

/** The item that DynamoDB gave. @throws {DefectError} an attribute of a type that the ledger never writes. */
export function fromAttributes(attributes: Readonly<Record<string, AttributeValue>>): Item {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, fromAttribute(name, value)]));
}

function toAttribute(value: Value): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  return value instanceof Set ? { SS: [...value] } : { L: [...value].map((S) => ({ S })) };
}

function fromAttribute(name: string, value: AttributeValue): Value {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.SS !== undefined) return new Set(value.SS);
  if (value.L !== undefined) return value.L.map(({ S }) => S ?? '');
  throw new DefectError(`attribute ${name} has a type that the ledger never writes: look who else writes its table`);
}
