import { join } from 'node:path';
import type { Command } from '../../../bench/command/answer-command.ts';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { cellCommand, matrixCommand } from '../crash-matrix/matrix-command.ts';
import { plantedCommand } from '../planted/planted-command.ts';
import { drawScenario } from '../scenario/draw-scenario.ts';
import { simulate } from '../simulate.ts';
import { codeDigest } from './code-digest.ts';
import { describeRun, describeSummary } from './describe.ts';
import { listsCommand } from './lists-command.ts';
import { readSimulate, type SimulationAsked } from './read-simulate.ts';
import { seedsCommand } from './seeds-command.ts';
import { nothingRun, withRuns } from './summary.ts';
import { withTemporaryFolder } from './with-temporary-folder.ts';

const usage = `npm run simulate -- [--seeds <count>] [--from <seed>] [--minutes <minutes>] [--write [--continue]]
npm run simulate -- --seed <seed>
npm run simulate -- --crash-matrix [--write]
npm run simulate -- --crash-cell <cell>
npm run simulate -- --planted <name,…|all> [--write]
npm run simulate -- --lists [--write]

  --seeds     how many seeds are run; default 200, or 1,000,000 when there are --minutes
  --from      the first seed; default 1
  --minutes   stops after so many minutes of this machine, or when all seeds are run
  --seed      replays one seed and prints its trace
  --crash-matrix         kills at the calls of the reference runs, repeated ones once, and prints the table
  --crash-cell <cell>    runs one cell of it again and prints its trace
  --planted <name,…>     plants mistakes in a copy of the code and looks for them; "all" for every one
  --lists     runs nothing, and prints what is kept of seeds, with the faults, the failure modes and the bugs that were found
  --write     writes what came of it into docs/safety.md, with the command: the table of --crash-matrix; that of --planted all,
              when all were found; the lists of --lists; without any of these, the figures of at least 100 seeds and their faults. A
              violation is written as it is. What the seeds came to is kept in docs/safety-seeds.json, now and then while they run,
              and fewer never take the place of more of the same code
  --continue  goes on with the seeds after those that are kept there; refused when they ran other code or begin with another seed
  --assembly <folder>    runs an assembly that was synthesized before, with test/simulation/assembly/synthesize-simulated.ts;
              nothing of it is written

Exit code: 0 when nothing was violated, 1 when something was, or too little was run, 2 when these words are used wrongly.`;

type Print = (line: string) => void;

/** The simulator, as the command line asks for it: seeds, one seed, the crash matrix, one cell of it, or planted mistakes. */
export const simulateCommand: Command<SimulationAsked> = {
  name: 'npm run simulate',
  usage,
  read: readSimulate,
  run: (asked, print) => withTemporaryFolder('sluice-simulation-', (folder) => run(asked, folder, print)),
};

async function run({ simulation, assembly: given, writtenBy }: SimulationAsked, folder: string, print: Print): Promise<number> {
  if (simulation.kind === 'lists') return listsCommand(writtenBy !== undefined, print);
  const assembly = given ?? join(folder, 'assembly');
  if (given === undefined) synthesizeSimulated(assembly);
  switch (simulation.kind) {
    case 'seeds':
      return seedsCommand(simulation, { assembly, code: codeDigest(assembly) }, print);
    case 'seed':
      return one(simulation.seed, assembly, print);
    case 'crash-matrix':
      return matrixCommand(assembly, writtenBy, print);
    case 'crash-cell':
      return cellCommand(simulation.cell, assembly, print);
    case 'planted':
      return plantedCommand({ faults: simulation.faults, sound: assembly, folder, writtenBy }, print);
  }
}

async function one(seed: number, assembly: string, print: Print): Promise<number> {
  const startedMs = performance.now();
  const run = await simulate(drawScenario(seed), { assembly, traced: true });
  print(describeRun(run));
  print(describeSummary(withRuns(nothingRun, [run]), (performance.now() - startedMs) / 1_000));
  return run.violations.length > 0 ? 1 : 0;
}
