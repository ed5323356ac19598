import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { quantileOf } from '../command/quantile.ts';
import { manyOptions, multiplyAssembly } from './many-services.ts';
import { measureScale, type ScaleResult } from './measure-scale.ts';

const usage = `npm run bench:scale -- [--at-once <services that release at once, default 50>] [--services <services declared in all, default 500>]
                       [--within <seconds over which they are pushed, default 60>] [--bad <share of bad releases, default 0.05>]`;

const { values } = parseArgs({
  options: { 'at-once': { type: 'string' }, services: { type: 'string' }, within: { type: 'string' }, bad: { type: 'string' } },
});
const asked = {
  atOnce: Number(values['at-once'] ?? 50),
  services: Number(values.services ?? 500),
  within: Number(values.within ?? 60),
  bad: Number(values.bad ?? 0.05),
};
const print = (line: string) => process.stdout.write(`${line}\n`);

if (Object.values(asked).every((value) => value >= 0) && asked.atOnce >= 1) process.exitCode = await run();
else {
  print(`${JSON.stringify(values)}: give numbers from 0 on\n\n${usage}`);
  process.exitCode = 2;
}

async function run(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-scale-'));
  try {
    synthesizeSimulated(join(folder, 'one'), [manyOptions]);
    multiplyAssembly(join(folder, 'one'), join(folder, 'many'), asked.atOnce);
    const declared = Math.max(0, asked.services - asked.atOnce);
    const world = { assembly: join(folder, 'many'), real: asked.atOnce, declared, seed: 1, hasQuotas: true };
    const result = await measureScale({ ...world, withinSeconds: asked.within, badShare: asked.bad });
    describe(result);
    return result.failures.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe({
  goodEndings,
  badEndings,
  failures,
  promotedSeconds,
  restoredMs,
  usage: used,
  refused,
  deployments,
}: ScaleResult): void {
  const each = (count: number) => (count / Math.max(1, deployments)).toFixed(1);
  const calls = Object.values(used.calls).reduce((sum, count) => sum + count, 0);
  print(`${deployments} deployments; good ones: ${JSON.stringify(goodEndings)}, bad ones: ${JSON.stringify(badEndings)}`);
  print(`promoted after p50 ${quantileOf(promotedSeconds, 0.5)} s, p99 ${quantileOf(promotedSeconds, 0.99)} s`);
  print(`signal → restored and read back: p50 ${quantileOf(restoredMs, 0.5)} ms, p99 ${quantileOf(restoredMs, 0.99)} ms`);
  print(`each deployment: ${each(calls)} calls of AWS, ${each(used.transitions)} transitions, ${each(used.metricsRead)} metrics read`);
  print(`refused by quotas: ${JSON.stringify(refused)}`);
  for (const failure of failures) print(`a good release was taken back: ${failure}`);
}
