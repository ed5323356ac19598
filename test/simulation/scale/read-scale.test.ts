import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readScale } from './read-scale.ts';

const words = (line: string) => line.split(' ').filter((word) => word !== '');
const usual = { sizes: [50], services: 500, withinSeconds: 60, badShare: 0.05, workers: availableParallelism(), writtenBy: undefined };

describe('npm run bench:scale', () => {
  it.each([
    ['', usual],
    ['--at-once 100,10 --bad 1 --within 0 --workers 1', { ...usual, sizes: [10, 100], badShare: 1, withinSeconds: 0, workers: 1 }],
    ['--at-once 1000', { ...usual, sizes: [1_000], services: 1_000 }],
    [
      '--at-once 10,40 --services 10000 --write',
      { ...usual, sizes: [10, 40], services: 10_000, writtenBy: 'npm run bench:scale -- --at-once 10,40 --services 10000 --write' },
    ],
  ])('reads %j', (line, asked) => {
    expect(readScale(words(line))).toEqual(asked);
  });

  it.each([
    ['--at-once 0', '--at-once is "0": give a whole number from 1 to 100000'],
    ['--at-once 10,', '--at-once is "": give a whole number from 1 to 100000'],
    ['--at-once 10,10', '--at-once is "10,10": give each number once'],
    ['--services 1.5', '--services is "1.5": give a whole number from 1 to 100000'],
    ['--services 5', '--services is "5": give at least 50, so many release at once'],
    ['--within -1', '--within is "-1": give a whole number from 0 to 3600'],
    ['--bad 2', '--bad is "2": give a share from 0 to 1, as 0.05'],
    ['--bad x', '--bad is "x": give a share from 0 to 1, as 0.05'],
    ['--workers x --write', '--workers is "x": give a whole number from 1 to 64'],
    ['--workers 0', '--workers is "0": give a whole number from 1 to 64'],
    ['--seeds 3', 'there is no flag --seeds: give --at-once, --services, --within, --bad, --workers or --write'],
  ])('refuses %s', (line, problem) => {
    expect(() => readScale(words(line))).toThrow(expect.objectContaining({ name: 'WrongUsageError', message: problem }));
  });
});
