import { atMostCheck, type Check } from './check.ts';
import type { Rule } from './rule.ts';
import { runScenario } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';
import { comparisonRule, judgeRule } from './sluice-rules.ts';

/** The whole judge and its formula by itself decide the same runs alike, minute for minute, where no dispersion rule steps in. */
export function agreementCheck(scenarios: readonly Scenario[], tau: number, runs: number, seed: number): Check {
  const [whole, formula]: readonly [Rule, Rule] = [judgeRule(tau), comparisonRule(tau)];
  const differing = scenarios.flatMap((scenario) => {
    const outcomes = runScenario(scenario, [whole, formula], { from: 0, until: runs, seed });
    const expected = outcomes.get(formula.name) ?? [];
    return (outcomes.get(whole.name) ?? []).filter(({ minutes }, run) => minutes !== expected[run]?.minutes);
  });
  return atMostCheck(
    `the whole judge against its formula, tau ${tau}, ${scenarios.length} × ${runs} runs`,
    differing.length,
    0,
    'runs differ',
  );
}
