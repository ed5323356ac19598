import { availableParallelism } from 'node:os';
import { readFlags } from '../../../bench/command/read-flags.ts';
import { readWhole } from '../../../bench/command/read-whole.ts';
import { WrongUsageError } from '../../../bench/command/wrong-usage-error.ts';
import { commandLine } from '../command/command-line.ts';

/** What the command line asks for. */
export interface ScaleAsked {
  /** Services that release at once, one run each, ascending. */
  readonly sizes: readonly number[];
  /** Declared in all, in every run. */
  readonly services: number;
  readonly withinSeconds: number;
  /** 0..1. */
  readonly badShare: number;
  readonly workers: number;
  /** The command that is put on the page of safety with the tables; none: nothing is written. */
  readonly writtenBy: string | undefined;
}

const flagsKnown = { 'at-once': 'value', services: 'value', within: 'value', bad: 'value', workers: 'value', write: 'alone' } as const;

/** Names of services have five digits. */
const servicesMax = 100_000;
/** A run is given up six hours after its first push. */
const withinMax = 3_600;

/** @throws {WrongUsageError} the words do not say what to measure. */
export function readScale(args: readonly string[]): ScaleAsked {
  const flags = readFlags(args, flagsKnown);
  const sizes = readSizes(flags['at-once'] ?? '50');
  const largest = sizes.at(-1) ?? 1;
  const services = readWhole('--services', flags.services ?? `${Math.max(500, largest)}`, { min: 1, max: servicesMax });
  if (services < largest) throw new WrongUsageError(`--services is "${services}": give at least ${largest}, so many release at once`);
  return {
    ...{ sizes, services },
    withinSeconds: readWhole('--within', flags.within ?? '60', { min: 0, max: withinMax }),
    badShare: readShare('--bad', flags.bad ?? '0.05'),
    workers: flags.workers === undefined ? availableParallelism() : readWhole('--workers', flags.workers, { min: 1, max: 64 }),
    writtenBy: flags.write ? commandLine('npm run bench:scale', args) : undefined,
  };
}

function readSizes(text: string): readonly number[] {
  const sizes = text.split(',').map((size) => readWhole('--at-once', size, { min: 1, max: servicesMax }));
  if (new Set(sizes).size < sizes.length) throw new WrongUsageError(`--at-once is "${text}": give each number once`);
  return sizes.toSorted((one, other) => one - other);
}

function readShare(flag: string, text: string): number {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) <= 1) return Number(text);
  throw new WrongUsageError(`${flag} is "${text}": give a share from 0 to 1, as 0.05`);
}
