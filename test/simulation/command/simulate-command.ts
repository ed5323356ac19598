import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { cellCommand, matrixCommand } from '../crash-matrix/matrix-command.ts';
import { plantedCommand } from '../planted/planted-command.ts';
import { failureModesSection } from '../report/failure-modes-table.ts';
import { faultsSection, figuresSection } from '../report/figures.ts';
import { foundBugsSection } from '../report/found-bugs-table.ts';
import { writeSection } from '../report/safety-page.ts';
import { drawScenario } from '../scenario/draw-scenario.ts';
import { simulate } from '../simulate.ts';
import { describeRun, describeSummary } from './describe.ts';
import { runSeeds } from './run-seeds.ts';
import { nothingRun, type Summary, withRuns } from './summary.ts';

const usage = `npm run simulate -- [--seeds <count>] [--from <seed>] [--minutes <minutes>] [--seed <seed>] [--assembly <folder>]

  --seeds     how many seeds are run; default 200
  --from      the first seed; default 1
  --minutes   stops after so many minutes of this machine
  --seed      replays one seed and prints its trace
  --crash-matrix         kills at every call of the reference runs, and prints the table
  --crash-cell <cell>    runs one cell of it again and prints its trace
  --planted <name,…>     plants mistakes in a copy of the code and looks for them; "all" for every one
  --write     writes what came of it into docs/safety.md: the table of --crash-matrix; that of --planted, when all were
              hunted and found; without either, the figures, the faults, the failure modes and the bugs that were found.
              --crash-cell writes nothing
  --assembly  runs an assembly that was synthesized before, with test/simulation/assembly/synthesize-simulated.ts`;

const options = {
  seeds: { type: 'string' },
  from: { type: 'string' },
  minutes: { type: 'string' },
  seed: { type: 'string' },
  assembly: { type: 'string' },
  'crash-matrix': { type: 'boolean' },
  'crash-cell': { type: 'string' },
  planted: { type: 'string' },
  write: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Runs the simulator as the command line asks; answers the exit code: 1 when an invariant was violated, 2 for words it does not know. */
export async function simulateCommand(args: readonly string[], print: (line: string) => void): Promise<number> {
  const asked = read(args);
  if (asked.kind !== 'run') {
    print(asked.kind === 'help' ? usage : `${asked.problem}\n\n${usage}`);
    return asked.kind === 'help' ? 0 : 2;
  }
  const own = asked.assembly === undefined ? mkdtempSync(join(tmpdir(), 'sluice-simulation-')) : undefined;
  const assembly = asked.assembly ?? join(own ?? '', 'assembly');
  try {
    if (own !== undefined) synthesizeSimulated(assembly);
    if (asked.crashMatrix) return await matrixCommand(assembly, asked.write, print);
    if (asked.crashCell !== undefined) return await cellCommand(asked.crashCell, assembly, print);
    if (asked.planted !== undefined) return await plantedCommand({ sound: assembly, only: asked.planted, write: asked.write }, print);
    const startedMs = performance.now();
    const summary = asked.seed === undefined ? await many(asked, assembly, print) : await one(asked.seed, assembly, print);
    const tookSeconds = (performance.now() - startedMs) / 1_000;
    print(describeSummary(summary, tookSeconds));
    if (asked.write) {
      writeSection('figures', figuresSection(summary, tookSeconds, asked.from));
      writeSection('faults', faultsSection(summary));
      writeSection('failure-modes', failureModesSection());
      writeSection('found-bugs', foundBugsSection());
    }
    return summary.violations.length > 0 ? 1 : 0;
  } finally {
    if (own !== undefined) rmSync(own, { recursive: true, force: true });
  }
}

type Asked =
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly problem: string }
  | {
      readonly kind: 'run';
      readonly count: number;
      readonly from: number;
      readonly minutes: number;
      readonly seed: number | undefined;
      readonly crashMatrix: boolean;
      readonly crashCell: string | undefined;
      /** Names; an empty list for all. */
      readonly planted: readonly string[] | undefined;
      readonly write: boolean;
      readonly assembly: string | undefined;
    };

function read(args: readonly string[]): Asked {
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (values.help === true) return { kind: 'help' };
    const numbers = { seeds: values.seeds, from: values.from, minutes: values.minutes, seed: values.seed };
    const bad = Object.entries(numbers).find(([, text]) => text !== undefined && !(Number(text) >= 0));
    if (bad !== undefined) return { kind: 'refused', problem: `--${bad[0]} is "${bad[1]}": give a number from 0 on` };
    const minutes = Number(values.minutes ?? Number.POSITIVE_INFINITY);
    const count = Number(values.seeds ?? (values.minutes === undefined ? 200 : Number.POSITIVE_INFINITY));
    const seed = values.seed === undefined ? undefined : Number(values.seed);
    const planted = values.planted === 'all' ? [] : values.planted?.split(',');
    const crash = { crashMatrix: values['crash-matrix'] === true, crashCell: values['crash-cell'], write: values.write === true };
    return { kind: 'run', count, from: Number(values.from ?? 1), minutes, seed, assembly: values.assembly, planted, ...crash };
  } catch (error) {
    return { kind: 'refused', problem: error instanceof Error ? error.message : String(error) };
  }
}

async function one(seed: number, assembly: string, print: (line: string) => void): Promise<Summary> {
  const run = await simulate(drawScenario(seed), { assembly, traced: true });
  print(describeRun(run));
  return withRuns(nothingRun, [run]);
}

function many(asked: Asked & { kind: 'run' }, assembly: string, print: (line: string) => void): Promise<Summary> {
  const { count, from, minutes } = asked;
  const endMs = performance.now() + minutes * 60_000;
  let told = 0;
  const tell = (soFar: Summary): void => {
    for (const { seed, id, oracle, because } of soFar.violations.slice(told)) print(`seed ${seed}: ${id} ${oracle}: ${because}`);
    told = soFar.violations.length;
  };
  return runSeeds({ assembly, from, count, goOn: () => performance.now() < endMs, tell });
}
