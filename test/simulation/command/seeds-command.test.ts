import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { copiedFiles } from '../report/copied-files.ts';
import { figuresSection } from '../report/figures.ts';
import { readKeptSeeds, writeKeptSeeds } from '../report/kept-seeds.ts';
import { sectionOf } from '../report/safety-page.ts';
import { aRun, aSummary } from './a-run.ts';
import type { SeedsAsked } from './read-simulate.ts';
import type { SeedPool } from './run-seeds.ts';
import { seedsCommand } from './seeds-command.ts';

const code = '0123456789ab';
const asked: SeedsAsked = { kind: 'seeds', from: 7, count: 1_200, minutes: undefined, writes: true, goesOn: true };

const files = copiedFiles();

/** Runs them on one worker that takes ten seconds for each batch and is lost after so many seeds, and hears what is printed and which ran. */
async function ran(what: Partial<SeedsAsked>, options: { lostAfter?: number; code?: string } = {}) {
  const [printed, seeds]: [string[], number[]] = [[], []];
  let nowMs = 1_000_000;
  const pool: SeedPool = async (_, next, answered) => {
    for (let task = next(); task !== undefined; task = next()) {
      if (seeds.length >= (options.lostAfter ?? Number.POSITIVE_INFINITY)) throw new RangeError('the machine is lost');
      seeds.push(...task.seeds);
      nowMs += 10_000;
      answered(task.seeds.map(aRun), task);
    }
  };
  const place = { files: files(), pool, nowMs: () => nowMs };
  const ended = seedsCommand({ ...asked, ...what }, { assembly: '', code: options.code ?? code }, (line) => printed.push(line), place);
  return { exitCode: await ended.catch((error: Error) => error), printed, seeds };
}

const figures = () => sectionOf(readFileSync(files().page, 'utf8'), 'figures');

describe('a run of seeds that is kept', () => {
  it('is kept and shown now and then, and goes on after a kill with the seeds after those', async () => {
    const lost = await ran({}, { lostAfter: 760 });
    expect(lost).toMatchObject({ exitCode: new RangeError('the machine is lost'), seeds: { length: 760 } });
    const first = { code, from: 7, parts: 1, tookSeconds: 500, summary: aSummary(7, 500) };
    expect(readKeptSeeds(files().seeds)).toEqual(first);
    expect(figures()).toBe(`\`npm run simulate -- --from 7 --seeds 500 --write\`\n\n${figuresSection(first)}`);

    const second = await ran({});
    expect(second.exitCode).toBe(0);
    expect(second.printed[0]).toBe('goes on after the 500 seeds of this code that are kept');
    expect(second.seeds).toEqual(Array.from({ length: 700 }, (_, index) => 507 + index));
    const both = { code, from: 7, parts: 2, tookSeconds: 1_200, summary: aSummary(7, 1_200) };
    expect(readKeptSeeds(files().seeds)).toEqual(both);
    expect(figures()).toBe(`\`npm run simulate -- --from 7 --seeds 1200 --write\`\n\n${figuresSection(both)}`);
  });

  it('stays as it is when it goes on with seeds that are all run', async () => {
    await ran({ count: 200 });
    const before = readKeptSeeds(files().seeds);
    expect(await ran({ count: 200 })).toMatchObject({ exitCode: 0, seeds: [] });
    expect(readKeptSeeds(files().seeds)).toEqual(before);
  });

  it('begins anew without --continue', async () => {
    await ran({ count: 200 });
    expect((await ran({ count: 300, goesOn: false })).seeds).toHaveLength(300);
    expect(readKeptSeeds(files().seeds)).toEqual({ code, from: 7, parts: 1, tookSeconds: 300, summary: aSummary(7, 300) });
  });

  it('is not lost to fewer seeds of the same run, which another may have kept meanwhile', async () => {
    await ran({ count: 300 });
    const [before, shown] = [readKeptSeeds(files().seeds), figures()];
    const fewer = await ran({ count: 200, goesOn: false });
    const said = 'nothing is written: 200 seeds ran, and 300 seeds of the same run are kept: delete docs/safety-seeds.json to write fewer';
    expect([fewer.exitCode, fewer.printed.at(-1)]).toEqual([1, said]);
    expect([readKeptSeeds(files().seeds), figures()]).toEqual([before, shown]);
  });

  it('takes the place of more seeds of other code', async () => {
    await ran({ count: 300 });
    expect((await ran({ count: 200, goesOn: false }, { code: 'ba9876543210' })).exitCode).toBe(0);
    expect(readKeptSeeds(files().seeds)).toMatchObject({ code: 'ba9876543210', summary: { seeds: 200 } });
  });

  it('is refused before a seed runs, and left as it is, when it cannot be gone on with', async () => {
    await ran({ count: 300 });
    const before = readFileSync(files().seeds, 'utf8');
    const refused = await ran({ count: 300 }, { code: 'ba9876543210' });
    expect(refused).toMatchObject({ exitCode: { name: 'WrongUsageError' }, seeds: [] });
    expect(readFileSync(files().seeds, 'utf8')).toBe(before);
  });

  // What cannot be read is what somebody may want to mend: hours later it would have been overwritten.
  it('is refused before a seed runs when it cannot be read, with --continue or without', async () => {
    writeFileSync(files().seeds, '{}');
    expect(await ran({ goesOn: false })).toMatchObject({ exitCode: { name: 'WrongUsageError' }, seeds: [] });
    expect(await ran({ goesOn: true })).toMatchObject({ exitCode: { name: 'WrongUsageError' }, seeds: [] });
  });
});

describe('a run of seeds', () => {
  it('reads and writes nothing when it is not asked to', async () => {
    writeKeptSeeds({ code: 'ba9876543210', from: 7, parts: 1, tookSeconds: 60, summary: aSummary(7, 200) }, files().seeds);
    const before = [readFileSync(files().seeds, 'utf8'), readFileSync(files().page, 'utf8')];
    expect(await ran({ writes: false, goesOn: false })).toMatchObject({ exitCode: 0, seeds: { length: 1_200 } });
    expect([readFileSync(files().seeds, 'utf8'), readFileSync(files().page, 'utf8')]).toEqual(before);
  });

  it('ends after its minutes', async () => {
    const stopped = await ran({ minutes: 3, count: 1_200 });
    expect([stopped.exitCode, stopped.seeds.length]).toEqual([0, 180]);
    expect(readKeptSeeds(files().seeds)).toMatchObject({ tookSeconds: 180, summary: { seeds: 180 } });
  });

  it('fails when too few have run to be written', async () => {
    const few = await ran({ minutes: 1, count: 1_200 });
    expect([few.exitCode, few.seeds.length, existsSync(files().seeds)]).toEqual([1, 60, false]);
  });
});
