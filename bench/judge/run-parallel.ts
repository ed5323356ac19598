import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
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
    const ofRow = answers.filter((_, index) => tasks[index]?.at === at);
    return new Map(row.rules.map((rule) => [rule, ofRow.flatMap((outcomes) => outcomes.get(rule) ?? [])]));
  });
}

/** How many healthy releases under the demo's traffic end, from all cores. */
export async function runDemos(count: number, seed: number): Promise<readonly DemoEnd[]> {
  const tasks = cut(count, demoTaskRuns, seed).map((runs) => ({ kind: 'demo' as const, ...runs }));
  return (await runTasks(tasks, { workers: availableParallelism() })).flat();
}

function cut(count: number, size: number, seed: number): readonly Runs[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => ({
    seed,
    from: index * size,
    until: Math.min(count, (index + 1) * size),
  }));
}

/** The answers in the order of the tasks; each worker takes the next task when it is done with one. */
async function runTasks<T extends Task>(
  tasks: readonly T[],
  { workers, tell }: Cores & { readonly workers: number },
): Promise<readonly Answer<T>[]> {
  const answers: Answer<T>[] = [];
  let next = 0;
  let done = 0;
  const work = async () => {
    const worker = new Worker(new URL('./run-worker.ts', import.meta.url));
    try {
      for (let at = next++; at < tasks.length; at = next++) {
        worker.postMessage(tasks[at]);
        const [answer] = (await once(worker, 'message')) as [Answer<T>];
        answers[at] = answer;
        tell?.(++done / tasks.length);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, work));
  return answers;
}
