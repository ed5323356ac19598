import { UnmodelledCallError } from '../../aws-calls.ts';
import { serializationError, validationError } from '../dynamodb-errors.ts';
import { checkedItem, type Refuse } from '../values/check-value.ts';
import type { Item } from '../values/value.ts';

/** Throws a message as a ValidationException. */
export const invalid: Refuse = (message) => {
  throw validationError(message);
};

/** Members with many values of which one is modelled, and changes nothing that is not. */
const onlyValues: ReadonlyMap<string, unknown> = new Map([
  ['ReturnConsumedCapacity', 'NONE'],
  ['ReturnItemCollectionMetrics', 'NONE'],
  ['Select', 'COUNT'],
]);

/** Refuses a request with a member that is not modelled. @throws {UnmodelledCallError} naming operation and member. */
export function checkMembers(operation: string, input: object, modelled: ReadonlySet<string>): void {
  for (const member in input) {
    const value: unknown = Reflect.get(input, member);
    if (value === undefined || modelled.has(member) || onlyValues.get(member) === value) continue;
    throw new UnmodelledCallError(`DynamoDB.${operation} with ${member}${onlyValues.has(member) ? ` ${value}` : ''}`);
  }
}

/** What a member must be; undefined where there is nothing to say about a value that is there. */
type Rule = (value: unknown) => readonly string[];

const name: Rule = (value) => {
  if (typeof value !== 'string') throw serializationError('NUMBER_VALUE cannot be converted to String');
  return [
    ...(/^[a-zA-Z0-9_.-]+$/.test(value) ? [] : ['Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+']),
    ...(value.length >= 3 ? [] : ['Member must have length greater than or equal to 3']),
    ...(value.length <= 255 ? [] : ['Member must have length less than or equal to 255']),
  ];
};
const oneOf = (words: readonly string[]): Rule => {
  return (value) => (words.includes(String(value)) ? [] : [`Member must satisfy enum value set: [${words.join(', ')}]`]);
};
const required: readonly string[] = ['TableName', 'Key', 'Item', 'RequestItems', 'AttributeDefinitions', 'KeySchema'];
const rules: Readonly<Record<string, Rule>> = {
  TableName: name,
  IndexName: name,
  Limit: (value) => (Number(value) >= 1 ? [] : ['Member must have value greater than or equal to 1']),
  ReturnValues: oneOf(['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW']),
  ReturnValuesOnConditionCheckFailure: oneOf(['ALL_OLD', 'NONE']),
};

/** Tells every constraint that members violate, in DynamoDB's words. @throws ValidationException */
export function checkConstraints(input: object, members: readonly string[]): void {
  const problems: string[] = [];
  for (const member of members) {
    const value: unknown = Reflect.get(input, member);
    const violated = value !== undefined ? (rules[member]?.(value) ?? []) : required.includes(member) ? ['Member must not be null'] : [];
    if (violated.length === 0) continue;
    const shown = value === undefined ? 'null' : `'${value}'`;
    const place = `${member.slice(0, 1).toLowerCase()}${member.slice(1)}`;
    for (const constraint of violated) problems.push(`Value ${shown} at '${place}' failed to satisfy constraint: ${constraint}`);
  }
  if (problems.length === 0) return;
  throw validationError(`${problems.length} validation error${problems.length > 1 ? 's' : ''} detected: ${problems.join('; ')}`);
}

/** A position that a query or scan is to go on from, checked as values; undefined when none was sent. @throws ValidationException */
export function startKey(sent: unknown): Item | undefined {
  if (sent === undefined) return undefined;
  return checkedItem(sent, (message) => {
    const isAboutNumbers = /contains duplicates|number set|numeric value|significant digits|number with magnitude/.test(message);
    throw validationError(isAboutNumbers ? message : `The provided starting key is invalid: ${message}`);
  });
}
