import type { Rule } from './rule.ts';
import { type Cores, runRows } from './run-parallel.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { type Summary, summarize } from './summary.ts';

/** What every rule came to in every row: scenario's name → rule's name → summary. */
export type Results = ReadonlyMap<string, ReadonlyMap<string, Summary>>;

/** All rows by their rules, `runs` runs each, on all cores. The same seed gives the same figures on every machine. */
export async function runAll(
  rulesOf: (scenario: Scenario) => readonly Rule[],
  runs: number,
  seed: number,
  tell?: Cores['tell'],
): Promise<Results> {
  const outcomes = await runRows(
    scenarios.map((scenario) => ({ scenario: scenario.name, rules: rulesOf(scenario).map(({ name }) => name), runs })),
    seed,
    tell && { tell },
  );
  return new Map(
    scenarios.map((scenario, row) => {
      const summaries = [...(outcomes[row] ?? [])].map(([rule, ofRule]) => [rule, summarize(scenario, ofRule)] as const);
      return [scenario.name, new Map(summaries)];
    }),
  );
}
