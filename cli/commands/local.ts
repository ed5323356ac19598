import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { InvalidInputError } from '../../core/errors.ts';
import { executions, historyOf, pathOf } from '../demo/watch-deployment.ts';
import { startLoad } from '../load/start-load.ts';
import { isServing } from '../local/is-serving.ts';
import { localLedger } from '../local/local-ledger.ts';
import { type LocalSluice, startLocalSluice } from '../local/local-sluice.ts';
import { lockFolder } from '../local/lock-folder.ts';
import { readProject, tagsOf } from '../local/read-project.ts';
import { readNumber } from '../read-number.ts';

/** Shown by `sluice help`. */
export const localUsage = 'local <folder> [--speed N] [--rate N] [--port N] [--latency]   run a folder with a sluice.json on this machine';

/** `sluice local`: runs a project until its input ends, `quit` is typed, or it is interrupted. */
export async function local(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const options = { speed: text, rate: text, port: text, latency: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [folder] = positionals;
  if (folder === undefined) throw new InvalidInputError('the folder is missing: give one with a sluice.json, such as examples/storefront');
  // All that can be refused is read before anything is made.
  const project = readProject(folder);
  const rate = values.rate === '0' ? 0 : readNumber('--rate', values.rate ?? '100', { min: 1, max: 2_000 });
  const speed = readNumber('--speed', values.speed ?? '10', { min: 1, max: 100 });
  const port = values.port === undefined ? {} : { port: readNumber('--port', values.port, { min: 1, max: 65_535 }) };
  const dataFolder = join(folder, '.sluice');
  const unlock = lockFolder(dataFolder);
  const sluice = await startLocalSluice(project, {
    speed,
    dataFolder,
    persistent: true,
    latency: values.latency,
    ...port,
  });
  console.log(`${sluice.project.service} serves on ${sluice.url}, ${rate} requests/s are sent to it`);
  if (!(await isServing(sluice.url)))
    console.log('nothing answers so far: does the command of the first image start, and answer its health check?');
  const load = rate === 0 ? undefined : startLoad({ url: sluice.url, ratePerSecond: rate, longestSeconds: 86_400 });
  console.log(prompts(sluice));
  await converse(sluice);
  await load?.stop();
  await sluice.stop();
  unlock();
  return 0;
}

function prompts({ project }: LocalSluice): string {
  return [
    `push <tag>   release one of ${tagsOf(project).join(', ')}`,
    'status       deployments, also of earlier runs, newest first',
    'abort <why>  take the running one back',
    'rollback <why>  take the last promoted one back',
    'approve      agree to the step that waits for a person',
    'quit',
  ].join('\n');
}

async function converse(sluice: LocalSluice): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  process.once('SIGINT', () => lines.close());
  for await (const line of lines) {
    const [command = '', ...rest] = line.trim().split(/\s+/);
    if (command === 'quit') break;
    console.log(await obey(sluice, command, rest.join(' ')));
  }
}

async function obey(sluice: LocalSluice, command: string, rest: string): Promise<string> {
  switch (command) {
    case 'push':
      if (!tagsOf(sluice.project).includes(rest))
        return `there is no image ${rest || '(none given)'}: give one of ${tagsOf(sluice.project).join(', ')}`;
      sluice.push(rest);
      return `pushed ${sluice.project.service}:${rest}`;
    case 'status':
      return status(sluice);
    case 'abort':
      return ask(sluice, 'AbortRequested', rest);
    case 'rollback':
      return ask(sluice, 'RollbackRequested', rest);
    case 'approve':
      return approve(sluice);
    case '':
      return '';
    default:
      return prompts(sluice);
  }
}

/** From the ledger, so that deployments of earlier runs are there too; the state is asked of Step Functions while one runs. */
async function status(sluice: LocalSluice): Promise<string> {
  const ledger = localLedger(sluice);
  const known = await ledger.history(sluice.project.service, 10);
  const lines = known.map(async ({ id, status: state, executionArn, endedAt }) => {
    const last = (await ledger.events(id)).at(-1);
    const at = endedAt === undefined ? await stateOf(sluice, executionArn) : '';
    return `${id}  ${state}${at}  ${last?.because ?? ''}`;
  });
  return known.length === 0 ? 'no deployment yet' : (await Promise.all(lines)).join('\n');
}

async function stateOf(sluice: LocalSluice, executionArn: string): Promise<string> {
  const running = (await executions(sluice)).find((execution) => execution.executionArn === executionArn && !execution.ended);
  return running === undefined ? ' (its execution is gone)' : ` (${pathOf(await historyOf(sluice, executionArn)).at(-1)})`;
}

async function approve(sluice: LocalSluice): Promise<string> {
  const ledger = localLedger(sluice);
  const [latest] = await ledger.history(sluice.project.service, 1);
  const asked = latest && (await ledger.events(latest.id)).findLast(({ type }) => type === 'ApprovalRequested');
  if (latest === undefined || asked === undefined) return 'no step waits for an approval';
  return ask(sluice, 'ApprovalGiven', '', { deploymentId: latest.id, ...asked.detail });
}

async function ask({ world, project }: LocalSluice, detailType: string, because: string, more: object = {}): Promise<string> {
  const detail = { ...more, service: project.service, by: 'you', ...(because === '' ? {} : { because }) };
  const entry = { Source: 'sluice.request', DetailType: detailType, Detail: JSON.stringify(detail) };
  await world.aws.call('EventBridge', 'PutEvents', { Entries: [entry] }, { roleArn: 'local' });
  return `asked: ${detailType}`;
}
