import { own } from '../own.ts';
import { type AgainstStable, againstStable } from './against-stable.ts';
import type { CountBlock } from './blocks.ts';
import { bothLanes, byChance, candidateOnly, howBad, stillNeeded, type Totals } from './comparison-words.ts';
import type { Fixed, MetricEvidence } from './evidence.ts';
import { eValueOf, percent, pValueOf, shareOf } from './figures.ts';
import { findByRate, type RateFinding } from './fixed-rate.ts';
import { inconclusive } from './inconclusive.ts';
import { judgedBlocks, totalOf, wholeBlocks } from './judged-blocks.ts';
import { type JudgeContext, type Judgement, suspiciousLogE } from './metric-judgement.ts';
import type { ComparisonPlan } from './metric-plan.ts';
import { logENotWorse } from './not-worse.ts';
import { mustBeShown, type RateLimit, rateLimitOf } from './rate-limit.ts';
import { quantileName, seriesOf } from './series.ts';
import { periodsOf } from './series-periods.ts';
import { moreToBeWithinSlo, moreToRuleOutWorse } from './still-needed.ts';
import { usersAlone } from './users-alone.ts';

/** One series of the metric, with all that is asked about it. */
interface ReadSeries {
  readonly series: string;
  /** What makes a request bad, as a verb. */
  readonly verb: string;
  /** All blocks that count. */
  readonly judged: readonly CountBlock[];
  /** Those during which no step began: the lanes can be compared. */
  readonly blocks: readonly CountBlock[];
  readonly unusable?: string;
  readonly totals: Totals;
  /** What the candidate may not exceed, stable or not; absent: there is no such rate. */
  readonly limit?: RateLimit & { readonly finding: RateFinding };
}

/**
 * Judges the bad requests of a candidate against those of stable, and against its SLO if it has one.
 *
 * - **Regressed** when it is shown to be more than `1 + tolerance` times as bad as stable, also when stable is within no SLO: stable is
 *   better still. Or when it is shown to be above its limit, `badRateMax` or what stable's history says, at a time when stable's own
 *   observed rate was not.
 * - **Held** when the candidate is above `badRateMax` and stable too: a common cause. Or when stable alone is: going back would not help.
 *   A candidate that is shown to be below `badRateMax` is safe all the same, for a fix must get through.
 * - **Safe** when in each series, of several quantiles in the lowest, it is shown to be less than `worseMax` times as bad as stable, or
 *   below its limit, each with beta, and all was read, and nothing suspicious (an e-value of 10) speaks against it at present in any
 *   series, in all steps or in the last one alone.
 *
 * Blocks that cannot be counts are left out and forbid safe: what the others show still stands. Total: never throws.
 */
export function judgeComparison(plan: ComparisonPlan, evidence: MetricEvidence, fixed: Fixed, context: JudgeContext): Judgement {
  const series = readSeries(plan, evidence, fixed, context);
  const against = againstStable(series, plan, context);
  const worst = series.find((one) => one.series === (against.worstNow ?? series[0]?.series));
  const judgement = regressed(plan, series, against, context) ?? held(plan, series) ?? open(plan, evidence, series, against, context);
  const warnings = against.clustered.map(
    (name) =>
      `bad requests of stable come in bursts${name === 'errors' ? '' : ` (${name})`}: only a candidate that is more than twice as bad is told from chance`,
  );
  return {
    eValue: eValueOf(against.maxLogE),
    pValue: pValueOf(against.maxLogE),
    ...(worst !== undefined && { counts: worst.totals }),
    ...(warnings.length > 0 && { warnings }),
    ...judgement,
  };
}

