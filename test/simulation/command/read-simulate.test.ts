import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { WrongUsageError } from '../../../bench/command/wrong-usage-error.ts';
import { plantedFaults } from '../planted/planted-faults.ts';
import { readSimulate } from './read-simulate.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-read-simulate-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const words = (line: string) => line.split(' ').filter((word) => word !== '');
const problemOf = (args: readonly string[]): string => {
  try {
    return `was read: ${JSON.stringify(readSimulate(args))}`;
  } catch (error) {
    return error instanceof WrongUsageError ? error.message : `threw ${String(error)}`;
  }
};

const seeds = { kind: 'seeds', minutes: undefined, writes: false, goesOn: false } as const;

describe('npm run simulate', () => {
  it.each([
    ['', { ...seeds, from: 1, count: 200 }],
    ['--seeds 40 --from 7', { ...seeds, from: 7, count: 40 }],
    ['--minutes 1 --from 1795000000', { ...seeds, from: 1_795_000_000, count: 1_000_000, minutes: 1 }],
    ['--from 4294967290', { ...seeds, from: 4_294_967_290, count: 6 }],
    ['--seed 0', { kind: 'seed', seed: 0 }],
    ['--seed=7', { kind: 'seed', seed: 7 }],
    ['--crash-matrix', { kind: 'crash-matrix' }],
    ['--crash-cell alarm/3/function/before', { kind: 'crash-cell', cell: 'alarm/3/function/before' }],
    ['--planted all', { kind: 'planted', faults: plantedFaults }],
    ['--planted retire-at-once', { kind: 'planted', faults: plantedFaults.filter(({ id }) => id === 'retire-at-once') }],
  ])('reads %j', (line, simulation) => {
    expect(readSimulate(words(line))).toEqual({ simulation, assembly: undefined, writtenBy: undefined });
  });

  it('reads the command that it writes beside its figures', () => {
    for (const line of ['--seeds 100000 --write', '--minutes 8 --from 700000 --write', '--crash-matrix --write', '--planted all --write']) {
      expect(readSimulate(words(line)).writtenBy).toBe(`npm run simulate -- ${line}`);
    }
  });

  it('reads whether seeds go on where others ended', () => {
    expect(readSimulate(words('--seeds 1000 --write')).simulation).toMatchObject({ writes: true, goesOn: false });
    expect(readSimulate(words('--seeds 1000 --write --continue')).simulation).toMatchObject({ writes: true, goesOn: true });
  });

  it('reads the lists, which run nothing', () => {
    expect(readSimulate(words('--lists'))).toEqual({ simulation: { kind: 'lists' }, assembly: undefined, writtenBy: undefined });
    expect(readSimulate(words('--lists --write'))).toMatchObject({ writtenBy: 'npm run simulate -- --lists --write' });
  });

  it('takes an assembly that is there', () => {
    for (const file of ['manifest.json', 'SluiceControlPlane.template.json', 'SimulatedShop.template.json'])
      writeFileSync(join(folder, file), '{}');
    expect(readSimulate(['--seed', '7', '--assembly', folder]).assembly).toBe(folder);
    expect(problemOf(['--assembly', folder, '--write'])).toBe(`--assembly ${folder} and --write exclude each other: leave one out`);
  });
});

describe('npm run simulate with numbers that are none', () => {
  const anyText = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.constantFrom('', ' 7', '7.5', '1e3', '1e999', 'Infinity', '-1', '0x7', '７'),
  );

  it('refuses all but digits, naming flag, value and fix, and runs no other seed in their place', () => {
    fc.assert(
      fc.property(fc.constantFrom('--seed', '--seeds', '--from', '--minutes'), anyText, (flag, text) => {
        fc.pre(!/^\d+$/.test(text));
        expect(problemOf([`${flag}=${text}`])).toMatch(
          new RegExp(`^${flag} (is "[^]*": give a whole number from [01] to \\d+|has no value)`),
        );
      }),
    );
  });

  it.each([
    ['--seed 7.5', '--seed is "7.5": give a whole number from 0 to 4294967295'],
    ['--seed -1', '--seed is "-1": give a whole number from 0 to 4294967295'],
    ['--seed 4294967296', '--seed is "4294967296": give a whole number from 0 to 4294967295'],
    ['--seeds 0', '--seeds is "0": give a whole number from 1 to 1000000'],
    ['--seeds 0 --write', '--seeds is "0": give a whole number from 1 to 1000000'],
    ['--seeds 7 --from 4294967290', '--seeds is "7": give a whole number from 1 to 6'],
    ['--minutes 0 --write', '--minutes is "0": give a whole number from 1 to 10080'],
    ['--seeds 99 --write', '--seeds is "99": give at least 100 with --write, the p99 of fewer says nothing'],
  ])('refuses %s', (line, problem) => {
    expect(problemOf(words(line))).toBe(problem);
  });
});

describe('npm run simulate with words that say nothing together', () => {
  it.each([
    ['--seed 7 --write', '--seed 7 and --write exclude each other: leave one out'],
    ['--seed 7 --seeds 40', '--seed 7 and --seeds 40 exclude each other: leave one out'],
    ['--seed 7 --from 3', '--seed 7 and --from 3 exclude each other: leave one out'],
    ['--seed 7 --seed 8', '--seed is given twice: give it once'],
    ['--crash-matrix --planted all', '--crash-matrix and --planted all exclude each other: leave one out'],
    ['--seeds 1000 --continue', '--continue goes on with what --write keeps: give --write too, or leave --continue out'],
    ['--planted all --write --continue', '--planted all and --continue exclude each other: leave one out'],
    ['--crash-matrix --minutes 3', '--crash-matrix and --minutes 3 exclude each other: leave one out'],
    ['--crash-cell alarm/1/call/before --write', '--crash-cell alarm/1/call/before and --write exclude each other: leave one out'],
    ['--lists --seeds 300 --write', '--lists and --seeds 300 exclude each other: leave one out'],
    ['--lists --continue --write', '--lists and --continue exclude each other: leave one out'],
    ['--planted all --seeds 3', '--planted all and --seeds 3 exclude each other: leave one out'],
    ['--planted retire-at-once --write', '--planted is "retire-at-once": give "all" with --write, the page shows every one'],
  ])('refuses %s', (line, problem) => {
    expect(problemOf(words(line))).toBe(problem);
  });

  it.each([
    ['--sed 7', 'there is no flag --sed: give --seeds, --from, --minutes, --seed, '],
    ['--constructor', 'there is no flag --constructor: '],
    ['7', '"7" belongs to no flag: leave it out'],
    ['-- 7', '"--" belongs to no flag: leave it out'],
    ['--seed', '--seed has no value: give one after it'],
    ['--write=no', '--write is "no": it stands alone, leave the value out'],
    [
      '--crash-cell another',
      '--crash-cell is "another", and there is no reference run "another": give a cell of one of good shop; good cart; ',
    ],
    [
      '--planted no-such',
      '--planted is "no-such", and there is no planted mistake "no-such": give all, or some of swallow-a-failed-restore, ',
    ],
    ['--assembly nowhere', '--assembly is "nowhere", which has no manifest.json: give a folder that test/simulation/assembly/'],
  ])('refuses %s', (line, problem) => {
    expect(problemOf(words(line))).toContain(problem);
  });
});
