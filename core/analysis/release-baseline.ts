import { own } from '../own.ts';
import { binomialUpperBound } from './binomial-bound.ts';
import type { CountBlock } from './blocks.ts';
import type { Fixed, MetricEvidence } from './evidence.ts';
import { eValueOf, percent, pValueOf, roughly, shareOf } from './figures.ts';
import { findByRate, type RateFinding } from './fixed-rate.ts';
import { inconclusive } from './inconclusive.ts';
import { judgedBlocks, totalOf } from './judged-blocks.ts';
import { type JudgeContext, type Judgement, suspiciousLogE } from './metric-judgement.ts';
import type { ReleaseBaselinePlan } from './metric-plan.ts';
import type { ReleaseProfile } from './release-profile.ts';
import { baselineQuantiles, baselineSeries } from './series.ts';
import { periodsOf } from './series-periods.ts';
import { moreToBeWithinSlo } from './still-needed.ts';
import { usersAlone } from './users-alone.ts';

/** One thing the profile says of the release before: at most so large a share of requests was bad. */
interface Measure {
  /** `p90`, or `error rate`. */
  readonly name: string;
  readonly series: string;
  /** What makes a request bad, as a verb. */
  readonly verb: string;
  readonly rateMax: number;
}

interface Found extends Measure {
  readonly finding: RateFinding;
  readonly totals: ReturnType<typeof totalOf>;
  /** Why the profile's times say nothing about today, where stable has no users to show it. */
  readonly stale?: string;
  /** The same of the blocks of steps in which stable had users too, where those are not all. */
  readonly beside?: { readonly finding: RateFinding; readonly totals: ReturnType<typeof totalOf> };
}

/**
 * Error rates below this are not told apart: the profile is of one window, and errors come in bad hours. A release before without an
 * error must not make the second error in a thousand requests a reason to go back; the comparison with stable sees what is real.
 */
const errorRateFloor = 0.001;
const confidence = 0.95;

/**
 * Judges a candidate by the profile that the release before it left. A quantile q is worse by more than 25 % when more than 1 - q of the
 * candidate's requests are slower than 1.25 times what it was; the error rate, when it is above 1.25 times the largest that the profile
 * leaves plausible, 0.1 % at least. Each measure is tested at its share of alpha.
 *
 * - **Regressed** when a measure is shown to be worse by more than `rollbackAbove`, at a time when stable's own share was not: then the
 *   profile does not fit today's traffic, and nobody is blamed. Once stable's users went to the candidate nothing tells a slower release
 *   from a busier hour, or from an incident: what shows only then is warned of, and not safe. A release that begins with all users is
 *   judged by the profile alone, unless stable itself was as slow in the hour before.
 * - **Warned** when it is so by more than `warnAbove`, with the same evidence.
 * - **Safe** when each is shown not to be, with beta; and when the release before left no profile, for there is nothing to compare with.
 */
export function judgeReleaseBaseline(
  plan: ReleaseBaselinePlan,
  evidence: MetricEvidence,
  { profile, slowSeconds = {} }: Partial<Pick<Fixed, 'profile' | 'slowSeconds'>>,
  context: JudgeContext,
): Judgement {
  if (profile === undefined) return { kind: 'safe', because: 'the release before left no profile yet: nothing to compare with' };
  if (context.steps.length === 0) return inconclusive('no user has met the candidate yet');
  const measures = measuresOf(plan, profile, 'end', plan.rollbackAbove);
  if (measures.length === 0) return inconclusive('the profile of the release before holds nothing that can be compared');
  const rate = { alpha: context.alpha / measures.length, beta: context.beta };
  const isAllAtOnce = (context.steps[0]?.candidatePercent ?? 0) >= 100;
  const find = (measure: Measure): Found => {
    const { blocks } = blocksOf(plan, evidence, measure.series, context);
    const of = (some: readonly CountBlock[]) => ({
      totals: totalOf(some),
      finding: findByRate(some, { ...rate, rateMax: measure.rateMax }, context),
    });
    const parts = usersAlone(blocks, context.steps, Math.max(...periodsOf(plan)));
    const stale = isAllAtOnce && measure.series !== 'errors' ? staleTimes(slowSeconds, profile, plan.rollbackAbove) : undefined;
    return { ...measure, ...of(blocks), ...(parts && { beside: of(parts.beside) }), ...(stale !== undefined && { stale }) };
  };
  const found = measures.map(find);
  const warned = measuresOf(plan, profile, 'warn', plan.warnAbove).map(find);
  const warnings = warned.filter(({ finding }) => finding.kind === 'above').map((one) => `slower or worse: ${worse(one, plan.warnAbove)}`);
  const [worst] = found.map(blameable).sort((one, other) => other.finding.maxLogE - one.finding.maxLogE);
  // Divided by the number of measures it is an e-value of all of them together, so that it stands beside the metric's own alpha.
  const maxLogE = Math.max(0, (worst?.finding.maxLogE ?? 0) - Math.log(measures.length));
  return {
    eValue: eValueOf(maxLogE),
    pValue: pValueOf(maxLogE),
    ...(worst !== undefined && { counts: worst.totals }),
    ...(warnings.length > 0 && { warnings }),
    ...concluded(plan, found, whatIsMissing(plan, evidence, found, context), context.beta),
  };
}

