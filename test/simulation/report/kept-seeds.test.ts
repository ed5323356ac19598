import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WrongUsageError } from '../../../bench/command/wrong-usage-error.ts';
import { aRun } from '../command/a-run.ts';
import { nothingRun, withRuns } from '../command/summary.ts';
import { begunWith, type KeptSeeds, readKeptSeeds, writeKeptSeeds } from './kept-seeds.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-kept-seeds-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'safety-seeds.json');
const violations = [{ id: 'F16', oracle: 'a check', atSeconds: 1.5, because: 'it was broken' }] as const;
const summary = withRuns(nothingRun, [aRun(7), { ...aRun(8), violations }]);
const kept: KeptSeeds = { code: '0123456789ab', from: 7, parts: 1, tookSeconds: 60, summary };

describe('seeds that are kept', () => {
  it('are none at first, and then those that were written last', () => {
    expect(readKeptSeeds(path)).toBeUndefined();
    writeKeptSeeds({ ...kept, parts: 2 }, path);
    writeKeptSeeds(kept, path);
    expect(readKeptSeeds(path)).toEqual(kept);
    expect(readdirSync(folder)).toEqual(['safety-seeds.json']);
  });

  it('are those that this working copy has', () => {
    const text = readFileSync(new URL('../../../docs/safety-seeds.json', import.meta.url), 'utf8');
    expect(readKeptSeeds()).toEqual(JSON.parse(text));
  });

  const fix = 'restore it from git, or delete it to begin anew';
  it.each([
    ['{"code":', `docs/safety-seeds.json is no JSON: ${fix}`],
    ['null', `docs/safety-seeds.json is not what seeds came to (: Invalid input: expected object, received null): ${fix}`],
    [
      JSON.stringify({ ...kept, summary: { ...summary, faults: { 'slow-calls': '3' } } }),
      `docs/safety-seeds.json is not what seeds came to (summary.faults.slow-calls: Invalid input: expected number, received string): ${fix}`,
    ],
    [
      JSON.stringify({ ...kept, summary: { ...summary, longest: undefined } }),
      `docs/safety-seeds.json is not what seeds came to (summary.longest: Invalid input: expected object, received undefined): ${fix}`,
    ],
    [
      JSON.stringify({ ...kept, machine: 'two cores' }),
      `docs/safety-seeds.json is not what seeds came to (: Unrecognized key: "machine"): ${fix}`,
    ],
  ])('are refused when the file says %s, with the fix', (text, problem) => {
    writeFileSync(path, text);
    expect(() => readKeptSeeds(path)).toThrow(new WrongUsageError(problem));
  });
});

describe('a run that goes on', () => {
  const run = { code: '0123456789ab', from: 7 };

  it('begins with what is kept, of the same code and the same first seed', () => {
    expect(begunWith(kept, run)).toEqual({ before: kept, because: 'goes on after the 2 seeds of this code that are kept' });
  });

  it('begins with the first seed when nothing is kept', () => {
    const before = { ...run, parts: 0, tookSeconds: 0, summary: nothingRun };
    expect(begunWith(undefined, run)).toEqual({ before, because: 'nothing is kept: begins with the first seed' });
  });

  // What is kept may be hours of work: who begins anew overwrites it.
  it.each([
    [{ ...kept, code: 'ba9876543210' }, 'ran code ba9876543210, and this is 0123456789ab'],
    [{ ...kept, from: 1 }, 'begin with seed 1, and this run with 7'],
  ])('is refused when what is kept does not fit, with the fix', (other, why) => {
    const fix = 'delete docs/safety-seeds.json or leave --continue out to begin anew';
    expect(() => begunWith(other, run)).toThrow(new WrongUsageError(`--continue cannot go on: the 2 seeds that are kept ${why}: ${fix}`));
  });
});
