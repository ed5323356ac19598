import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Outcome } from './run-scenario.ts';
import type { Part } from './run-worker.ts';

/** Runs of one part: small enough that no core waits long for the other at the end. */
const partRuns = 250;

/** One row to run: every rule over the same `runs` runs of a scenario. */
export interface Row {
  readonly scenario: string;
  readonly rules: readonly string[];
  readonly runs: number;
}

type Outcomes = ReadonlyMap<string, readonly Outcome[]>;

/** Outcomes of each row by the rule's name, from all cores. They do not depend on how many cores there are. */
export async function runParallel(rows: readonly Row[], seed: number, workers = availableParallelism()): Promise<readonly Outcomes[]> {
  const parts = rows.flatMap((row, at) => partsOf(row, seed).map((part) => ({ at, part })));
  const done: Outcomes[] = [];
  let next = 0;
  const work = async () => {
    const worker = new Worker(new URL('./run-worker.ts', import.meta.url));
    try {
      for (let at = next++; at < parts.length; at = next++) {
        worker.postMessage(parts[at]?.part);
        const [outcomes] = (await once(worker, 'message')) as [Outcomes];
        done[at] = outcomes;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, parts.length) }, work));
  return rows.map((row, at) => {
    const ofRow = done.filter((_, part) => parts[part]?.at === at);
    return new Map(row.rules.map((rule) => [rule, ofRow.flatMap((outcomes) => outcomes.get(rule) ?? [])]));
  });
}

function partsOf({ scenario, rules, runs }: Row, seed: number): readonly Part[] {
  return Array.from({ length: Math.ceil(runs / partRuns) }, (_, index) => {
    const from = index * partRuns;
    return { scenario, rules, seed, from, until: Math.min(runs, from + partRuns) };
  });
}
