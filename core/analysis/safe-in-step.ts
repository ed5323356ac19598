import { own } from '../own.ts';
import type { Evidence } from './evidence.ts';
import type { MetricPlan } from './metric-plan.ts';
import { periodsOf } from './series-periods.ts';
import type { Verdict } from './verdict.ts';

/**
 * A verdict that calls a step safe only by evidence of that step too. Evidence of all steps is weighed together, and any one metric may
 * count the requests that a step needs; so a metric that is silent since users became more would still be safe by what it said before,
 * and one that is late would be safe by what was read before the step began.
 *
 * - Every metric was read past the begin of the present step; a critical one over a whole block of it.
 * - A critical metric that counts requests counted some of the candidate's in the step, in each of its series.
 *
 * Metrics in a dry run ask for nothing. Total. Whatever is not safe stays as it is.
 */
export function safeInStep(verdict: Verdict, evidence: Pick<Evidence, 'steps' | 'metrics'>, metrics: readonly MetricPlan[]): Verdict {
  if (verdict.kind !== 'safe') return verdict;
  const beganAt = evidence.steps.at(-1)?.beganAt ?? Number.POSITIVE_INFINITY;
  const unseen = metrics.flatMap((plan) => {
    const because = plan.dryRun ? undefined : whyUnseen(plan, evidence.metrics, beganAt);
    return because === undefined ? [] : [`${plan.name}: ${because}`];
  });
  return unseen.length === 0 ? verdict : undecided(verdict, unseen.join('; '));
}

function undecided(verdict: Verdict, because: string, then = 'wait' as const): Verdict {
  return { ...verdict, kind: 'inconclusive', then, because };
}

function whyUnseen(plan: MetricPlan, metrics: Evidence['metrics'], beganAt: number): string | undefined {
  const { readUntil = Number.NEGATIVE_INFINITY, counts = {} } = own(metrics, plan.name) ?? {};
  if (!(readUntil > beganAt)) return 'nothing of the present step has been read yet';
  if (!plan.critical) return undefined;
  const periodSeconds = Math.max(...periodsOf(plan));
  const firstEndsAt = (Math.ceil(beganAt / periodSeconds) + 1) * periodSeconds;
  if (readUntil < firstEndsAt) return `no whole block of ${periodSeconds} s of the present step has been read yet`;
  const silent = Object.entries(counts).filter(([, blocks]) => {
    const newest = blocks.findLast(({ startedAt, candidate }) => startedAt >= beganAt && candidate.requests > 0);
    return newest === undefined;
  });
  return silent.length === 0
    ? undefined
    : `no request of the candidate counted in the present step (${silent.map(([name]) => name).join(', ')})`;
}
