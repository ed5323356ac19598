import { logEPath } from '../../core/analysis/conditional-mixture.ts';
import { judge } from '../../core/analysis/judge.ts';
import type { AnalysisPlan } from '../../core/deployment/analysis-plan.ts';
import { alpha, analysisOf, evidenceAt } from './judge-inputs.ts';
import { logEOfSteps } from './log-e-of-steps.ts';
import type { Rule } from './rule.ts';

/** This judge's comparison alone, straight from its formula: what the whole judge is checked against. */
export function comparisonRule(tau: number): Rule {
  return {
    name: `sluice-comparison-${tau}`,
    title: `Sluice's comparison, tau ${tau}`,
    of: 'sluice',
    because: `rolls back when the e-value of the comparison reaches ${1 / alpha}; no dispersion rule`,
    rollsBackAfter: (trace) => minutesUntil(logEOfSteps(trace, tau).findIndex((logE) => logE >= -Math.log(alpha))),
  };
}

/** The comparison without its memory of steps: one process over all blocks, whatever share they were served at. */
export function wholeReleaseRule(tau: number): Rule {
  return {
    name: `sluice-one-process-${tau}`,
    title: `Sluice without step processes, tau ${tau}`,
    of: 'sluice',
    because: 'is the same comparison as one process over the whole release',
    rollsBackAfter: ({ blocks }) => minutesUntil(logEPath(blocks, tau).findIndex((logE) => logE >= -Math.log(alpha))),
  };
}

/** The whole judge as deployments use it, looked at after every minute with all evidence so far. */
export function judgeRule(tau: number): Rule {
  const because = `rolls back when the judge says \`regressed\`: one metric, alpha ${alpha}, tolerance ${tau}`;
  return wholeJudge({ name: `sluice-${tau}`, title: `Sluice, tau ${tau}`, because }, analysisOf(tau));
}

/** The whole judge where the other lane is a baseline of the candidate's own size and age. */
export const pairedRule: Rule = wholeJudge(
  {
    name: 'sluice-paired',
    title: 'Sluice, paired baseline',
    because: 'is the judge with `baseline: paired`: blocks are swapped, not errors counted',
  },
  analysisOf(0.25, 'paired'),
);

function wholeJudge(about: Pick<Rule, 'name' | 'title' | 'because'>, analysis: AnalysisPlan): Rule {
  return {
    ...about,
    of: 'sluice',
    rollsBackAfter: (trace) =>
      minutesUntil(trace.blocks.findIndex((_, at) => judge(evidenceAt(trace, at), analysis, trace.stepsPlanned).kind === 'regressed')),
  };
}

function minutesUntil(index: number): number | undefined {
  return index < 0 ? undefined : index + 1;
}
