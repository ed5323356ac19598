import type { CountBlock } from '../../core/analysis/blocks.ts';
import { logEPath } from '../../core/analysis/conditional-mixture.ts';
import type { Evidence } from '../../core/analysis/evidence.ts';
import { judge } from '../../core/analysis/judge.ts';
import type { ComparisonPlan } from '../../core/analysis/metric-plan.ts';
import type { AnalysisPlan } from '../../core/deployment/analysis-plan.ts';
import type { Rule } from './rule.ts';
import { blockSeconds } from './scenario.ts';
import type { Trace } from './trace.ts';

/** Bound of the chance that a healthy release is rolled back. */
export const alpha = 0.01;

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

/** Log e-values by minute: half of the evidence of the whole release, half of the mean of its steps'. */
export function logEOfSteps({ blocks, steps, stepsPlanned }: Trace, tau: number): readonly number[] {
  const whole = logEPath(blocks, tau);
  const ofSteps = steps.map(({ beganAt }, index) => {
    const endedAt = steps[index + 1]?.beganAt ?? Number.POSITIVE_INFINITY;
    const path = logEPath(
      blocks.filter(({ startedAt }) => startedAt >= beganAt && startedAt < endedAt),
      tau,
    );
    const before = beganAt / blockSeconds;
    return (minute: number) => (minute < before ? 0 : (path[Math.min(minute - before, path.length - 1)] ?? 0));
  });
  return whole.map((logE, minute) => {
    // A step that has not begun has seen nothing: its e-value is 1.
    const steps = ofSteps.reduce((sum, path) => sum + Math.exp(path(minute)), stepsPlanned - ofSteps.length) / stepsPlanned;
    return Math.log(0.5 * Math.exp(logE) + 0.5 * steps);
  });
}

/** What a deployment would hold after the block at this index. */
export function evidenceAt({ blocks, steps }: Trace, at: number): Evidence {
  const seen: readonly CountBlock[] = blocks.slice(0, at + 1);
  const now = seen.at(-1)?.startedAt ?? 0;
  return {
    steps: steps.filter(({ beganAt }) => beganAt <= now),
    fixed: { slowSeconds: {} },
    metrics: { errors: { counts: { errors: seen }, values: {} } },
  };
}

/** One comparison of errors, as the preset makes it, without an SLO guard. */
export function analysisOf(tau: number, baseline: ComparisonPlan['baseline'] = 'stable'): AnalysisPlan {
  const errors: ComparisonPlan = {
    kind: 'comparison',
    name: 'errors',
    dryRun: false,
    critical: true,
    warmupSeconds: 0,
    counts: { kind: 'alb-errors' },
    tolerance: tau,
    worseMax: 3,
    baseline,
  };
  return {
    metrics: [errors],
    alpha,
    beta: 0.05,
    sloAlpha: 0.001,
    minimumRequests: 1,
    lookSeconds: blockSeconds,
    patienceSeconds: 0,
    atDeadline: 'rollback',
    metricLagSeconds: 0,
  };
}

function minutesUntil(index: number): number | undefined {
  return index < 0 ? undefined : index + 1;
}
