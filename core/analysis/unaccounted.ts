import { own } from '../own.ts';
import type { CountBlock, LaneCounts } from './blocks.ts';
import type { Evidence, MetricEvidence, StepBegin } from './evidence.ts';
import { grouped, shareOf } from './figures.ts';
import { judgedBlocks } from './judged-blocks.ts';
import type { MetricPlan } from './metric-plan.ts';

/** So few requests, or so small a share of all, are in flight when a minute ends, or are left by clients that do not wait. */
const usualAtLeast = { requests: 5, share: 0.01 };
/** Stable's share is of another hour. */
const timesAsMany = 1.5;
const deviationsMax = 3;

/**
 * Evidence in which a metric whose errors may not all have been counted is incomplete, so that it is not called safe; it stays as it is where
 * it shows a regression.
 *
 * A load balancer publishes no count of errors for a minute without one, so that a count which is late looks like none. But it counts every
 * answer of a target by its code: requests without a counted ending may have failed, whether the count is late or there was no answer.
 * Long requests, WebSockets and clients that leave have no counted ending either. So many are usual as of stable's requests beside the
 * candidate, but at most 1.5 times as many as in the hour before, since what is late is so for both lanes alike; and 5 requests or 1 %, and
 * three standard deviations, more. Asked of all blocks, and of those of the present step, which earlier ones must not thin out. Total.
 */
export function withUnaccounted(evidence: Evidence, plans: readonly MetricPlan[]): Evidence {
  const metrics = plans.flatMap((plan) => {
    const read = own(evidence.metrics, plan.name);
    const because = read === undefined ? undefined : whyUnaccounted(read, plan, evidence);
    return read === undefined || because === undefined ? [] : [[plan.name, { ...read, missing: joined(read.missing, because) }] as const];
  });
  return metrics.length === 0 ? evidence : { ...evidence, metrics: { ...evidence.metrics, ...Object.fromEntries(metrics) } };
}

/** True when it matters how much is usual of stable, and that is not known: some of the candidate's requests have no counted ending. */
export function needsUnaccountedShare({ fixed, metrics }: Evidence): boolean {
  if (fixed.unaccountedShare !== undefined) return false;
  return Object.values(metrics).some(({ counts }) => Object.values(counts).some(hasUnaccounted));
}

function hasUnaccounted(blocks: readonly CountBlock[]): boolean {
  return blocks.some(({ candidate }) => (candidate.unaccounted ?? 0) > 0);
}

function joined(missing: string | undefined, because: string): string {
  return missing === undefined ? because : `${missing}; ${because}`;
}

function whyUnaccounted({ counts }: MetricEvidence, { warmupSeconds }: MetricPlan, { steps, fixed }: Evidence): string | undefined {
  for (const blocks of Object.values(counts)) {
    if (!hasUnaccounted(blocks)) continue;
    const judged = judgedBlocks(blocks, steps, warmupSeconds).blocks;
    const because = whyOf(judged, fixed.unaccountedShare) ?? whyOf(inPresentStep(judged, steps), fixed.unaccountedShare);
    if (because !== undefined) return because;
  }
  return undefined;
}

function inPresentStep(blocks: readonly CountBlock[], steps: readonly StepBegin[]): readonly CountBlock[] {
  const beganAt = steps.at(-1)?.beganAt ?? Infinity;
  return blocks.filter(({ startedAt }) => startedAt >= beganAt);
}

/** Where stable's past is not known, none is usual. */
function whyOf(blocks: readonly CountBlock[], pastShare = 0): string | undefined {
  const [candidate, stable] = [openEndings(blocks, 'candidate'), openEndings(blocks, 'stable')];
  const usual = Math.floor(usualOf(candidate.requests, stable, pastShare));
  if (candidate.bad <= usual) return undefined;
  return `the endings of ${shareOf(candidate)} of the candidate's requests were not counted, up to ${grouped(usual)} are usual: errors may be late, or the requests had no answer`;
}

function usualOf(requests: number, stable: LaneCounts, pastShare: number): number {
  const more = Math.max(usualAtLeast.requests, usualAtLeast.share * requests);
  const ofShare = (share: number, measuredOf: number) =>
    requests * share + more + deviationsMax * Math.sqrt(requests * share * (1 - share) * (1 + requests / measuredOf));
  const ofPast = ofShare(Math.min(1, timesAsMany * pastShare), Infinity);
  return stable.requests === 0 ? ofPast : Math.min(ofPast, ofShare(Math.min(1, stable.bad / stable.requests), stable.requests));
}

/** A lane's requests, and as `bad` those without a counted ending. One that ends in a later minute is counted there: only earlier ones are paid by it. */
function openEndings(blocks: readonly CountBlock[], lane: 'candidate' | 'stable'): LaneCounts {
  let [requests, open] = [0, 0];
  for (const block of blocks) {
    requests += block[lane].requests;
    open = Math.max(0, open + (block[lane].unaccounted ?? 0));
  }
  return { requests, bad: open };
}
