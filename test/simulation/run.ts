import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeSimulated } from './assembly/synthesize-simulated.ts';
import { drawScenario } from './scenario/draw-scenario.ts';
import { simulate } from './simulate.ts';

const assembly = process.env.ASM ?? mkdtempSync(join(tmpdir(), 'sluice-simulation-'));
if (process.env.ASM === undefined) synthesizeSimulated(assembly);
const [from = '1', until = from] = process.argv.slice(2);
for (let seed = Number(from); seed <= Number(until); seed += 1) {
  const t = performance.now();
  const run = await simulate(drawScenario(seed), { assembly, traced: from === until });
  for (const line of run.trace) process.stdout.write(`${line}\n`);
  process.stdout.write(`${JSON.stringify({ ...run, trace: undefined })} ${Math.round(performance.now() - t)} ms\n`);
}
