import { InvalidInputError } from '../../core/errors.ts';

/** One record of a CSV file. */
export interface CsvRow {
  /** The line it begins in, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The next field, a quoted one first; what ends it follows. RFC 4180. */
const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;

/**
 * The records of a CSV text as RFC 4180 has them: commas, quotes doubled inside quotes, lines that end in CRLF or LF. A byte order mark
 * and empty lines are passed over.
 *
 * @throws {InvalidInputError} a quote out of place, or one that is never closed: with file, line and fix.
 */
export function csvRows(text: string, file: string): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  let [at, line] = [text.startsWith('\ufeff') ? 1 : 0, 1];
  while (at < text.length) {
    const row = readRow(text, at, { file, line });
    if (row.fields.length > 1 || row.fields[0] !== '') rows.push({ line, fields: row.fields });
    line += text.slice(at, row.end).split('\n').length - 1;
    at = row.end;
  }
  return rows;
}

function readRow(text: string, from: number, where: { readonly file: string; readonly line: number }) {
  const fields: string[] = [];
  let at = from;
  for (;;) {
    field.lastIndex = at;
    const [all = '', quoted, plain = ''] = field.exec(text) ?? [];
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    at += all.length;
    if (text[at] === ',') at += 1;
    else if (at >= text.length) return { fields, end: at };
    else if (text.startsWith('\r\n', at)) return { fields, end: at + 2 };
    else if (text[at] === '\n') return { fields, end: at + 1 };
    else throw misplaced(text.slice(at, at + 12), fields.length, where);
  }
}

function misplaced(found: string, column: number, { file, line }: { readonly file: string; readonly line: number }): InvalidInputError {
  const fix = 'put the whole field in quotes and double the quotes inside it, and end lines with LF or CRLF';
  return new InvalidInputError(`${file}, line ${line}, column ${column}: ${JSON.stringify(found)} is out of place; ${fix}`);
}
