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
  for (const [member, value] of Object.entries(input)) {
    if (value === undefined || modelled.has(member) || onlyValues.get(member) === value) continue;
    throw new UnmodelledCallError(`DynamoDB.${operation} with ${member}${onlyValues.has(member) ? ` ${value}` : ''}`);
  }
}

/** Every constraint that a required member violates, in DynamoDB's words. @throws ValidationException */
export function checkRequired(input: Readonly<Record<string, unknown>>, members: readonly string[]): void {
  const problems = members.flatMap((member) => {
    const shown = `'${member.slice(0, 1).toLowerCase()}${member.slice(1)}'`;
    if (input[member] === undefined) return [`Value null at ${shown} failed to satisfy constraint: Member must not be null`];
    return member === 'TableName' ? tableNameProblems(input[member], shown) : [];
  });
  if (problems.length === 0) return;
  throw validationError(`${problems.length} validation error${problems.length > 1 ? 's' : ''} detected: ${problems.join('; ')}`);
}

/** A member that is one of few words. @throws ValidationException another word. */
export function oneOf<Word extends string>(member: string, value: unknown, words: readonly Word[]): Word | undefined {
  if (value === undefined) return undefined;
  const word = words.find((one) => one === value);
  if (word !== undefined) return word;
  const shown = `'${member.slice(0, 1).toLowerCase()}${member.slice(1)}'`;
  const constraint = `Member must satisfy enum value set: [${words.join(', ')}]`;
  throw validationError(`1 validation error detected: Value '${value}' at ${shown} failed to satisfy constraint: ${constraint}`);
}

/** How many items a page has at most. @throws ValidationException less than one. */
export function pageLimit(limit: unknown): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (typeof limit !== 'number') throw serializationError('STRING_VALUE cannot be converted to Integer');
  if (limit >= 1) return Math.floor(limit);
  const constraint = 'Member must have value greater than or equal to 1';
  throw validationError(`1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ${constraint}`);
}

/** A position that a query or scan is to go on from, checked as values; undefined when none was sent. @throws ValidationException */
export function startKey(sent: unknown): Item | undefined {
  if (sent === undefined) return undefined;
  return checkedItem(sent, (message) => {
    const isAboutNumbers = /contains duplicates|number set|numeric value|significant digits|number with magnitude/.test(message);
    throw validationError(isAboutNumbers ? message : `The provided starting key is invalid: ${message}`);
  });
}

function tableNameProblems(name: unknown, shown: string): readonly string[] {
  if (typeof name !== 'string') throw serializationError('NUMBER_VALUE cannot be converted to String');
  const failed = (constraint: string) => `Value '${name}' at ${shown} failed to satisfy constraint: ${constraint}`;
  return [
    ...(/^[a-zA-Z0-9_.-]+$/.test(name) ? [] : [failed('Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+')]),
    ...(name.length >= 3 ? [] : [failed('Member must have length greater than or equal to 3')]),
    ...(name.length <= 255 ? [] : [failed('Member must have length less than or equal to 255')]),
  ];
}
