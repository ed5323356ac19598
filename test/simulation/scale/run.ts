import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { quantileOf } from '../command/quantile.ts';
import { runOnAllCores } from '../command/worker-pool.ts';
import { writeSection } from '../report/safety-page.ts';
import { manyOptions, multiplyAssembly } from './many-services.ts';
import type { ScaleResult, ScaleRun } from './measure-scale.ts';
import { missedOf, scaleSection } from './scale-section.ts';
import type { Measured } from './scale-tables.ts';
import { alarmMetricsIn, resourcesIn, type Template } from './standing-quotas.ts';

const usage = `npm run bench:scale -- [--at-once <services that release at once; several runs, as 10,100,1000; default 50>]
                       [--services <services declared in all; default 500>] [--within <seconds over which they are pushed; default 60>]
                       [--bad <share of bad releases; default 0.05>] [--workers <cores; default all>] [--write]`;

const { values } = parseArgs({
  options: {
    'at-once': { type: 'string' },
    services: { type: 'string' },
    within: { type: 'string' },
    bad: { type: 'string' },
    workers: { type: 'string' },
    write: { type: 'boolean' },
  },
});
const sizes = (values['at-once'] ?? '50').split(',').map(Number);
const asked = { services: Number(values.services ?? 500), within: Number(values.within ?? 60), bad: Number(values.bad ?? 0.05) };
/** How long one service takes alone is measured on so many that no quota delays. */
const alone = 40;
const print = (line: string) => process.stdout.write(`${line}\n`);

if (sizes.every((size) => Number.isInteger(size) && size >= 1) && Object.values(asked).every((value) => value >= 0)) {
  process.exitCode = await run();
} else {
  print(`${JSON.stringify(values)}: give numbers from 0 on\n\n${usage}`);
  process.exitCode = 2;
}

async function run(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-scale-'));
  try {
    const measured = await measureAll(folder);
    const aloneMs = quantileOf(measured.find(({ run }) => !run.hasQuotas)?.result.restoredMs ?? [], 0.99);
    const inOrder = measured.filter(({ run }) => run.hasQuotas).sort((one, other) => one.run.real - other.run.real);
    const [controlPlane, service] = [templateIn(folder, 'SluiceControlPlane'), templateIn(folder, 'SimulatedQqq')];
    const alarmMetrics = { controlPlane: alarmMetricsIn(controlPlane), service: alarmMetricsIn(service) };
    const section = scaleSection({ measured: inOrder, aloneMs, alarmMetrics, resources: resourcesIn(service) });
    print(section);
    for (const { result } of inOrder) for (const failure of result.failures) print(`a good release was not promoted: ${failure}`);
    if (values.write === true) writeSection('scale', section);
    return inOrder.flatMap((each) => missedOf(each, aloneMs)).length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The largest first: it takes as long as all others together. */
async function measureAll(folder: string): Promise<readonly Measured[]> {
  const one = join(folder, 'one');
  synthesizeSimulated(one, [manyOptions]);
  const assemblyOf = (real: number) => {
    const many = join(folder, `many-${real}`);
    multiplyAssembly(one, many, real);
    return many;
  };
  const shared = { seed: 1, withinSeconds: asked.within };
  const runs: ScaleRun[] = [...sizes]
    .sort((size, other) => other - size)
    .map((real) => ({
      ...{ ...shared, assembly: assemblyOf(real), real, declared: Math.max(0, asked.services - real) },
      ...{ hasQuotas: true, badShare: asked.bad },
    }));
  runs.push({ ...shared, assembly: assemblyOf(alone), real: alone, declared: 0, hasQuotas: false, badShare: 1 });
  const measured: Measured[] = [];
  const answered = (result: ScaleResult, run: ScaleRun): void => void measured.push({ run, result });
  await runOnAllCores(
    new URL('./scale-worker.ts', import.meta.url),
    () => runs.shift(),
    answered,
    Number(values.workers ?? availableParallelism()),
  );
  return measured;
}

function templateIn(folder: string, name: string): Template {
  return JSON.parse(readFileSync(join(folder, 'one', `${name}.template.json`), 'utf8')) as Template;
}
