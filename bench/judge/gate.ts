import { type Check, falseRollbackCheck, medianCheck, mistakeCheck } from './check.ts';
import { configuredShareRule } from './configured-share-rule.ts';
import { summaryOf } from './result-tables.ts';
import type { Results } from './results.ts';
import type { Rule } from './rule.ts';
import type { Scenario } from './scenario.ts';
import { scenarioOf, scenarios } from './scenarios.ts';
import { judgeRule, pairedRule } from './sluice-rules.ts';

/** The judge as it is documented, at both tolerances, and the mistake that the gate must be able to see. */
export const gateRules = { exact: judgeRule(0), tolerant: judgeRule(0.25), paired: pairedRule, mistaken: configuredShareRule(0) } as const;

/** Median minutes to find a bad release, by row: at tau 0 and at tau 0.25. */
const documentedMinutes: Readonly<Record<string, readonly [exact: number, tolerant: number]>> = {
  'regressed-60-0.001-0.01': [9, 10],
  'regressed-60-0.01-0.05': [4, 4],
  'regressed-6-0.001-0.1': [5, 6],
};
/** The row in which configured and observed shares differ, and the one whose lanes can be swapped. */
const [skewedRow, pairedRow] = ['skewed-300-0.05', 'clustered-600-0.01-0.01-1'] as const;

/** The rules that the gate asks about in a row: no more than it needs, since it runs often. */
export function gateRulesOf({ name, condition }: Scenario): readonly Rule[] {
  const { exact, tolerant, paired, mistaken } = gateRules;
  if (name === pairedRow) return [paired];
  if (condition.kind === 'regressed' && !(name in documentedMinutes)) return [];
  return name === skewedRow ? [exact, tolerant, mistaken] : [exact, tolerant];
}

/**
 * What every change of the judge must leave true: healthy releases are rolled back no more often than promised, bad ones are found as
 * soon as documented, and shares taken from the configuration are noticed.
 */
export function gateChecks(results: Results): readonly Check[] {
  const healthy = scenarios.filter(({ name, condition }) => condition.kind === 'healthy' && name !== pairedRow);
  const judges: readonly Rule[] = [gateRules.exact, gateRules.tolerant];
  const skewed = scenarioOf(skewedRow);
  // Swapped blocks keep the promise where counted errors cannot.
  const swapped = { ...scenarioOf(pairedRow), falseRollbacksMax: skewed.falseRollbacksMax };
  return [
    ...judges.flatMap((rule) => healthy.map((scenario) => falseRollbackCheck(rule.title, scenario, summaryOf(results, scenario, rule)))),
    ...Object.entries(documentedMinutes).flatMap(([name, expected]) =>
      judges.map((rule, index) =>
        medianCheck(rule.title, scenarioOf(name), summaryOf(results, { name }, rule), expected[index] ?? Number.NaN),
      ),
    ),
    falseRollbackCheck(gateRules.paired.title, swapped, summaryOf(results, swapped, gateRules.paired)),
    mistakeCheck('shares taken from the configuration', skewed, summaryOf(results, skewed, gateRules.mistaken)),
  ];
}
