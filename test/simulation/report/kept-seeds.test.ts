import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WrongUsageError } from '../../../bench/command/wrong-usage-error.ts';
import { nothingRun } from '../command/summary.ts';
import { begunWith, type KeptSeeds, readKeptSeeds, writeKeptSeeds } from './kept-seeds.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-kept-seeds-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'safety-seeds.json');
const kept: KeptSeeds = { code: '0123456789ab', from: 7, parts: 1, tookSeconds: 60, summary: { ...nothingRun, seeds: 500 } };

describe('seeds that are kept', () => {
  it('are none at first, and then those that were written last', () => {
    expect(readKeptSeeds(path)).toBeUndefined();
    writeKeptSeeds({ ...kept, parts: 2 }, path);
    writeKeptSeeds(kept, path);
    expect(readKeptSeeds(path)).toEqual(JSON.parse(JSON.stringify(kept)));
    expect(readdirSync(folder)).toEqual(['safety-seeds.json']);
  });

  it('are refused when the file is no JSON, with the fix', () => {
    writeFileSync(path, '{"code":');
    const fix = 'docs/safety-seeds.json is no JSON: restore it from git, or delete it to begin anew';
    expect(() => readKeptSeeds(path)).toThrow(new WrongUsageError(fix));
  });
});

describe('a run that goes on', () => {
  it('begins with what is kept, of the same code and the same first seed', () => {
    expect(begunWith(kept, '0123456789ab', 7)).toEqual({ before: kept, because: 'goes on after the 500 seeds of this code that are kept' });
  });

  it.each([
    [undefined, 'nothing is kept'],
    [{ ...kept, code: 'ba9876543210' }, 'what is kept ran other code, ba9876543210, and this is 0123456789ab'],
    [{ ...kept, from: 1 }, 'what is kept begins with seed 1, and this with 7'],
  ])('begins with none else, and says why', (other, why) => {
    const before = { code: '0123456789ab', from: 7, parts: 0, tookSeconds: 0, summary: nothingRun };
    expect(begunWith(other, '0123456789ab', 7)).toEqual({ before, because: `${why}: begins with the first seed` });
  });
});
