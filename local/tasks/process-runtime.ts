import { type ChildProcess, fork, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Clock } from '../clock.ts';
import { freePort, untilListening } from './ports.ts';
import { ImageNotRunnableError, type RunningTask, type TaskRuntime, type TaskStart } from './task-runtime.ts';

/** What stands for an image: a program with its arguments. */
export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly workingDirectory: string;
  /** Set before the container's own environment, which wins. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What the runtime needs. */
export interface ProcessRuntimeNeeds {
  readonly clock: Clock;
  /** The command of an image reference as ECS resolved it, or undefined when there is none. */
  readonly command: (image: string) => Command | undefined;
  /**
   * Wall milliseconds that a program gets to open its port before its task counts as running anyway. An interpreter's start-up
   * is the same wall time however fast the world's clock runs, and belongs to starting.
   */
  readonly listenMs?: number;
}

/**
 * A {@link TaskRuntime} whose containers are processes of this machine: `PORT` in the environment says where to listen on 127.0.0.1.
 * Processes are killed with the world: by `close`, when this process exits or gets SIGINT or SIGTERM, and also when it is killed.
 */
export function processRuntime(needs: ProcessRuntimeNeeds): TaskRuntime {
  const running = new Set<ChildProcess>();
  const undertaker = callUndertaker();
  const killAll = () => {
    for (const child of running) child.kill('SIGKILL');
  };
  process.once('exit', killAll);
  const unhook = onDeadlySignals(killAll);
  return {
    start: async (task) => {
      const command = needs.command(task.image);
      if (command === undefined) throw new ImageNotRunnableError(task.image);
      const port = await freePort();
      const child = spawnFor(task, command, port);
      running.add(child);
      undertaker.watch(child);
      const exited = exitOf(child).finally(() => running.delete(child));
      await Promise.race([exited, untilListening(port, needs.listenMs ?? 2_000)]);
      return { address: { host: '127.0.0.1', port }, exited, stop: () => stop(child, task, needs.clock, exited) };
    },
    close: async () => {
      const gone = [...running].map(exitOf);
      killAll();
      await Promise.all(gone);
      undertaker.dismiss();
      process.off('exit', killAll);
      unhook();
    },
  };
}

/** Starts the process that ends tasks when this one is killed; it keeps nothing alive by itself. */
function callUndertaker() {
  const undertaker = fork(new URL('./undertaker.ts', import.meta.url), { execArgv: [], stdio: 'ignore' });
  undertaker.unref();
  undertaker.channel?.unref();
  const tell = (message: { readonly pid: number | undefined; readonly runs: boolean }) => {
    if (undertaker.connected && message.pid !== undefined) undertaker.send(message);
  };
  return {
    watch: (child: ChildProcess) => {
      tell({ pid: child.pid, runs: true });
      child.once('exit', () => tell({ pid: child.pid, runs: false }));
    },
    dismiss: () => {
      if (undertaker.connected) undertaker.disconnect();
    },
  };
}

function spawnFor(task: TaskStart, command: Command, port: number): ChildProcess {
  const child = spawn(command.program, command.arguments, {
    cwd: command.workingDirectory,
    env: { PATH: process.env.PATH, ...command.environment, ...task.environment, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A program that cannot be started has no exit; `exitOf` turns the error into one.
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) createInterface({ input: stream }).on('line', task.line);
  return child;
}

function exitOf(child: ChildProcess): Promise<{ readonly exitCode: number }> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve({ exitCode: child.exitCode });
    child.once('error', () => resolve({ exitCode: 127 }));
    child.once('exit', (code, signal) => resolve({ exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) }));
  });
}

function stop(child: ChildProcess, task: TaskStart, clock: Clock, exited: RunningTask['exited']): void {
  child.kill('SIGTERM');
  const cancel = clock.after(task.stopTimeoutMs, () => child.kill('SIGKILL'));
  void exited.then(cancel);
}

/** Runs `before` when this process is told to end, then lets the signal do what it does by default. */
function onDeadlySignals(before: () => void): () => void {
  const handle = (signal: NodeJS.Signals) => {
    before();
    process.off(signal, handle);
    // With no listener left the default action, ending this process, takes place.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}
