import { DefectError } from '../../core/errors.ts';
import { configuredShareRule } from './configured-share-rule.ts';
import { exactRule } from './exact-rule.ts';
import { kayentaRule } from './kayenta-rule.ts';
import { alarmRule, argoRule, flaggerRule } from './limit-rules.ts';
import type { Rule } from './rule.ts';
import type { Scenario } from './scenario.ts';
import { comparisonRule, judgeRule, pairedRule, wholeReleaseRule } from './sluice-rules.ts';

/** The rules of the tables, in their order. */
export const comparedRules: readonly Rule[] = [
  alarmRule(1, 1),
  alarmRule(2, 3),
  alarmRule(3, 3),
  flaggerRule,
  argoRule,
  exactRule,
  kayentaRule,
  judgeRule(0),
  judgeRule(0.25),
];

/** Parts of this judge by themselves, and what it can be told: the tables of the cases that they are about have them too. */
export const partRules = {
  ramp: [wholeReleaseRule(0.25)],
  hard: [comparisonRule(0), comparisonRule(0.25), pairedRule, configuredShareRule(0)],
} as const;

/** The rules of one row's table, in their order. */
export function rulesOf({ table }: Pick<Scenario, 'table'>): readonly Rule[] {
  return table === 'constant' ? comparedRules : [...comparedRules, ...partRules[table]];
}

/** @throws {DefectError} there is no such rule. */
export function rulesNamed(names: readonly string[]): readonly Rule[] {
  return names.map((name) => {
    const rule = [...comparedRules, ...partRules.ramp, ...partRules.hard].find((each) => each.name === name);
    if (rule === undefined) throw new DefectError(`there is no rule "${name}"`);
    return rule;
  });
}