function measuresOf(plan: ReleaseBaselinePlan, profile: ReleaseProfile, limit: 'warn' | 'end', above: number): readonly Measure[] {
  const thresholds = new Map(baselineSeries(plan, profile).map(({ series, slowerThanSeconds }) => [series, slowerThanSeconds]));
  const slow = baselineQuantiles(profile).map(({ name, quantile }) => {
    const series = `${limit}-${name}`;
    const seconds = Number((thresholds.get(series) ?? 0).toPrecision(3));
    return { name, series, verb: `took longer than ${seconds} s`, rateMax: 1 - quantile };
  });
  const { requests, errorRate } = profile;
  const plausible = requests > 0 && errorRate >= 0 ? binomialUpperBound(Math.min(1, errorRate) * requests, requests, confidence) : 1;
  const rateMax = Math.max(errorRateFloor, plausible) * (1 + above);
  const errors = { name: 'error rate', series: 'errors', verb: 'failed', rateMax };
  // A rate of 1 or more can neither be exceeded nor undercut: such a profile says nothing about errors.
  return rateMax < 1 ? [errors, ...slow] : slow;
}

function blocksOf({ warmupSeconds }: ReleaseBaselinePlan, { counts }: MetricEvidence, series: string, { steps }: JudgeContext) {
  return judgedBlocks(own<readonly CountBlock[]>(counts, series) ?? [], steps, warmupSeconds);
}

function concluded({ rollbackAbove }: ReleaseBaselinePlan, found: readonly Found[], missing: string | undefined, beta: number): Judgement {
  const blamed = found.map(blameable).find(({ finding, stale }) => finding.kind === 'above' && stale === undefined);
  if (blamed !== undefined) return { kind: 'regressed', because: worse(blamed, rollbackAbove), counts: blamed.totals };
  if (missing !== undefined) return inconclusive(missing);
  const above = found.find(({ finding }) => finding.kind === 'above');
  if (above !== undefined) {
    return inconclusive(
      `${worse(above, rollbackAbove)}; ${above.stale ?? 'stable has no users beside it, so a busier hour may be the cause'}`,
    );
  }
  const misfit = found.find(({ finding }) => finding.kind === 'both-above' || finding.kind === 'stable-above');
  if (misfit !== undefined) {
    const because = `the profile does not fit today's traffic: ${shareOf(misfit.totals.stable)} of stable's own requests ${misfit.verb}`;
    return inconclusive(`${because}, ${percent(misfit.rateMax)} were expected; the candidate is not blamed`);
  }
  const suspect = found.find(({ finding }) => finding.nowLogE >= suspiciousLogE);
  if (suspect !== undefined) return inconclusive(`${sharesOf(suspect)}: that speaks against the candidate, more requests will tell`);
  const open = found.filter(({ finding }) => finding.kind !== 'below');
  if (open.length === 0)
    return { kind: 'safe', because: `no measure is more than ${percent(rollbackAbove)} worse than in the release before` };
  return inconclusive(open.map((one) => whatIsNeeded(one, beta)).join('; '));
}

/** Stable's own thresholds of the hour before, where one of them is beyond what the profile allows. */
function staleTimes(slowSeconds: Fixed['slowSeconds'], profile: ReleaseProfile, above: number): string | undefined {
  for (const { name, seconds } of baselineQuantiles(profile)) {
    const today = Math.max(0, ...Object.values(slowSeconds).map((measured) => own(measured, name) ?? 0));
    if (today <= seconds * (1 + above)) continue;
    return `stable's own ${name} was ${Number(today.toPrecision(3))} s before the deployment, so the profile does not fit today's traffic`;
  }
  return undefined;
}

/** What the candidate can be blamed by. */
function blameable({ beside, ...all }: Found): Found {
  return { ...all, ...beside };
}

function whatIsMissing(
  plan: ReleaseBaselinePlan,
  evidence: MetricEvidence,
  found: readonly Found[],
  context: JudgeContext,
): string | undefined {
  if (evidence.missing !== undefined) return `the newest blocks are missing: ${evidence.missing}`;
  const unusable = found.map(({ series }) => blocksOf(plan, evidence, series, context).unusable).find((because) => because !== undefined);
  if (unusable !== undefined) return `${unusable}: look at the metric's source`;
  const empty = found.find(({ totals }) => totals.candidate.requests === 0);
  return empty === undefined ? undefined : `no requests of the candidate have been counted for its ${empty.name} yet`;
}

function worse(one: Found, above: number): string {
  return `the ${one.name} is more than ${percent(above)} above that of the release before: ${sharesOf(one)}`;
}

function sharesOf({ totals, verb, rateMax }: Found): string {
  return `${shareOf(totals.candidate)} of the candidate's requests ${verb}, expected were at most ${percent(rateMax)}`;
}

function whatIsNeeded(one: Found, beta: number): string {
  const more = moreToBeWithinSlo(one.totals.candidate, { badRateMax: one.rateMax, beta });
  const needs = more === undefined ? 'more requests like these will not show it to be below' : `needs about ${roughly(more)} more requests`;
  return `${one.name}: ${sharesOf(one)}; ${needs}`;
}
