import { own } from '../../../../core/own.ts';
import { validationError } from '../dynamodb-errors.ts';
import { type Item, typeOf, type Value } from '../values/value.ts';
import { checkKeyBytes } from './key-checks.ts';
import type { TableShape } from './table-shape.ts';

/** @throws ValidationException a value that is set is of another type than the key of an index. */
export function checkSetKey(name: string, value: Value, { indexes }: TableShape): void {
  for (const { key } of indexes.values()) {
    if (key.some((attribute) => attribute.name === name && attribute.type !== typeOf(value))) {
      throw validationError('The update expression attempted to update the secondary index key to unsupported type');
    }
  }
}

/** @throws ValidationException an item that would be in an index with an empty text as its key, or one that is too long. */
export function checkIndexKeys(item: Item, { indexes }: TableShape): void {
  for (const { name: indexName, key } of indexes.values()) {
    for (const { name } of key) {
      const value = own(item, name);
      if (value !== undefined) checkIndexKey(value, { name, isHash: name === key[0].name, indexName });
    }
  }
}

function checkIndexKey(value: Value, { name, isHash, indexName }: { name: string; isHash: boolean; indexName: string }): void {
  if ('S' in value && value.S === '') {
    const rule = 'A value specified for a secondary index key is not supported';
    const why = 'The AttributeValue for a key attribute cannot contain an empty string value';
    throw validationError(`One or more parameter values are not valid. ${rule}. ${why}. IndexName: ${indexName}, IndexKey: ${name}`);
  }
  checkKeyBytes(value, isHash);
}
