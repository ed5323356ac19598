import { readFileSync } from 'node:fs';
import { InvalidInputError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { type CsvRow, csvRows } from './csv-rows.ts';
import { type Cell, type Column, countParts, historyColumns } from './history-columns.ts';
import { instantFix, readInstant } from './read-instant.ts';

/** One block of a history. A value is missing where it is null. */
export interface HistoryBlock {
  /** Epoch seconds. */
  readonly startedAt: number;
  readonly cells: Readonly<Record<string, number | null>>;
}

/** Past traffic as a file tells it: blocks ascend, none is there twice, all are of one length. */
export interface History {
  readonly file: string;
  readonly columns: ReadonlySet<string>;
  readonly blocks: readonly HistoryBlock[];
  readonly blockSeconds: number;
  /** Blocks between the first and the last that the file has no row for. */
  readonly gaps: number;
}

/**
 * Reads a history from CSV: all of it, or nothing.
 *
 * @throws {InvalidInputError} names file, line, column, value and fix of the first problem.
 */
export function readHistory(file: string): History {
  const [header, ...rows] = csvRows(readText(file), file);
  if (header === undefined || rows.length === 0) throw new InvalidInputError(`${file} has no rows: give a header and one line per block`);
  if (rows.length > limits.backtestRows.value) {
    throw new InvalidInputError(
      `${file} has ${rows.length} rows: give at most ${limits.backtestRows.value}, ${limits.backtestRows.because}`,
    );
  }
  const columns = historyColumns(file, header);
  const read = rows.map((row) => readBlock(file, columns, row)).sort((one, other) => one.startedAt - other.startedAt);
  const blockSeconds = blockSecondsOf(file, read);
  const [first = 0, last = 0] = [read[0]?.startedAt, read.at(-1)?.startedAt];
  const gaps = (last - first) / blockSeconds + 1 - read.length;
  return {
    file,
    columns: new Set(columns.map(({ name }) => name)),
    blocks: read.map(({ startedAt, cells }) => ({ startedAt, cells })),
    blockSeconds,
    gaps,
  };
}

function readText(file: string): string {
  const bytes = read(file);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InvalidInputError(`${file} is not UTF-8: save it as CSV in UTF-8`);
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new InvalidInputError(`${file} cannot be read (${error instanceof Error ? error.message : error}): give a CSV file`);
  }
}

type ReadBlock = HistoryBlock & { readonly line: number };

function readBlock(file: string, columns: readonly Column[], { line, fields }: CsvRow): ReadBlock {
  if (fields.length !== columns.length) {
    throw new InvalidInputError(
      `${file}, line ${line} has ${fields.length} fields, the header has ${columns.length}: give one for each column, and a number with commas in quotes or, better, without them`,
    );
  }
  const cells: Record<string, number | null> = {};
  let startedAt: number | undefined;
  for (const [index, { name, read: readCell }] of columns.entries()) {
    const text = (fields[index] ?? '').trim();
    const cell = name === 'time' ? timeOf(text) : readCell(text);
    if (cell.kind === 'refused') throw refused(file, line, name, text, cell.fix);
    if (name === 'time') startedAt = cell.value ?? undefined;
    else cells[name] = cell.value;
  }
  refuseMoreThanAll(file, line, cells);
  return { line, startedAt: startedAt ?? 0, cells };
}

function timeOf(text: string): Cell {
  const value = readInstant(text);
  if (value !== undefined) return { kind: 'read', value };
  return { kind: 'refused', fix: /^\d{12,}$/.test(text) ? 'these look like milliseconds: give seconds' : instantFix };
}

/** What is bad is a part of the lane's requests. */
function refuseMoreThanAll(file: string, line: number, cells: Readonly<Record<string, number | null>>): void {
  for (const [name, value] of Object.entries(cells)) {
    const requests = countParts(name)?.requests ?? name;
    const all = cells[requests] ?? null;
    if (value === null || all === null || value <= all) continue;
    throw refused(file, line, name, `${value}`, `give at most the ${all} of ${requests}`);
  }
}

function refused(file: string, line: number, column: string, value: string, fix: string): InvalidInputError {
  return new InvalidInputError(`${file}, line ${line}, column ${column}: ${JSON.stringify(value)} is not usable; ${fix}`);
}

/** The shortest time between two blocks, which all others are a multiple of. A single block is taken for a minute. */
function blockSecondsOf(file: string, blocks: readonly ReadBlock[]): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (const [index, { line, startedAt }] of blocks.entries()) {
    const before = blocks[index - 1];
    if (before?.startedAt === startedAt) {
      throw refused(
        file,
        Math.max(line, before.line),
        'time',
        new Date(startedAt * 1_000).toISOString(),
        `line ${Math.min(line, before.line)} has the same time: give each block once`,
      );
    }
    if (before !== undefined) shortest = Math.min(shortest, startedAt - before.startedAt);
  }
  if (!Number.isFinite(shortest)) return 60;
  const first = blocks[0]?.startedAt ?? 0;
  const odd = blocks.find(({ startedAt }) => (startedAt - first) % shortest !== 0);
  if (odd === undefined) return shortest;
  throw refused(
    file,
    odd.line,
    'time',
    new Date(odd.startedAt * 1_000).toISOString(),
    `blocks are ${shortest} s long elsewhere: give times that are whole multiples of that apart`,
  );
}
