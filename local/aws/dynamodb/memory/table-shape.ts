import type { CreateTableCommandInput, KeySchemaElement } from '@aws-sdk/client-dynamodb';
import { UnmodelledCallError } from '../../aws-calls.ts';
import { validationError } from '../dynamodb-errors.ts';

/** An attribute of a key. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N';
}

/** Hash attribute, then the range attribute if there is one. */
export type KeyShape = readonly [KeyAttribute, ...KeyAttribute[]];

/** A global secondary index. */
export interface IndexShape {
  readonly name: string;
  readonly key: KeyShape;
  /** What it shows beside all keys; everything when undefined. */
  readonly projected: ReadonlySet<string> | undefined;
}

/** What a table was created as. */
export interface TableShape {
  readonly name: string;
  readonly key: KeyShape;
  readonly indexes: ReadonlyMap<string, IndexShape>;
}

/** Reads the shape of a table. @throws ValidationException a key whose attribute is not defined, or a schema without hash attribute. */
export function tableShape({ TableName = '', ...input }: CreateTableCommandInput): TableShape {
  const types = new Map((input.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  const attribute = ({ AttributeName = '' }: KeySchemaElement): KeyAttribute => {
    const type = types.get(AttributeName);
    if (type === undefined) {
      throw validationError(`One or more parameter values were invalid: Some index key attributes are not defined: ${AttributeName}`);
    }
    if (type === 'S' || type === 'N') return { name: AttributeName, type };
    throw new UnmodelledCallError(`a key attribute of type ${type} in DynamoDB`);
  };
  const keyShape = (schema: readonly KeySchemaElement[] = []): KeyShape => {
    const [hash, range, ...more] = schema;
    if (hash?.KeyType !== 'HASH' || (range !== undefined && range.KeyType !== 'RANGE') || more.length > 0) {
      throw new UnmodelledCallError('a key schema other than one hash and at most one range attribute in DynamoDB');
    }
    return range === undefined ? [attribute(hash)] : [attribute(hash), attribute(range)];
  };
  const key = keyShape(input.KeySchema);
  const indexes = (input.GlobalSecondaryIndexes ?? []).map(({ IndexName = '', KeySchema, Projection }): IndexShape => {
    const projected = Projection?.ProjectionType === 'ALL' ? undefined : new Set(Projection?.NonKeyAttributes);
    return { name: IndexName, key: keyShape(KeySchema), projected };
  });
  return { name: TableName, key, indexes: new Map(indexes.map((index) => [index.name, index])) };
}
