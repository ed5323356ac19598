import { isObject, ownMember } from '../../events/json-values.ts';
import { UnmodelledCallError } from '../aws-calls.ts';

/** Reads one value out of an event; undefined when there is none. */
export type PathReader = (event: unknown) => unknown;

const step = /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\['([^']+)'\]/y;

/**
 * Compiles the JSONPath of an `InputPath` or `InputPathsMap`: member names and list indexes.
 * @throws {UnmodelledCallError} wildcards, filters and slices.
 */
export function jsonPath(path: string): PathReader {
  const keys: (string | number)[] = [];
  step.lastIndex = 1;
  while (path.startsWith('$') && step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) break;
    keys.push(match[2] === undefined ? (match[1] ?? match[3] ?? '') : Number(match[2]));
  }
  if (!path.startsWith('$') || (path.length > 1 && step.lastIndex !== path.length))
    throw new UnmodelledCallError(`JSONPath ${path} of a rule target`);
  return (event) => keys.reduce(memberOf, event);
}

function memberOf(value: unknown, key: string | number): unknown {
  if (typeof key === 'number') return Array.isArray(value) ? value[key] : undefined;
  return isObject(value) ? ownMember(value, key) : undefined;
}
