import type { CountBlock } from './blocks.ts';
import type { StepBegin } from './evidence.ts';
import { grouped, percent } from './figures.ts';
import { totalOf } from './judged-blocks.ts';
import type { ComparisonPlan } from './metric-plan.ts';

/** Whether the lanes' observed shares of the requests are what the step asks for. `doubtful`: nothing may be called safe by such counts. */
export type ShareFinding = { readonly kind: 'fine' } | { readonly kind: 'uneven' | 'doubtful'; readonly because: string };

/** Standard deviations off that chance, also of clients that send many requests each, does not explain. */
const deviationsMax = 5;
/** Requests that the smaller lane should have had, at least, before its share is looked at. */
const fewestExpected = 30;
/** How many times as large, or as small, the odds of the lanes may be. A skew of 20 % between availability zones is normal. */
const unevenTimes = { largest: 1.5, smallest: 0.5 };
const doubtfulTimes = 3;
/** How near the odds are to those of a lane that is counted twice, to be taken for it. */
const nearness = Math.log(1.15);

/**
 * Compares the candidate's observed share in the present step with the one that was asked for; of a `paired` baseline, with one half.
 * At 0 % and 100 % there is no share to be off. Counts are judged as observed, so a share that is off makes no verdict wrong by itself:
 * but metrics of the wrong target group, or of both, look just like that.
 */
export function checkShare(blocks: readonly CountBlock[], steps: readonly StepBegin[], baseline: ComparisonPlan['baseline']): ShareFinding {
  const present = steps.at(-1);
  if (present === undefined || !(present.candidatePercent > 0 && present.candidatePercent < 100)) return { kind: 'fine' };
  const share = baseline === 'paired' ? 0.5 : present.candidatePercent / 100;
  const { candidate, stable } = totalOf(blocks.filter(({ startedAt }) => startedAt >= present.beganAt));
  const requests = candidate.requests + stable.requests;
  const deviation = Math.sqrt(requests * share * (1 - share));
  const isPlenty = requests * Math.min(share, 1 - share) >= fewestExpected;
  if (!isPlenty || !(Math.abs(candidate.requests - requests * share) > deviationsMax * deviation)) return { kind: 'fine' };
  const times = (candidate.requests / stable.requests) * ((1 - share) / share);
  const observed = `the candidate served ${grouped(candidate.requests)} of ${grouped(requests)} requests (${percent(candidate.requests / requests)}) in this step, ${percent(share)} were intended`;
  return findingOf(times, share, observed);
}

/** `times`: the observed odds over those that were intended. */
function findingOf(times: number, share: number, observed: string): ShareFinding {
  const isNear = (other: number) => Math.abs(Math.log(times / other)) < nearness;
  const isOff = times > unevenTimes.largest || times < 1 / unevenTimes.largest;
  if (isOff && isNear(1 / share)) return doubtful(observed, "the candidate's numbers look like those of both lanes together");
  if (isOff && isNear(1 - share)) return doubtful(observed, "stable's numbers look like those of both lanes together");
  if (times > doubtfulTimes || times < 1 / doubtfulTimes)
    return doubtful(observed, 'the lanes that are measured may not be those that serve');
  // The smaller lane's share is what is asked about: 60 % instead of 80 % is twice as much for the lane that should have 20 %.
  const ofSmaller = share <= 0.5 ? times : 1 / times;
  if (ofSmaller <= unevenTimes.largest && ofSmaller >= unevenTimes.smallest) return { kind: 'fine' };
  return { kind: 'uneven', because: `${observed}: look for stickiness, long connections and uneven availability zones` };
}

function doubtful(observed: string, looksLike: string): ShareFinding {
  return { kind: 'doubtful', because: `${observed}: ${looksLike}; check the dimensions or labels of the metric's source` };
}
