import { availableParallelism } from 'node:os';
import { runOnAllCores } from '../command/worker-pool.ts';
import type { DemoEnd } from './demo-release.ts';
import type { Outcome, Runs } from './run-scenario.ts';
import type { Answer, Task } from './run-worker.ts';

/** Runs of one task: small enough that no core waits long for the other at the end. */
const [rowTaskRuns, demoTaskRuns] = [250, 20];

/** One row to run: every rule over the same `runs` runs of a scenario. */
export interface Row {
  readonly scenario: string;
  readonly rules: readonly string[];
  readonly runs: number;
}

/** How the work is done; it changes no figure. */
export interface Cores {
  /** Default: all there are. */
  readonly workers?: number;
  /** Told the share of the work that is done, 0..1. */
  readonly tell?: (share: number) => void;
}

/** Outcomes of each row by the rule's name, from all cores. They do not depend on how many cores there are. */
export async function runRows(rows: readonly Row[], seed: number, { workers = availableParallelism(), tell }: Cores = {}) {
  const tasks = rows.flatMap((row, at) =>
    cut(row.runs, rowTaskRuns, seed).map((runs) => ({ at, task: { kind: 'row' as const, ...row, ...runs } })),
  );
  const answers = await runTasks(
    tasks.map(({ task }) => task),
    { workers, ...(tell && { tell }) },
  );
  return rows.map((row, at): ReadonlyMap<string, readonly Outcome[]> => {
    const ofRow = tasks.flatMap(({ at: of, task }) => (of === at ? (answers.get(task) ?? []) : []));
    return new Map(row.rules.map((rule) => [rule, ofRow.flatMap((outcomes) => outcomes.get(rule) ?? [])]));
  });
}

/** How many healthy releases under the demo's traffic end, from all cores. */
export async function runDemos(count: number, seed: number): Promise<readonly DemoEnd[]> {
  const tasks = cut(count, demoTaskRuns, seed).map((runs) => ({ kind: 'demo' as const, ...runs }));
  const answers = await runTasks(tasks, { workers: availableParallelism() });
  return tasks.flatMap((task) => answers.get(task) ?? []);
}

function cut(count: number, size: number, seed: number): readonly Runs[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => ({
    seed,
    from: index * size,
    until: Math.min(count, (index + 1) * size),
  }));
}

/** The answer to each task, from as many workers as there are tasks for. */
async function runTasks<T extends Task>(
  tasks: readonly T[],
  { workers, tell }: Cores & { readonly workers: number },
): Promise<ReadonlyMap<T, Answer<T>>> {
  const [left, answers] = [[...tasks], new Map<T, Answer<T>>()];
  const answered = (answer: Answer<T>, task: T): void => {
    answers.set(task, answer);
    tell?.(answers.size / tasks.length);
  };
  await runOnAllCores(new URL('./run-worker.ts', import.meta.url), () => left.shift(), answered, Math.min(workers, tasks.length));
  return answers;
}
