import { describe, expect, it } from 'vitest';
import { rollbackCommand } from './rollback-command.ts';

const words = (line: string) => line.split(' ').filter((word) => word !== '');

describe('npm run bench:rollback', () => {
  it('reads how many seeds, and what it writes beside their figures', () => {
    expect(rollbackCommand.read([])).toEqual({ seeds: 1_000, writtenBy: undefined });
    expect(rollbackCommand.read(words('--seeds 30'))).toEqual({ seeds: 30, writtenBy: undefined });
    const writtenBy = 'npm run bench:rollback -- --seeds 150 --write';
    expect(rollbackCommand.read(words('--seeds 150 --write'))).toEqual({ seeds: 150, writtenBy });
  });

  it.each([
    ['--seeds x', '--seeds is "x": give a whole number from 1 to 100000'],
    ['--seeds 0', '--seeds is "0": give a whole number from 1 to 100000'],
    // A p99 of fewer is no more than their largest.
    ['--seeds 20 --write', '--seeds is "20": give a whole number from 100 to 100000'],
    ['--minutes 3', 'there is no flag --minutes: give --seeds or --write'],
  ])('refuses %s', (line, problem) => {
    expect(() => rollbackCommand.read(words(line))).toThrow(expect.objectContaining({ name: 'WrongUsageError', message: problem }));
  });
});
