import { keepApart, readFlags } from '../command/read-flags.ts';
import { readWhole } from '../command/read-whole.ts';

/** What the command line asks for. */
export interface JudgeAsked {
  readonly size: 'short' | 'full';
  /** Runs of each row. */
  readonly runs: number;
  readonly seed: number;
  /** Whether pages are compared with what they should be, and not written. */
  readonly check: boolean;
}

/** A short run writes no page, so it has none to compare. */
const apart = { short: ['check'] } as const;

/** Ten times those of the pages: the outcome of every run by every rule is kept in memory, two hundred for each. */
const runsMax = 100_000;
/** As many as the simulator has. Each begins every stream of random numbers, as text. */
const seedMax = 2 ** 32 - 1;

/** @throws {WrongUsageError} the words do not say what to measure. */
export function readJudge(args: readonly string[]): JudgeAsked {
  const flags = readFlags(args, { short: 'alone', check: 'alone', runs: 'value', seed: 'value' });
  keepApart(flags, apart);
  return {
    size: flags.short ? 'short' : 'full',
    runs: readWhole('--runs', flags.runs ?? (flags.short ? '1000' : '10000'), { min: 1, max: runsMax }),
    seed: readWhole('--seed', flags.seed ?? '1', { min: 0, max: seedMax }),
    check: flags.check ?? false,
  };
}
