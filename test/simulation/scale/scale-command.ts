import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../../../bench/command/answer-command.ts';
import { runOnAllCores } from '../../../bench/command/worker-pool.ts';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { codeDigestIn } from '../command/code-digest.ts';
import { quantileOf } from '../command/quantile.ts';
import { withTemporaryFolder } from '../command/with-temporary-folder.ts';
import { writeSections } from '../report/safety-page.ts';
import { manyOptions, multiplyAssembly } from './many-services.ts';
import type { ScaleResult, ScaleRun } from './measure-scale.ts';
import { readScale, type ScaleAsked } from './read-scale.ts';
import { missedOf, scaleSection } from './scale-section.ts';
import type { Measured } from './scale-tables.ts';
import { alarmMetricsIn, resourcesIn, type Template } from './standing-quotas.ts';

const usage = `npm run bench:scale -- [--at-once <count,…>] [--services <count>] [--within <seconds>] [--bad <share>] [--workers <count>] [--write]

  --at-once   services that release at once, one run for each number, as 10,100,1000; default 50
  --services  services declared in all; default 500, or as many as release at once
  --within    seconds over which they are pushed; default 60
  --bad       share of bad releases, 0 to 1; default 0.05
  --workers   runs at a time; default one for each core
  --write     writes the tables into docs/safety.md, with the command

Exit code: 0 when the goal is met, 1 when it is missed or nothing was measured, 2 when these words are used wrongly.`;

/** Rollbacks that no quota delays, for the others to be compared with: so many bad releases at once that they have a spread. */
const aloneServices = 40;

type Print = (line: string) => void;

/** Measures many services of one account that release at once: times, calls, dollars. */
export const scaleCommand: Command<ScaleAsked> = {
  name: 'npm run bench:scale',
  usage,
  read: readScale,
  run: (asked, print) => withTemporaryFolder('sluice-scale-', (folder) => run(asked, folder, print)),
};

async function run(asked: ScaleAsked, folder: string, print: Print): Promise<number> {
  const { writtenBy } = asked;
  const written = writtenBy === undefined ? undefined : { command: writtenBy, code: codeDigestIn(join(folder, 'simulated')) };
  const measured = await measureAll(asked, folder);
  const inOrder = measured.filter(({ run }) => run.hasQuotas).sort((one, other) => one.run.real - other.run.real);
  const aloneMs = quantileOf(measured.find(({ run }) => !run.hasQuotas)?.result.restoredMs ?? [], 0.99);
  if (inOrder.length < asked.sizes.length || !(aloneMs > 0 && Number.isFinite(aloneMs))) {
    print('nothing was measured: no run, or no rollback without quotas, beside which the others could be slow');
    return 1;
  }
  const [controlPlane, service] = [templateIn(folder, 'SluiceControlPlane'), templateIn(folder, 'SimulatedQqq')];
  const alarmMetrics = { controlPlane: alarmMetricsIn(controlPlane), service: alarmMetricsIn(service) };
  const alone = { services: aloneServices, ms: aloneMs };
  const text = scaleSection({ measured: inOrder, alone, alarmMetrics, resources: resourcesIn(service) });
  print(text);
  for (const { result } of inOrder) for (const failure of result.failures) print(`a good release was not promoted: ${failure}`);
  if (written !== undefined) writeSections([{ name: 'scale', text, ...written }]);
  return inOrder.flatMap((each) => missedOf(each, aloneMs)).length > 0 ? 1 : 0;
}

async function measureAll(asked: ScaleAsked, folder: string): Promise<readonly Measured[]> {
  synthesizeSimulated(join(folder, 'one'), [manyOptions]);
  const runs = runsOf(asked, folder);
  const measured: Measured[] = [];
  const answered = (result: ScaleResult, run: ScaleRun): void => void measured.push({ run, result });
  await runOnAllCores(new URL('./scale-worker.ts', import.meta.url), () => runs.shift(), answered, asked.workers);
  return measured;
}

/** The largest first: it takes as long as all others together. */
function runsOf({ sizes, services, withinSeconds, badShare }: ScaleAsked, folder: string): ScaleRun[] {
  const assemblyOf = (name: string, real: number) => {
    const many = join(folder, name);
    multiplyAssembly(join(folder, 'one'), many, real);
    return many;
  };
  const shared = { seed: 1, withinSeconds };
  const runs = sizes.toReversed().map((real) => ({
    ...{ ...shared, assembly: assemblyOf(`many-${real}`, real), real, declared: services - real },
    ...{ hasQuotas: true, badShare },
  }));
  const one = { real: aloneServices, declared: 0, hasQuotas: false, badShare: 1 };
  return [...runs, { ...shared, ...one, assembly: assemblyOf('alone', aloneServices) }];
}

function templateIn(folder: string, name: string): Template {
  return JSON.parse(readFileSync(join(folder, 'one', `${name}.template.json`), 'utf8')) as Template;
}
