import { atMostCheck, type Check } from './check.ts';
import type { Rule } from './rule.ts';
import { runScenario } from './run-scenario.ts';
import { minutes, type Scenario } from './scenario.ts';
import { comparisonRule, judgeRule } from './sluice-rules.ts';

/** The whole judge and its formula by itself decide the same runs alike, minute for minute, where errors come evenly: no dispersion rule steps in. */
export function agreementCheck(scenarios: readonly Scenario[], tau: number, runs: number, seed: number): Check {
  const [whole, formula]: readonly [Rule, Rule] = [judgeRule(tau), comparisonRule(tau)];
  const even = scenarios.filter(isEven);
  const differing = even.flatMap((scenario) => {
    const outcomes = runScenario(scenario, [whole, formula], { from: 0, until: runs, seed });
    const expected = outcomes.get(formula.name) ?? [];
    return (outcomes.get(whole.name) ?? []).filter(({ minutes }, run) => minutes !== expected[run]?.minutes);
  });
  return atMostCheck(`the whole judge against its formula, tau ${tau}, ${even.length} × ${runs} runs`, differing.length, 0, 'runs differ');
}

function isEven({ at }: Scenario): boolean {
  const { stable } = at(0);
  return Array.from({ length: minutes }, (_, minute) => at(minute)).every(
    ({ icc, stable: { rate } }) => icc === undefined && rate === stable.rate,
  );
}