function readSeries(plan: ComparisonPlan, evidence: MetricEvidence, fixed: Fixed, context: JudgeContext): readonly ReadSeries[] {
  const known = seriesOf(plan, fixed);
  return known.map((one) => {
    const { blocks: judged, unusable } = judgedBlocks(own(evidence.counts, one.series) ?? [], context.steps, plan.warmupSeconds);
    const blocks = wholeBlocks(judged, context.steps, Math.max(...periodsOf(plan)));
    const { limit, of } = limitNow(rateLimitOf(plan, one.series), plan, judged, context);
    const rate = { alpha: context.sloAlpha / known.length, beta: context.beta };
    return {
      series: one.series,
      verb: howBad(plan, one),
      judged,
      blocks,
      ...(unusable !== undefined && { unusable }),
      totals: totalOf(judged),
      ...(limit !== undefined && { limit: { ...limit, finding: findByRate(of, { ...rate, rateMax: limit.rateMax }, context) } }),
    };
  });
}

/**
 * The limit, and the blocks that it is for. Where stable's users went to the candidate, what stable did until then is its nearest past: load
 * and time of day have changed since the hour before the deployment, for both lanes.
 */
function limitNow(limit: RateLimit | undefined, plan: ComparisonPlan, judged: readonly CountBlock[], { steps }: JudgeContext) {
  const parts = limit?.from === 'history' ? usersAlone(judged, steps, Math.max(...periodsOf(plan))) : undefined;
  if (limit === undefined || parts === undefined) return { limit, of: judged };
  const rateMax = Math.max(limit.rateMax, plan.worseMax * parts.lastOfStable);
  return { limit: rateMax < 1 ? { ...limit, rateMax } : undefined, of: parts.alone };
}

function regressed(
  { tolerance }: ComparisonPlan,
  series: readonly ReadSeries[],
  { maxLogE, worst, worstBlocks }: AgainstStable,
  { alpha, sloAlpha }: JudgeContext,
): Judgement | undefined {
  const compared = series.find((one) => one.series === worst);
  if (maxLogE >= Math.log(1 / alpha) && compared !== undefined) {
    const counts = totalOf(worstBlocks);
    const because = `${bothLanes(counts, compared.verb)}: more than the ${1 + tolerance} times as bad that are tolerated`;
    return { kind: 'regressed', because: `${because} ${byChance(maxLogE, alpha)}`, counts };
  }
  const above = series.find(({ limit }) => limit?.finding.kind === 'above');
  if (above?.limit === undefined) return undefined;
  const maxLogEOfLimit = above.limit.finding.maxLogE;
  const chance = byChance(maxLogEOfLimit, sloAlpha / series.length);
  const because = `${bothLanes(above.totals, above.verb)}: above ${describe(above.limit)} while stable was not ${chance}`;
  return { kind: 'regressed', because, eValue: eValueOf(maxLogEOfLimit), pValue: pValueOf(maxLogEOfLimit), counts: above.totals };
}

function describe({ rateMax, from }: RateLimit): string {
  return from === 'declared' ? `the ${percent(rateMax)} of its SLO` : `the ${percent(rateMax)} that stable's past allows`;
}

/** Only a declared limit is a promise to users: traffic that is slower than in the hour before is no incident by itself. */
function held({ badRateMax }: ComparisonPlan, series: readonly ReadSeries[]): Judgement | undefined {
  if (badRateMax === undefined) return undefined;
  const both = series.find(({ limit }) => limit?.finding.kind === 'both-above');
  if (both !== undefined) {
    const found = `${bothLanes(both.totals, both.verb)}: both are above the ${percent(badRateMax)} of the SLO`;
    return inconclusive(`${found}, so the cause is common and the candidate is not blamed: look at what both lanes depend on`, 'hold');
  }
  const stable = series.find(({ limit }) => limit?.finding.kind === 'stable-above');
  if (stable === undefined) return undefined;
  const found = `stable itself is above the ${percent(badRateMax)} of the SLO: ${shareOf(stable.totals.stable)} of its requests ${stable.verb}`;
  return inconclusive(
    `${found}, ${shareOf(stable.totals.candidate)} of the candidate's: going back would not help, look at stable`,
    'hold',
  );
}

