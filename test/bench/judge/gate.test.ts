import { describe, expect, it } from 'vitest';
import { falseRollbackCheck, medianCheck, mistakeCheck } from '../../../bench/judge/check.ts';
import { gateChecks, gateRules } from '../../../bench/judge/gate.ts';
import { goldenChecks } from '../../../bench/judge/golden.ts';
import { alarmRule } from '../../../bench/judge/limit-rules.ts';
import type { Results } from '../../../bench/judge/results.ts';
import type { Rule } from '../../../bench/judge/rule.ts';
import { runScenario } from '../../../bench/judge/run-scenario.ts';
import { scenarioOf, scenarios } from '../../../bench/judge/scenarios.ts';
import { comparisonRule } from '../../../bench/judge/sluice-rules.ts';
import { type Summary, summarize } from '../../../bench/judge/summary.ts';
import { conditionalMixture, logE } from '../../../core/analysis/conditional-mixture.ts';

const healthy = scenarioOf('healthy-60-0.001');
const bad = scenarioOf('regressed-60-0.001-0.01');
const skewed = scenarioOf('skewed-300-0.05');

/** What a rule comes to in a row, over a few runs. */
function summaryOf(rule: Rule, scenario = healthy, until = 60): Summary {
  return summarize(scenario, runScenario(scenario, [rule], { from: 0, until, seed: 1 }).get(rule.name) ?? []);
}

/** Results in which every row went as documented, but for the changes. */
function results(change: Readonly<Record<string, Partial<Summary>>> = {}): Results {
  const spread = { median: 1, mean: 1 };
  const good: Summary = { runs: 1_000, falseRollbacks: 0, threeErrors: 0, found: 1, served: spread, failed: spread };
  const minutes: Readonly<Record<string, number>> = {
    'regressed-60-0.001-0.01': 10,
    'regressed-60-0.01-0.05': 4,
    'regressed-6-0.001-0.1': 5,
  };
  const { exact, tolerant, paired, mistaken } = gateRules;
  return new Map(
    scenarios.map(({ name }) => {
      const found = { ...good, ...(minutes[name] !== undefined && { medianMinutes: minutes[name] }) };
      const judged = { ...found, ...change[name] };
      return [
        name,
        new Map([
          [exact.name, judged],
          [tolerant.name, judged],
          [paired.name, judged],
          [mistaken.name, { ...found, falseRollbacks: 1 }],
        ]),
      ];
    }),
  );
}

const failures = (found: Results) => gateChecks(found).filter(({ ok }) => !ok);

describe('the gate', () => {
  it('passes a judge that does as documented', () => {
    expect(failures(results())).toEqual([]);
  });

  it('refuses a judge that rolls back healthy releases more often than promised, in any row', () => {
    for (const { name } of scenarios.filter(({ condition }) => condition.kind === 'healthy')) {
      const judges = name === 'clustered-600-0.01-0.01-1' ? 1 : 2;
      expect(failures(results({ [name]: { falseRollbacks: 0.9 } }))).toHaveLength(judges);
    }
  });

  it('refuses a judge that is two blocks late, and one that is two blocks early', () => {
    expect(failures(results({ [bad.name]: { medianMinutes: 12 } }))).toHaveLength(2);
    expect(failures(results({ [bad.name]: { medianMinutes: 7 } }))).toHaveLength(2);
  });

  it('refuses a judge that does not find bad releases', () => {
    const { medianMinutes: _, ...notFound } = summaryOf(comparisonRule(0), bad);
    expect(medianCheck('a judge', bad, notFound, 9)).toMatchObject({ ok: false, line: expect.stringContaining('after no minutes') });
  });

  it('refuses a row that did not run', () => {
    expect(failures(new Map())).toHaveLength(gateChecks(results()).length);
  });

  it('refuses an alarm in the place of the judge', () => {
    expect(falseRollbackCheck('an alarm', healthy, summaryOf(alarmRule(1, 1)))).toMatchObject({ ok: false });
    expect(falseRollbackCheck('this judge', healthy, summaryOf(comparisonRule(0)))).toMatchObject({ ok: true });
  });

  it('sees shares that are taken from the configuration, and refuses to pass when it does not', () => {
    const mistaken = summaryOf(gateRules.mistaken, skewed);
    const observed = summaryOf(comparisonRule(0), skewed);
    const verdicts = [mistaken, observed].map((summary) => [
      falseRollbackCheck('', skewed, summary).ok,
      mistakeCheck('', skewed, summary).ok,
    ]);
    expect(verdicts).toEqual([
      [false, true],
      [true, false],
    ]);
  });

  it('refuses a formula whose golden values are off by a thousandth', () => {
    expect(goldenChecks(logE).filter(({ ok }) => !ok)).toEqual([]);
    expect(goldenChecks((blocks, tau) => logE(blocks, tau) + 0.001).filter(({ ok }) => ok)).toEqual([]);
    expect(conditionalMixture(0).size).toBe(24);
  });
});
