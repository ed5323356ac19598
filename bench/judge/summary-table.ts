import { markdownTable, shownCount } from './markdown.ts';
import { summaryOf } from './result-tables.ts';
import type { Results } from './results.ts';
import { comparedRules } from './rules.ts';

/** The table that a reader grasps in a minute: one service of 60 candidate requests a minute, healthy and bad, by every rule. */
export function summaryTable(results: Results): string {
  const rows = comparedRules.map((rule) => {
    const quiet = ['healthy-60-0.001', 'healthy-60-0.01'].map((name) => summaryOf(results, { name }, rule).falseRollbacks);
    const { medianMinutes, failed } = summaryOf(results, { name: 'regressed-60-0.001-0.01' }, rule);
    const cells = quiet.map((share) => `${Number((100 * share).toPrecision(2))} %`);
    const title = rule.of === 'sluice' ? `**${rule.title}**` : rule.title;
    return [title, ...cells, medianMinutes === undefined ? 'not found' : `${medianMinutes} min`, shownCount(failed.mean)];
  });
  const head = [
    'rule',
    'false rollbacks at 0.1 % errors',
    'false rollbacks at 1 % errors',
    '0.1 → 1 % found after',
    'users who met an error until then, mean',
  ];
  return markdownTable(head, rows);
}
