import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { own } from '../../../../core/own.ts';
import { validationError } from '../dynamodb-errors.ts';
import { typeAfter } from '../expressions/check-update.ts';
import type { ReadUpdate } from '../expressions/read-update.ts';
import type { Scope } from '../expressions/scope.ts';
import { type Item, typeOf, type Value } from '../values/value.ts';
import type { KeyAttribute, KeyShape, TableShape } from './table-shape.ts';

const invalid = 'One or more parameter values were invalid:';
const mismatch = 'The provided key element does not match the schema';

/** @throws ValidationException what was sent as a key is none of this table. */
export function checkKey(key: Item, shape: KeyShape): void {
  if (Object.keys(key).length !== shape.length) throw validationError(mismatch);
  for (const attribute of shape) checkKeyPart(key, attribute, attribute === shape[0]);
}

/** @throws ValidationException a position to go on from that is no key of the table. */
export function checkStartKey(position: Item, shape: KeyShape): void {
  try {
    for (const attribute of shape) checkKeyPart(position, attribute, attribute === shape[0]);
  } catch (error) {
    if (error instanceof DynamoDBServiceException) throw validationError(`The provided starting key is invalid: ${error.message}`);
    throw error;
  }
}

/** @throws ValidationException one attribute of a key is missing, empty, too long or of another type. */
export function checkKeyPart(key: Item, attribute: KeyAttribute, isHash: boolean): void {
  const value = own(key, attribute.name);
  if (value === undefined || typeOf(value) !== attribute.type) throw validationError(mismatch);
  if ('S' in value && value.S === '') {
    throw validationError(`${invalid} The AttributeValue for a key attribute cannot contain an empty string value. Key: ${attribute.name}`);
  }
  checkKeyBytes(value, isHash);
}

/** @throws ValidationException an item that is to be put lacks a key, or has one that cannot be. */
export function checkItemKeys(item: Item, shape: TableShape): void {
  for (const { name, type } of shape.key) {
    const value = own(item, name);
    if (value === undefined) throw validationError(`${invalid} Missing the key ${name} in the item`);
    if (typeOf(value) !== type) {
      throw validationError(`${invalid} Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
    }
    if ('S' in value && value.S === '') {
      const rule = 'The AttributeValue for a key attribute cannot contain an empty string value';
      throw validationError(`One or more parameter values are not valid. ${rule}. Key: ${name}`);
    }
    checkKeyBytes(value, name === shape.key[0].name);
  }
  checkIndexTypes(shape, (name) => {
    const value = own(item, name);
    return value && typeOf(value);
  });
}

/** @throws ValidationException an update that would change a key, or give a key of an index another type. */
export function checkUpdatedKeys({ actions }: ReadUpdate, shape: TableShape, scope: Scope): void {
  const updated = new Map(actions.map((action) => [scope.nameOf(action.path), action]));
  const ofKey = shape.key.find(({ name }) => updated.has(name));
  if (ofKey !== undefined) throw validationError(`${invalid} Cannot update attribute ${ofKey.name}. This attribute is part of the key`);
  checkIndexTypes(shape, (name) => {
    const action = updated.get(name);
    return action && typeAfter(action, scope);
  });
}

function checkIndexTypes({ indexes }: TableShape, typeIn: (name: string) => string | undefined): void {
  for (const { name: indexName, key } of indexes.values()) {
    for (const { name, type } of key) {
      const actual = typeIn(name);
      if (actual === undefined || actual === type) continue;
      const what = `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${indexName}`;
      throw validationError(`${invalid} ${what}`);
    }
  }
}

/** "Quotas", "Partition keys and sort keys", in the developer guide. @throws ValidationException a key that is too long. */
export function checkKeyBytes(value: Value, isHash: boolean): void {
  if (!('S' in value) || value.S.length * 3 <= 1_024) return;
  const bytes = Buffer.byteLength(value.S);
  if (isHash && bytes > 2_048) {
    throw validationError(`${invalid} Size of hashkey has exceeded the maximum size limit of2048 bytes`);
  }
  if (!isHash && bytes > 1_024) {
    throw validationError(`${invalid} Aggregated size of all range keys has exceeded the size limit of 1024 bytes`);
  }
}
