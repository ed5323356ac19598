import type { Rule } from './rule.ts';
import { minutes, type Scenario } from './scenario.ts';
import { drawTrace, type Trace } from './trace.ts';

/** What one rule did in one run. Without a rollback the exposure is that of the whole hour. */
export interface Outcome {
  /** Undefined: it did not roll back. */
  readonly minutes?: number;
  /** Candidate requests before the rollback, and how many of them failed. */
  readonly served: number;
  readonly failed: number;
}

/** Which runs to make: `from` is in, `until` is not. */
export interface Runs {
  readonly from: number;
  readonly until: number;
  readonly seed: number;
}

/** The outcomes of each rule over the same runs of a scenario, by the rule's name and in the order of the runs. */
export function runScenario(
  scenario: Scenario,
  rules: readonly Rule[],
  { from, until, seed }: Runs,
): ReadonlyMap<string, readonly Outcome[]> {
  const outcomes = new Map<string, Outcome[]>(rules.map(({ name }) => [name, []]));
  for (let run = from; run < until; run += 1) {
    const trace = drawTrace(scenario, run, seed);
    for (const rule of rules) outcomes.get(rule.name)?.push(outcomeOf(trace, rule.rollsBackAfter(trace)));
  }
  return outcomes;
}

function outcomeOf({ blocks }: Trace, rolledBackAfter: number | undefined): Outcome {
  const exposed = blocks.slice(0, rolledBackAfter ?? minutes).map(({ candidate }) => candidate);
  return {
    ...(rolledBackAfter !== undefined && { minutes: rolledBackAfter }),
    served: exposed.reduce((sum, { requests }) => sum + requests, 0),
    failed: exposed.reduce((sum, { bad }) => sum + bad, 0),
  };
}
