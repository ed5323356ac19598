import type { AnalysisPlan } from '../deployment/analysis-plan.ts';
import { own } from '../own.ts';
import type { CountBlock } from './blocks.ts';
import type { Evidence } from './evidence.ts';
import { grouped } from './figures.ts';
import { judgeMetric } from './judge-metric.ts';
import { judgedBlocks } from './judged-blocks.ts';
import type { JudgeContext, Judgement } from './metric-judgement.ts';
import type { MetricPlan } from './metric-plan.ts';
import { hasRateLimit } from './rate-limit.ts';
import { withUnaccounted } from './unaccounted.ts';
import type { Verdict } from './verdict.ts';

/** A metric of the plan with what it says. */
interface Judged {
  readonly plan: MetricPlan;
  readonly judgement: Judgement;
}

/**
 * Says what all evidence of a deployment means.
 *
 * - **Regressed** when any metric is, whatever the others say or lack. alpha is divided among the metrics that test at alpha, so that all
 *   of them together roll back a candidate within its tolerance with a chance of at most alpha, however often it is looked at.
 * - Else it **holds**, or **ends**, when a metric asks for that.
 * - **Safe** when every critical metric is, all metrics could be read, and the candidate had `minimumRequests` in the present step.
 * - Else it **waits**: silence is not success. A metric in a dry run is judged and written down, and nothing follows.
 *
 * Total: never throws, whatever the numbers are. The same evidence gives the same verdict.
 *
 * @param stepsWithUsers how many steps of the plan give the candidate users, those that have not begun too.
 */
export function judge(known: Evidence, analysis: AnalysisPlan, stepsWithUsers: number): Verdict {
  const evidence = withUnaccounted(known, analysis.metrics);
  const context = contextOf(evidence, analysis, stepsWithUsers);
  const all = analysis.metrics.map((plan) => ({ plan, judgement: judgeMetric(plan, evidence, context) }));
  const judged = { metrics: all.map(metricVerdict), warnings: warningsOf(all) };
  const acting = all.filter(({ plan }) => !plan.dryRun);

  const regressed = acting.filter(({ judgement }) => judgement.kind === 'regressed');
  if (regressed.length > 0) return { ...judged, kind: 'regressed', because: reasonsOf(regressed) };
  const undecided = (because: string, then: 'wait' | 'hold' | 'end'): Verdict => ({ ...judged, kind: 'inconclusive', because, then });
  for (const then of ['hold', 'end'] as const) {
    const asking = acting.filter(({ judgement }) => judgement.kind === 'inconclusive' && judgement.then === then);
    if (asking.length > 0) return undecided(reasonsOf(asking), then);
  }
  const open = whatIsOpen(all, evidence, analysis);
  if (open.length > 0) return undecided(open.join('; '), 'wait');
  const critical = acting.filter(({ plan }) => plan.critical);
  return {
    ...judged,
    kind: 'safe',
    because: critical.length > 0 ? reasonsOf(critical) : 'no metric has to be safe: the bake alone decides',
  };
}

function contextOf({ steps, fixed }: Evidence, { metrics, alpha, sloAlpha, beta }: AnalysisPlan, stepsWithUsers: number): JudgeContext {
  const acting = metrics.filter(({ dryRun }) => !dryRun);
  // A profile is fixed before the first evidence: without one its metric tests nothing, and takes nothing from the others.
  const testing = acting.filter(({ kind }) => kind === 'comparison' || (kind === 'release-baseline' && fixed.profile !== undefined));
  const guarding = acting.filter((plan) => plan.kind === 'comparison' && hasRateLimit(plan));
  const part = (chance: number, among: readonly MetricPlan[]) => chance / Math.max(1, among.length);
  return { steps, stepsWithUsers, alpha: part(alpha, testing), sloAlpha: part(sloAlpha, guarding), beta };
}

function metricVerdict({ plan: { name, dryRun }, judgement }: Judged): Verdict['metrics'][number] {
  const { then: _then, warnings: _warnings, ...verdict } = judgement;
  return { name, dryRun, ...verdict };
}

function warningsOf(all: readonly Judged[]): readonly string[] {
  const warnings = all.flatMap(({ plan, judgement }) => [
    ...(judgement.warnings ?? []).map((warning) => `${plan.name}: ${warning}`),
    ...(plan.dryRun && judgement.kind === 'regressed' ? [`${plan.name} would roll back, but for its dry run: ${judgement.because}`] : []),
  ]);
  return [...new Set(warnings)];
}

function reasonsOf(some: readonly Judged[]): string {
  return some.map(({ plan, judgement }) => `${plan.name}: ${judgement.because}`).join('; ');
}

/** Every reason why the candidate cannot be called safe yet, though nothing speaks against it. */
function whatIsOpen(all: readonly Judged[], evidence: Evidence, { minimumRequests }: AnalysisPlan): readonly string[] {
  if (all.length === 0) return ['the plan has no metric, so nothing can be known'];
  const acting = all.filter(({ plan }) => !plan.dryRun);
  const unsafe = acting.filter(({ plan, judgement }) => plan.critical && judgement.kind !== 'safe');
  const unread = acting.filter(({ plan }) => !unsafe.some((one) => one.plan === plan)).flatMap(({ plan }) => whyUnread(plan, evidence));
  const requests = requestsInStep(all, evidence);
  const few =
    requests === undefined || requests >= minimumRequests
      ? []
      : [
          `${grouped(requests)} candidate requests in this step, ${grouped(minimumRequests)} are needed: ${grouped(Math.ceil(minimumRequests - requests))} more`,
        ];
  return [...few, ...(unsafe.length > 0 ? [reasonsOf(unsafe)] : []), ...unread];
}

/** A metric that could not be read may hide a regression, also one that promotion does not need safe. */
function whyUnread(plan: MetricPlan, { metrics, fixed }: Evidence): readonly string[] {
  if (plan.kind === 'release-baseline' && fixed.profile === undefined) return [];
  const read = own(metrics, plan.name);
  if (read === undefined) return [`${plan.name}: the metric has not been read yet`];
  return read.missing === undefined ? [] : [`${plan.name}: ${read.missing}`];
}

/** Most candidate requests that any metric counted in the present step; undefined when no metric of the plan counts requests. */
function requestsInStep(all: readonly Judged[], { steps, metrics }: Evidence): number | undefined {
  const counting = all.map(({ plan }) => plan).filter(({ kind }) => kind === 'comparison' || kind === 'release-baseline');
  if (counting.length === 0) return undefined;
  const beganAt = steps.at(-1)?.beganAt ?? Infinity;
  const ofSeries = (blocks: readonly CountBlock[], warmupSeconds: number) => {
    let sum = 0;
    for (const { startedAt, candidate } of judgedBlocks(blocks, steps, warmupSeconds).blocks)
      sum += startedAt >= beganAt ? candidate.requests : 0;
    return sum;
  };
  const sums = counting.flatMap(({ name, warmupSeconds }) =>
    Object.values(own(metrics, name)?.counts ?? {}).map((blocks) => ofSeries(blocks, warmupSeconds)),
  );
  return Math.max(0, ...sums);
}
