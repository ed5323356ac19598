import { join } from 'node:path';
import type { Command } from '../../../bench/command/answer-command.ts';
import { readFlags } from '../../../bench/command/read-flags.ts';
import { readWhole } from '../../../bench/command/read-whole.ts';
import { runOnAllCores } from '../../../bench/command/worker-pool.ts';
import { awsLatencies } from '../../../local/latency.ts';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { codeDigestIn } from '../command/code-digest.ts';
import { commandLine } from '../command/command-line.ts';
import { writtenSeedsMin } from '../command/run-limits.ts';
import { withTemporaryFolder } from '../command/with-temporary-folder.ts';
import { writeSections } from '../report/safety-page.ts';
import { clockTable, missedGoals, rowsOf } from './clock-table.ts';
import type { Measured } from './clock-worker.ts';
import type { Cause, Measurement } from './measure-rollback.ts';
import { measuredService } from './measured-service.ts';

const usage = `npm run bench:rollback -- [--seeds <count>] [--write]

  --seeds     rollbacks of each cause, with and without throttling; default 1000
  --write     writes the table of at least ${writtenSeedsMin} seeds into docs/safety.md, with the command

Exit code: 0 when the goal of signal → confirmed is met, 1 when it is missed, 2 when these words are used wrongly.`;

/** What the command line asks for. */
interface RollbackAsked {
  readonly seeds: number;
  /** The command that is put on the page of safety with the table; none: nothing is written. */
  readonly writtenBy: string | undefined;
}

type Print = (line: string) => void;

const causes: readonly Cause[] = ['alarm', 'crash', 'judged'];
/** Far more than make the last percent steady. */
const seedsMax = 100_000;

/** Measures how long rollbacks take, from the onset of harm to the last user, in seconds of the world. */
export const rollbackCommand: Command<RollbackAsked> = {
  name: 'npm run bench:rollback',
  usage,
  read: (args) => {
    const { seeds = '1000', write } = readFlags(args, { seeds: 'value', write: 'alone' });
    return {
      seeds: readWhole('--seeds', seeds, { min: write ? writtenSeedsMin : 1, max: seedsMax }),
      writtenBy: write ? commandLine('npm run bench:rollback', args) : undefined,
    };
  },
  run: (asked, print) => withTemporaryFolder('sluice-clocks-', (folder) => run(asked, folder, print)),
};

async function run({ seeds, writtenBy: command }: RollbackAsked, folder: string, print: Print): Promise<number> {
  const written = command === undefined ? undefined : { command, code: codeDigestIn(join(folder, 'simulated')) };
  const assembly = join(folder, 'assembly');
  synthesizeSimulated(assembly, [measuredService]);
  const rows = rowsOf(await measureAll(seeds, assembly));
  const [missed, clocks] = [missedGoals(rows), clockTable(rows)];
  print(clocks);
  for (const miss of missed) print(miss);
  if (written !== undefined) writeSections([{ name: 'rollback', text: section(seeds, clocks), ...written }]);
  return missed.length > 0 ? 1 : 0;
}

async function measureAll(seeds: number, assembly: string): Promise<readonly (readonly [Measurement, Measured])[]> {
  const tasks = [false, true].flatMap((throttled) =>
    causes.flatMap((cause) => Array.from({ length: seeds }, (_, index): Measurement => ({ assembly, cause, seed: index + 1, throttled }))),
  );
  const all: (readonly [Measurement, Measured])[] = [];
  const answered = (measured: Measured, measurement: Measurement): void => void all.push([measurement, measured]);
  await runOnAllCores(new URL('./clock-worker.ts', import.meta.url), () => tasks.shift(), answered);
  return all;
}

function section(seeds: number, clocks: string): string {
  const latencies = Object.entries(awsLatencies).map(([name, { p50Ms, p99Ms, source }]) => `- ${name}: ${p50Ms} / ${p99Ms} ms. ${source}.`);
  return [
    `Seconds of the world, p50 / p99 of ${seeds} seeds each, with a candidate at 25 % of the users. "Half": half of Sluice’s own calls of AWS are refused from the onset until it is over.`,
    clocks,
    'How long an alarm and the judge take to notice is mostly the metrics: a minute of data, 30 to 90 s until CloudWatch shows it (assumed), and a look or evaluation each 30 to 60 s. A crash is detected at its onset: the model sends the event of ECS at that moment, AWS says no delay of it, and its delivery counts in detected → accepted. Latencies, p50 / p99:',
    latencies.join('\n'),
  ].join('\n\n');
}
