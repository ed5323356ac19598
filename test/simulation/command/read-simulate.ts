import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Flags, keepApart, readFlags } from '../../../bench/command/read-flags.ts';
import { readWhole } from '../../../bench/command/read-whole.ts';
import { WrongUsageError } from '../../../bench/command/wrong-usage-error.ts';
import { readCell } from '../crash-matrix/matrix-command.ts';
import { readPlanted } from '../planted/planted-command.ts';
import type { PlantedFault } from '../planted/planted-fault.ts';
import { commandLine } from './command-line.ts';
import { lastSeed, writtenSeedsMin } from './run-limits.ts';

/** Which seeds are to be run. */
export interface SeedsAsked {
  readonly kind: 'seeds';
  readonly from: number;
  /** Those that were run before included. */
  readonly count: number;
  readonly minutes: number | undefined;
  /** Whether what they come to is kept and published. */
  readonly writes: boolean;
  /** Whether those of them that are kept need not run again. */
  readonly goesOn: boolean;
}

/** What is to be simulated: one thing of several. */
export type Simulation =
  | SeedsAsked
  | { readonly kind: 'seed'; readonly seed: number }
  | { readonly kind: 'crash-matrix' }
  | { readonly kind: 'crash-cell'; readonly cell: string }
  | { readonly kind: 'planted'; readonly faults: readonly PlantedFault[] }
  | { readonly kind: 'lists' };

/** What the command line asks for. */
export interface SimulationAsked {
  readonly simulation: Simulation;
  /** Where an assembly is that was synthesized before; none: one is made. */
  readonly assembly: string | undefined;
  /** The command that is put on the page of safety with what came of it; none: nothing is written. */
  readonly writtenBy: string | undefined;
}

const flagsKnown = {
  seeds: 'value',
  from: 'value',
  minutes: 'value',
  seed: 'value',
  'crash-matrix': 'alone',
  'crash-cell': 'value',
  planted: 'value',
  lists: 'alone',
  assembly: 'value',
  write: 'alone',
  continue: 'alone',
} as const;

/** What is asked for instead of seeds, with all that says nothing beside it. Figures of one run, or of another assembly, are nobody's to publish. */
const apart = {
  seed: ['seeds', 'from', 'minutes', 'crash-matrix', 'crash-cell', 'planted', 'write', 'continue'],
  'crash-cell': ['seeds', 'from', 'minutes', 'crash-matrix', 'planted', 'write', 'continue'],
  'crash-matrix': ['seeds', 'from', 'minutes', 'planted', 'continue'],
  planted: ['seeds', 'from', 'minutes', 'continue'],
  lists: ['seeds', 'from', 'minutes', 'seed', 'crash-matrix', 'crash-cell', 'planted', 'continue', 'assembly'],
  assembly: ['write'],
} as const;

const seedsUsually = 200;
/** A day of two cores; who wants more goes on with --from. */
const seedsMax = 1_000_000;
/** A week. */
const minutesMax = 10_080;

/** @throws {WrongUsageError} the words do not say what to simulate. */
export function readSimulate(args: readonly string[]): SimulationAsked {
  const flags = readFlags(args, flagsKnown);
  keepApart(flags, apart);
  return {
    simulation: readSimulation(flags),
    assembly: flags.assembly === undefined ? undefined : readAssembly(flags.assembly),
    writtenBy: flags.write ? commandLine('npm run simulate', args) : undefined,
  };
}

type Given = Flags<typeof flagsKnown>;

function readSimulation(flags: Given): Simulation {
  if (flags.seed !== undefined) return { kind: 'seed', seed: readWhole('--seed', flags.seed, { min: 0, max: lastSeed }) };
  if (flags['crash-matrix']) return { kind: 'crash-matrix' };
  if (flags['crash-cell'] !== undefined) return { kind: 'crash-cell', cell: readCell(flags['crash-cell']) };
  if (flags.lists) return { kind: 'lists' };
  if (flags.planted === undefined) return readSeeds(flags);
  if (flags.write && flags.planted !== 'all') {
    throw new WrongUsageError(`--planted is "${flags.planted}": give "all" with --write, the page shows every one`);
  }
  return { kind: 'planted', faults: readPlanted(flags.planted) };
}

function readSeeds({ seeds, from: first = '1', minutes, write, continue: goesOn }: Given): SeedsAsked {
  const from = readWhole('--from', first, { min: 0, max: lastSeed });
  const left = Math.min(seedsMax, lastSeed - from + 1);
  const usually = Math.min(left, minutes === undefined ? seedsUsually : seedsMax);
  const count = seeds === undefined ? usually : readWhole('--seeds', seeds, { min: 1, max: left });
  if (write && count < writtenSeedsMin) {
    throw new WrongUsageError(`--seeds is "${count}": give at least ${writtenSeedsMin} with --write, the p99 of fewer says nothing`);
  }
  if (goesOn === true && write !== true)
    throw new WrongUsageError('--continue goes on with what --write keeps: give --write too, or leave --continue out');
  return {
    kind: 'seeds',
    ...{ from, count, writes: write === true, goesOn: goesOn === true },
    minutes: minutes === undefined ? undefined : readWhole('--minutes', minutes, { min: 1, max: minutesMax }),
  };
}

function readAssembly(folder: string): string {
  const needed = ['manifest.json', 'SluiceControlPlane.template.json', 'SimulatedShop.template.json'];
  const missing = needed.find((file) => !existsSync(join(folder, file)));
  if (missing === undefined) return folder;
  throw new WrongUsageError(
    `--assembly is "${folder}", which has no ${missing}: give a folder that test/simulation/assembly/synthesize-simulated.ts has written`,
  );
}
