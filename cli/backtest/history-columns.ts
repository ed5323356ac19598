import { InvalidInputError } from '../../core/errors.ts';
import type { CsvRow } from './csv-rows.ts';

/** What a field says, or how to write it. */
export type Cell = { readonly kind: 'read'; readonly value: number | null } | { readonly kind: 'refused'; readonly fix: string };

/** A column of a history and how its fields are read. */
export interface Column {
  readonly name: string;
  readonly read: (text: string) => Cell;
}

/** `candidate_requests`, `stable_slow_p99`, `orders.candidate_errors`. */
const countName = /^(.+\.)?(candidate|stable)_(requests|errors|slow_p\d+(?:\.\d+)?)$/;
const valueName = /^(.+)\.(candidate|stable)$/;
const known =
  'time, candidate_requests, candidate_errors, stable_requests, stable_errors, candidate_slow_p90 and the like, NAME.candidate, NAME.stable';

/**
 * The columns that a header names.
 *
 * @throws {InvalidInputError} an unknown or repeated column, one lane without the other, bad requests without requests, or no time.
 */
export function historyColumns(file: string, { line, fields }: CsvRow): readonly Column[] {
  const names = fields.map((field) => field.trim());
  const refuse = (column: string, fix: string) => new InvalidInputError(`${file}, line ${line}, column ${JSON.stringify(column)}: ${fix}`);
  const [first = ''] = names;
  if (names.length === 1 && /[;\t]/.test(first)) throw refuse(first, 'separate the columns with commas');
  if (!names.includes('time')) throw refuse('time', `it is missing; the header names the columns: ${known}`);
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index) throw refuse(name, 'it is there twice: remove one');
    if (name !== 'time' && !countName.test(name) && !valueName.test(name))
      throw refuse(name, `remove it, or correct it; known are ${known}`);
    const missing = neededBy(name).find((other) => !names.includes(other));
    if (missing !== undefined) throw refuse(missing, `it is missing, and ${name} says nothing without it`);
  }
  return names.map((name) => ({ name, read: countName.test(name) ? readCount : readValue }));
}

/** The columns that belong to one that counts; undefined when this one does not. */
export function countParts(name: string): { readonly requests: string; readonly otherLane: string } | undefined {
  const [, prefix = '', lane, what] = countName.exec(name) ?? [];
  return lane === undefined ? undefined : { requests: `${prefix}${lane}_requests`, otherLane: `${prefix}${other(lane)}_${what}` };
}

function neededBy(name: string): readonly string[] {
  const count = countParts(name);
  if (count !== undefined) return [count.otherLane, count.requests];
  const [, metric, lane] = valueName.exec(name) ?? [];
  return metric === undefined ? [] : [`${metric}.${other(lane)}`];
}

function other(lane: string | undefined): 'candidate' | 'stable' {
  return lane === 'candidate' ? 'stable' : 'candidate';
}

function readCount(text: string): Cell {
  if (/^\d{1,15}$/.test(text)) return { kind: 'read', value: Number(text) };
  if (text === '') return { kind: 'refused', fix: 'write 0 for none, or leave the row out when it was not measured' };
  return { kind: 'refused', fix: 'give a whole number of at least 0, without separators, sign or fraction' };
}

function readValue(text: string): Cell {
  if (text === '' || text === 'NaN') return { kind: 'read', value: null };
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));
  return isNumber
    ? { kind: 'read', value: Number(text) }
    : { kind: 'refused', fix: 'give a number with a decimal point and without separators, or nothing where it was not measured' };
}
