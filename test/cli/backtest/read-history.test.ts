import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readHistory } from '../../../cli/backtest/read-history.ts';
import { InvalidInputError } from '../../../core/errors.ts';
import { aFile } from './captured.ts';

const header = 'time,candidate_requests,candidate_errors,stable_requests,stable_errors';
const read = (text: string) => readHistory(aFile('history.csv', text));
const rowsOf = (...rows: readonly string[]) => [header, ...rows].join('\n');

/** Message without the folder that only this run has. */
function refusal(text: string | Uint8Array): string {
  const file = aFile('history.csv', text);
  try {
    readHistory(file);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message.replace(file, basename(file));
    throw error;
  }
  return 'was read';
}

describe('readHistory', () => {
  it('reads blocks in the order of time, whatever the order of rows and columns is, with gaps counted', () => {
    const text =
      'stable_errors,stable_requests,time,candidate_errors,candidate_requests\n2,540,2026-11-20T10:03:00Z,1,60\n0,541,2026-11-20T10:00:00Z,0,61\n1,542,2026-11-20T10:01:00Z,0,62\n';
    const { blocks, blockSeconds, gaps } = read(text);
    expect({ blockSeconds, gaps }).toEqual({ blockSeconds: 60, gaps: 1 });
    expect(blocks.map(({ startedAt, cells }) => [startedAt % 3_600, cells.stable_requests, cells.candidate_errors])).toEqual([
      [0, 541, 0],
      [60, 542, 0],
      [180, 540, 1],
    ]);
  });

  it('reads the same from CRLF, a byte order mark, quotes, blanks, epoch seconds and other offsets', () => {
    const plain = read(rowsOf('2026-11-20T10:00:00Z,60,1,540,5', '2026-11-20T10:01:00Z,61,0,539,4'));
    const fancy = read(`\ufeff"time",${header.slice(5)}\r\n1795168800,"60",1, 540 ,5\r\n\r\n2026-11-20T11:01:00+01:00,61,0,539,4\r\n`);
    expect(fancy.blocks).toEqual(plain.blocks);
  });

  it('takes a measured value that is absent or NaN for missing', () => {
    const { blocks } = read('time,cpu.candidate,cpu.stable\n1795168800,,1.5e1\n1795168810,NaN,-.5');
    expect(blocks.map(({ cells }) => Object.values(cells))).toEqual([
      [null, 15],
      [null, -0.5],
    ]);
  });

  it.each([
    ['2026-11-20T10:00:00,60,1,540,5', 'line 2, column time: "2026-11-20T10:00:00" is not usable; write it with its time zone'],
    ['20.11.2026 10:00,60,1,540,5', 'line 2, column time: "20.11.2026 10:00" is not usable; write it with its time zone'],
    ['2026-02-31T10:00:00Z,60,1,540,5', 'line 2, column time: "2026-02-31T10:00:00Z" is not usable; write it'],
    ['1795168800000,60,1,540,5', 'line 2, column time: "1795168800000" is not usable; these look like milliseconds: give seconds'],
    [
      '1795168800,60,1,"1,540",5',
      'line 2, column stable_requests: "1,540" is not usable; give a whole number of at least 0, without separators',
    ],
    ['1795168800,60,1,1,540,5', 'line 2 has 6 fields, the header has 5'],
    ['1795168800,60,-1,540,5', 'line 2, column candidate_errors: "-1" is not usable; give a whole number'],
    ['1795168800,60,0.5,540,5', 'line 2, column candidate_errors: "0.5" is not usable; give a whole number'],
    ['1795168800,NaN,1,540,5', 'line 2, column candidate_requests: "NaN" is not usable; give a whole number'],
    ['1795168800,60,,540,5', 'line 2, column candidate_errors: "" is not usable; write 0 for none, or leave the row out'],
    ['1795168800,60,61,540,5', 'line 2, column candidate_errors: "61" is not usable; give at most the 60 of candidate_requests'],
    [
      '1795168800,60,1,540,5\n1795168800,60,1,540,5',
      'line 3, column time: "2026-11-20T10:00:00.000Z" is not usable; line 2 has the same time',
    ],
    [
      '1795168800,60,1,540,5\n1795168860,60,1,540,5\n1795168950,60,1,540,5',
      'line 4, column time: "2026-11-20T10:02:30.000Z" is not usable; blocks are 60 s long',
    ],
    ['1795168800,60,1,540,"5', 'line 2, column 5: "\\"5" is out of place; put the whole field in quotes'],
    ['1795168800,6"0,1,540,5', 'line 2, column 2: "\\"0,1,540,5" is out of place; put the whole field in quotes'],
  ])('refuses %j by line, column, value and fix', (row, message) => {
    expect(refusal(rowsOf(row))).toContain(`history.csv, ${message}`);
  });

  it.each([
    ['', 'history.csv has no rows'],
    [header, 'history.csv has no rows'],
    ['candidate_requests\n1', 'history.csv, line 1, column "time": it is missing'],
    ['time;candidate_requests\n1;2', 'history.csv, line 1, column "time;candidate_requests": separate the columns with commas'],
    ['time,canidate_requests\n1,2', 'history.csv, line 1, column "canidate_requests": remove it, or correct it'],
    ['time,time\n1,2', 'history.csv, line 1, column "time": it is there twice'],
    ['time,cpu.stable\n1,2', 'history.csv, line 1, column "cpu.candidate": it is missing, and cpu.stable says nothing without it'],
    ['time,candidate_slow_p90,stable_slow_p90\n1,2,3', 'history.csv, line 1, column "candidate_requests": it is missing'],
    ['time,candidate_errors,candidate_requests\n1,2,3', 'history.csv, line 1, column "stable_errors": it is missing'],
  ])('refuses the header of %j', (text, message) => {
    expect(refusal(text)).toContain(message);
  });

  it('refuses what is no text in UTF-8, and what is not there', () => {
    const file = aFile('history.csv', '');
    expect(() => readHistory(`${file}.gone`)).toThrow(/cannot be read .* give a CSV file/);
    expect(refusal(Buffer.from(`\ufeff${header}`, 'utf16le'))).toBe('history.csv is not UTF-8: save it as CSV in UTF-8');
  });
});
