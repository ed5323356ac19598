import type { CountBlock } from '../../core/analysis/blocks.ts';
import type { Rule } from './rule.ts';

/** What the fixed limits of the compared rules allow: 1 % failed requests, 99 % success. */
const badRateMax = 0.01;

/** A minute without candidate requests is no measurement: the kindest reading of every compared tool. */
function isBreach({ candidate }: CountBlock): boolean {
  return candidate.requests > 0 && candidate.bad / candidate.requests > badRateMax;
}

/** A CloudWatch alarm on the candidate's error rate: at least `breaches` of the last `periods` minutes are above 1 %. */
export function alarmRule(breaches: number, periods: number): Rule {
  return {
    name: `cloudwatch-${breaches}-of-${periods}`,
    title: `CloudWatch ${breaches} of ${periods}`,
    of: 'alarm',
    because:
      periods === 1
        ? 'rolls back after the first minute with more than 1 % failed candidate requests'
        : `rolls back when ${breaches} of the last ${periods} minutes have more than 1 % failed candidate requests`,
    rollsBackAfter: ({ blocks }) => {
      const breached = blocks.map(isBreach);
      const lastOf = (at: number) => breached.slice(Math.max(0, at + 1 - periods), at + 1);
      return minutesUntil(blocks.findIndex((_, at) => lastOf(at).filter(Boolean).length >= breaches));
    },
  };
}

/** Flagger and Argo Rollouts count failed checks over the whole release, in a row or not. */
function failedChecksRule(about: Omit<Rule, 'of' | 'rollsBackAfter'>, failedChecks: number): Rule {
  return {
    ...about,
    of: 'controller',
    rollsBackAfter: ({ blocks }) => {
      let failed = 0;
      return minutesUntil(blocks.findIndex((block) => isBreach(block) && ++failed >= failedChecks));
    },
  };
}

/** Flagger with the threshold of its documentation. */
export const flaggerRule = failedChecksRule(
  {
    name: 'flagger',
    title: 'Flagger',
    because: 'rolls back at the fifth minute with less than 99 % success (`threshold: 5`, `min: 99`, `interval: 1m`)',
  },
  5,
);

/** Argo Rollouts with the failure limit of its documentation: the fourth failed measurement is one too many. */
export const argoRule = failedChecksRule(
  {
    name: 'argo',
    title: 'Argo Rollouts',
    because:
      'rolls back at the fourth minute with less than 99 % success (`failureLimit: 3` as in its documentation; with its default of 0 it rolls back at the first, as CloudWatch 1 of 1)',
  },
  4,
);

function minutesUntil(index: number): number | undefined {
  return index < 0 ? undefined : index + 1;
}
