import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RealClock } from '../../../local/clocks/real-clock.ts';
import { httpProbe } from '../../../local/tasks/http-probe.ts';
import { processRuntime } from '../../../local/tasks/process-runtime.ts';
import type { TaskRuntime, TaskStart } from '../../../local/tasks/task-runtime.ts';

/** A service that tells its environment, and holds on to life for a while when it is told to. */
const program = `
  const server = require('node:http').createServer((incoming, outgoing) => {
    outgoing.statusCode = incoming.url === '/health' ? Number(process.env.HEALTH ?? 200) : 200;
    outgoing.end(process.env.GREETING);
  });
  if (process.env.CRASH) { console.error('no luck'); process.exit(3); }
  server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('{"listening":true}'));
  process.on('SIGTERM', () => { if (process.env.STUBBORN === undefined) process.exit(0); });
`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-tasks-'));
  await writeFile(join(folder, 'service.cjs'), program);
});
afterAll(() => rm(folder, { recursive: true }));

const runtimes: TaskRuntime[] = [];
afterEach(() => Promise.all(runtimes.splice(0).map((runtime) => runtime.close())));

function aRuntime(): TaskRuntime {
  const clock = new RealClock({ startAt: new Date('2026-11-20T10:00:00Z'), speed: 20 });
  const command = {
    program: process.execPath,
    arguments: ['service.cjs'],
    workingDirectory: folder,
    environment: { GREETING: 'from the command' },
  };
  const runtime = processRuntime({ clock, command: (image) => (image === 'orders:1' ? command : undefined) });
  runtimes.push(runtime);
  return runtime;
}

function aTask(over: Partial<TaskStart> = {}): TaskStart {
  return { taskArn: 'arn:task/1', image: 'orders:1', environment: {}, port: 8080, stopTimeoutMs: 2_000, line: () => undefined, ...over };
}

function body(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', agent: false }, (response) => {
      let text = '';
      response.on('data', (part) => (text += part)).on('end', () => resolve(text));
    }).on('error', reject);
  });
}

describe('processRuntime', () => {
  it('starts a process that listens on its PORT, with the container’s environment over the command’s', async () => {
    const lines: string[] = [];
    const running = await aRuntime().start(aTask({ environment: { GREETING: 'hello' }, line: (line) => void lines.push(line) }));
    expect(await body(running.address.port)).toBe('hello');
    expect(lines).toEqual(['{"listening":true}']);
    running.stop();
    expect(await running.exited).toEqual({ exitCode: 0 });
  });

  it('tells the exit code and the last words of a process that crashes at start', async () => {
    const lines: string[] = [];
    const running = await aRuntime().start(aTask({ environment: { CRASH: '1' }, line: (line) => void lines.push(line) }));
    expect(await running.exited).toEqual({ exitCode: 3 });
    await expect.poll(() => lines).toEqual(['no luck']);
  });

  it('kills a process that ignores SIGTERM after the stop timeout of world time', async () => {
    const running = await aRuntime().start(aTask({ environment: { STUBBORN: '1' } }));
    running.stop();
    expect(await running.exited).toEqual({ exitCode: 137 });
  });

  it('refuses an image without a command', async () => {
    await expect(aRuntime().start(aTask({ image: 'nope' }))).rejects.toMatchObject({ name: 'ImageNotRunnableError' });
  });

  it('tells a program that does not exist as a container that exits', async () => {
    const clock = new RealClock({ startAt: new Date(), speed: 1 });
    const runtime = processRuntime({ clock, command: () => ({ program: join(folder, 'none'), arguments: [], workingDirectory: folder }) });
    runtimes.push(runtime);
    expect(await (await runtime.start(aTask())).exited).toEqual({ exitCode: 127 });
  });

  it('leaves no process when it is closed', async () => {
    const runtime = aRuntime();
    const running = await runtime.start(aTask({ environment: { STUBBORN: '1' } }));
    await runtime.close();
    expect(await running.exited).toEqual({ exitCode: 137 });
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('leaves no process when the world’s own process gets %s', async (deadly) => {
    const world = spawn(process.execPath, ['--experimental-strip-types', '--no-warnings', '-e', aWorld(folder)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const port = await new Promise<number>((resolve) => world.stdout?.once('data', (text) => resolve(Number(text))));
    expect(await body(port)).toBe('inner');
    const gone = new Promise((resolve) => world.once('exit', (_code, signal) => resolve(signal)));
    world.kill(deadly);
    expect(await gone).toBe(deadly);
    await expect.poll(() => body(port).catch(() => 'refused')).toBe('refused');
  });
});

describe('httpProbe', () => {
  it('answers the status of the path, and refused when nothing listens', async () => {
    const running = await aRuntime().start(aTask({ environment: { HEALTH: '503' } }));
    const probe = httpProbe();
    const check = { path: '/health', timeoutSeconds: 2 };
    expect(await probe(running.address, check)).toEqual({ kind: 'status', status: 503 });
    running.stop();
    await running.exited;
    expect(await probe(running.address, check)).toEqual({ kind: 'refused' });
  });
});

/** A world in a process of its own: it starts one task and prints its port. */
function aWorld(workingDirectory: string): string {
  const runtime = join(import.meta.dirname, '../../../local/tasks/process-runtime.ts');
  const clock = join(import.meta.dirname, '../../../local/clocks/real-clock.ts');
  const command = {
    program: process.execPath,
    arguments: ['service.cjs'],
    workingDirectory,
    environment: { GREETING: 'inner', STUBBORN: '1' },
  };
  return `
    import(${JSON.stringify(clock)}).then(async ({ RealClock }) => {
      const { processRuntime } = await import(${JSON.stringify(runtime)});
      const runtime = processRuntime({ clock: new RealClock({ startAt: new Date(), speed: 1 }), command: () => (${JSON.stringify(command)}) });
      const task = { taskArn: 'arn:task/1', image: 'x', environment: {}, port: 80, stopTimeoutMs: 1000, line: () => undefined };
      const running = await runtime.start(task);
      process.stdout.write(String(running.address.port));
    });
  `;
}
