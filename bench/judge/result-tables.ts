import { markdownTable, shownCount, shownShare } from './markdown.ts';
import type { Results } from './results.ts';
import type { Rule } from './rule.ts';
import type { Scenario } from './scenario.ts';
import type { Summary } from './summary.ts';

/** Healthy hours that were rolled back, percent with three standard errors: a line for each rule, a column for each row of the benchmark. */
export function falseRollbacksTable(results: Results, rules: readonly Rule[], scenarios: readonly Scenario[]): string {
  const rows = rules.map((rule) => [
    named(rule),
    ...scenarios.map((scenario) => {
      const { falseRollbacks, threeErrors } = summaryOf(results, scenario, rule);
      return shownShare(falseRollbacks, threeErrors);
    }),
  ]);
  return markdownTable(['rolled back, % of hours', ...scenarios.map(({ title }) => title)], rows);
}

/** How soon a bad release is found, and what it cost until then: a line for each rule. */
export function detectionTable(results: Results, rules: readonly Rule[], scenario: Scenario): string {
  const isLate = scenario.condition.kind === 'regressed' && scenario.condition.badFromMinute > 0;
  const head = ['', 'median minutes', 'found, %', 'requests served: median', 'mean', 'of them failed: median', 'mean'];
  const rows = rules.map((rule) => {
    const { medianMinutes, found, served, failed, falseRollbacks, threeErrors } = summaryOf(results, scenario, rule);
    const exposure = [served.median, served.mean, failed.median, failed.mean].map(shownCount);
    const early = isLate ? [shownShare(falseRollbacks, threeErrors)] : [];
    return [named(rule), String(medianMinutes ?? '–'), shownFound(found), ...exposure, ...early];
  });
  return markdownTable(isLate ? [...head, 'rolled back before it was bad, %'] : head, rows);
}

/** @returns the summary of one cell; a rule that did not run there has none, and is a row of zeros. */
export function summaryOf(results: Results, scenario: Pick<Scenario, 'name'>, rule: Pick<Rule, 'name'>): Summary {
  return results.get(scenario.name)?.get(rule.name) ?? nothing;
}

const nothing: Summary = {
  runs: 0,
  falseRollbacks: Number.NaN,
  threeErrors: 0,
  found: Number.NaN,
  served: { median: Number.NaN, mean: Number.NaN },
  failed: { median: Number.NaN, mean: Number.NaN },
};

function named({ title, of }: Rule): string {
  return of === 'sluice' ? `**${title}**` : title;
}

function shownFound(found: number): string {
  const share = (100 * found).toFixed(1);
  return share === '100.0' ? '100' : share;
}
