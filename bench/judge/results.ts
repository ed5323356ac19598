import type { Rule } from './rule.ts';
import { runParallel } from './run-parallel.ts';
import { scenarios } from './scenarios.ts';
import { type Summary, summarize } from './summary.ts';

/** What every rule came to in every row: scenario's name → rule's name → summary. */
export type Results = ReadonlyMap<string, ReadonlyMap<string, Summary>>;

/** All rows by these rules, `runs` runs each, on all cores. The same seed gives the same figures on every machine. */
export async function runAll(rules: readonly Rule[], runs: number, seed: number): Promise<Results> {
  const names = rules.map(({ name }) => name);
  const outcomes = await runParallel(
    scenarios.map(({ name }) => ({ scenario: name, rules: names, runs })),
    seed,
  );
  return new Map(
    scenarios.map((scenario, row) => {
      const summaries = [...(outcomes[row] ?? [])].map(([rule, ofRule]) => [rule, summarize(scenario, ofRule)] as const);
      return [scenario.name, new Map(summaries)];
    }),
  );
}
