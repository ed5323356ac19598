import { DefectError } from '../../core/errors.ts';
import { configuredShareRule } from './configured-share-rule.ts';
import { exactRule } from './exact-rule.ts';
import { kayentaRule } from './kayenta-rule.ts';
import { alarmRule, argoRule, flaggerRule } from './limit-rules.ts';
import type { Rule } from './rule.ts';
import { comparisonRule, judgeRule, wholeReleaseRule } from './sluice-rules.ts';

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

/** Parts of this judge by themselves: what is lost without the rest. */
export const partRules: readonly Rule[] = [comparisonRule(0), comparisonRule(0.25), wholeReleaseRule(0.25), configuredShareRule(0)];

/** @throws {DefectError} there is no such rule. */
export function rulesNamed(names: readonly string[]): readonly Rule[] {
  return names.map((name) => {
    const rule = [...comparedRules, ...partRules].find((each) => each.name === name);
    if (rule === undefined) throw new DefectError(`there is no rule "${name}"`);
    return rule;
  });
}
