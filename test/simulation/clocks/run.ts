import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { awsLatencies } from '../../../local/latency.ts';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { runOnAllCores } from '../command/worker-pool.ts';
import { writeSection } from '../report/safety-page.ts';
import { clockTable, goalMs, missedGoals, rowsOf } from './clock-table.ts';
import type { Measured } from './clock-worker.ts';
import type { Cause, Measurement } from './measure-rollback.ts';
import { measuredService } from './measured-service.ts';

const usage = 'npm run bench:rollback -- [--seeds <count, default 1000>] [--write]';
const { values } = parseArgs({ options: { seeds: { type: 'string' }, write: { type: 'boolean' } } });
const seeds = Number(values.seeds ?? 1_000);

const assembly = join(mkdtempSync(join(tmpdir(), 'sluice-clocks-')), 'assembly');
const causes: readonly Cause[] = ['alarm', 'crash', 'judged'];
const print = (line: string) => process.stdout.write(`${line}\n`);

if (Number.isInteger(seeds) && seeds > 0) process.exitCode = await run();
else {
  print(`--seeds is "${values.seeds}": give a whole number above 0\n\n${usage}`);
  process.exitCode = 2;
}

async function run(): Promise<number> {
  try {
    synthesizeSimulated(assembly, [measuredService]);
    const rows = rowsOf(await measureAll());
    const missed = missedGoals(rows);
    print(clockTable(rows));
    for (const miss of missed) print(miss);
    if (values.write === true) writeSection('rollback', section(clockTable(rows), missed));
    return missed.length > 0 ? 1 : 0;
  } finally {
    rmSync(join(assembly, '..'), { recursive: true, force: true });
  }
}

async function measureAll(): Promise<readonly (readonly [Measurement, Measured])[]> {
  const tasks = [false, true].flatMap((throttled) =>
    causes.flatMap((cause) => Array.from({ length: seeds }, (_, index): Measurement => ({ assembly, cause, seed: index + 1, throttled }))),
  );
  const all: (readonly [Measurement, Measured])[] = [];
  const answered = (measured: Measured, measurement: Measurement): void => void all.push([measurement, measured]);
  await runOnAllCores(new URL('./clock-worker.ts', import.meta.url), () => tasks.shift(), answered);
  return all;
}

function section(clocks: string, missed: readonly string[]): string {
  const latencies = Object.entries(awsLatencies).map(([name, { p50Ms, p99Ms, source }]) => `- ${name}: ${p50Ms} / ${p99Ms} ms. ${source}.`);
  return [
    `Seconds of the world, p50 / p99 of ${seeds} seeds each, with a candidate at 25 % of the users. "Half": half of all requests to AWS are refused from the onset until it is over.`,
    clocks,
    `Goal: signal → restored and confirmed within ${goalMs.usual / 1_000} s at p99, and within ${goalMs.throttled / 1_000} s when half of the calls are refused. ${missed.length === 0 ? 'Met.' : `Missed: ${missed.join('; ')}.`}`,
    'How long an alarm and the judge take to notice is mostly the metrics: a minute of data, 30 to 90 s until CloudWatch shows it (assumed), and a look or evaluation each 30 to 60 s. Latencies, p50 / p99:',
    latencies.join('\n'),
  ].join('\n\n');
}