function open(
  plan: ComparisonPlan,
  evidence: MetricEvidence,
  series: readonly ReadSeries[],
  against: AgainstStable,
  context: JudgeContext,
): Judgement {
  const incomplete = whatIsMissing(plan, evidence, series, context);
  if (incomplete !== undefined) return inconclusive(incomplete);
  const suspicious = series.find(({ limit }) => limit?.finding.kind === 'open' && limit.finding.nowLogE >= suspiciousLogE);
  const suspect = against.nowLogE >= suspiciousLogE ? series.find((one) => one.series === against.worstNow) : suspicious;
  if (suspect !== undefined) {
    const found = bothLanes(suspect.totals, suspect.verb);
    return inconclusive(`${found}: that speaks against the candidate, though not enough for a rollback; more requests will tell`);
  }
  const asked = series.filter((one) => mustBeShown(plan, one.series));
  const shown = asked.map((one) => whatIsShown(plan, one, context));
  if (shown.every((because) => because !== undefined)) return { kind: 'safe', because: shown.join('; ') };
  const needs = asked.filter((_, index) => shown[index] === undefined).map((one) => whatIsNeeded(plan, one, context));
  return inconclusive(needs.join('; '));
}

function whatIsMissing(
  { counts }: ComparisonPlan,
  { missing }: MetricEvidence,
  series: readonly ReadSeries[],
  { steps }: JudgeContext,
): string | undefined {
  if (steps.length === 0) return 'no user has met the candidate yet';
  const names = counts.kind === 'alb-latency' ? counts.quantiles.map(quantileName) : ['errors'];
  const unknown = names.filter((name) => !series.some((one) => one.series === name));
  if (names.length === 0) return 'the metric names no quantile to be judged by';
  if (unknown.length > 0) {
    return `stable's own ${unknown.join(' and ')} is not known, so what is slow is not either: declare slowerThanSeconds, or deploy when stable has had traffic for an hour`;
  }
  const unusable = series.find((one) => one.unusable !== undefined)?.unusable;
  if (unusable !== undefined) return `${unusable}: look at the metric's source`;
  if (missing !== undefined) return `the newest blocks are missing: ${missing}`;
  const empty = series.some(({ totals }) => totals.candidate.requests === 0);
  return empty ? 'the candidate has had no requests that count yet' : undefined;
}

function whatIsShown({ worseMax }: ComparisonPlan, one: ReadSeries, { beta, steps }: JudgeContext): string | undefined {
  // Stable beside the candidate says more than stable's past, which may have been a busier hour.
  const counts = one.limit?.from === 'declared' || !hasBoth(inPresentStep(one.judged, steps));
  if (one.limit?.finding.kind === 'below' && counts) {
    return `${candidateOnly(one.totals.candidate, one.verb)}: shown to be below ${percent(one.limit.rateMax)}`;
  }
  if (!(logENotWorse(one.blocks, worseMax) >= Math.log(1 / beta))) return undefined;
  return `${bothLanes(one.totals, one.verb)}: shown to be less than ${worseMax} times as bad`;
}

function inPresentStep(blocks: readonly CountBlock[], steps: JudgeContext['steps']): readonly CountBlock[] {
  const beganAt = steps.at(-1)?.beganAt ?? Infinity;
  return blocks.filter(({ startedAt }) => startedAt >= beganAt);
}

function hasBoth(blocks: readonly CountBlock[]): boolean {
  return blocks.some(({ candidate, stable }) => candidate.requests > 0 && stable.requests > 0);
}

function whatIsNeeded({ worseMax }: ComparisonPlan, one: ReadSeries, { beta, steps }: JudgeContext): string {
  const present = inPresentStep(one.blocks, steps);
  const isShared = hasBoth(present);
  const badRateMax = one.limit?.from === 'history' && isShared ? undefined : one.limit?.rateMax;
  const more = {
    toRuleOutWorse: moreToRuleOutWorse(one.blocks, isShared ? present : one.blocks, { worseMax, beta }),
    toBeWithinSlo: badRateMax === undefined ? undefined : moreToBeWithinSlo(one.totals.candidate, { badRateMax, beta }),
  };
  return `${bothLanes(one.totals, one.verb)}: ${stillNeeded({ worseMax, badRateMax }, more, one.blocks)}`;
}
