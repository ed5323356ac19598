import { describe, expect, it } from 'vitest';
import { readJudge } from '../../../bench/judge/read-judge.ts';

const words = (line: string) => line.split(' ').filter((word) => word !== '');
const usual = { size: 'full', runs: 10_000, seed: 1, check: false };

describe('npm run bench:judge', () => {
  it.each([
    ['', usual],
    ['--short', { ...usual, size: 'short', runs: 1_000 }],
    ['--check --runs 50 --seed 0', { ...usual, runs: 50, seed: 0, check: true }],
  ])('reads %j', (line, asked) => {
    expect(readJudge(words(line))).toEqual(asked);
  });

  it.each([
    ['--sed 7', 'there is no flag --sed: give --short, --check, --runs or --seed'],
    ['foo', '"foo" belongs to no flag: leave it out'],
    ['--runs', '--runs has no value: give one after it'],
    ['--runs 0', '--runs is "0": give a whole number from 1 to 100000'],
    ['--runs 1000000000000', '--runs is "1000000000000": give a whole number from 1 to 100000'],
    ['--seed -1', '--seed is "-1": give a whole number from 0 to 4294967295'],
    ['--short --check', '--short and --check exclude each other: leave one out'],
  ])('refuses %s', (line, problem) => {
    expect(() => readJudge(words(line))).toThrow(expect.objectContaining({ name: 'WrongUsageError', message: problem }));
  });
});
