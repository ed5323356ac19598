import type { Deployment } from './deployment.ts';
import type { Plan } from './plan.ts';
import { describeTraffic, showsPercent, type Traffic } from './traffic.ts';

/**
 * Weights on the rule that Sluice did not set, as the record of a deployment keeps them. `seen`: nobody was paged yet; `told`: people
 * were; `over`: the rule shows what was intended again.
 */
export interface Drift {
  readonly state: 'seen' | 'told' | 'over';
  /** What the rule showed, in the words of `describeTraffic`: other weights are another drift. */
  readonly shows: string;
  /** When it was seen first, and last, ISO 8601; once it is over, when that was seen. */
  readonly since: string;
  readonly until: string;
  /** When the rule was last known to be as intended, ISO 8601: who changed it did so after that. */
  readonly intendedAt: string;
  /** Seconds that earlier drifts of this deployment lasted. */
  readonly secondsBefore: number;
}

/** The percent that was intended last: 0 before the first shift. */
export function intendedPercent({ plan, stepIndex }: Pick<Deployment, 'plan' | 'stepIndex'>): number {
  return plan.steps[stepIndex]?.candidatePercent ?? 0;
}

/**
 * What a look at the rule changes in what is known of a drift: it began, goes on, or is over. Undefined: nothing, the rule shows what was
 * intended and did so before. Whether other weights are explained by a shift in flight is for the caller to know.
 */
export function driftSeen(deployment: Deployment, traffic: Traffic, at: Date): Drift | undefined {
  const { plan, drift, lookedAt, admittedAt } = deployment;
  const until = at.toISOString();
  const open = drift?.state === 'over' ? undefined : drift;
  if (showsPercent(traffic, plan, intendedPercent(deployment))) return open && { ...open, state: 'over', until };
  const shows = describeTraffic(traffic);
  if (open?.shows === shows) return { ...open, until };
  const intendedAt = open?.intendedAt ?? lookedAt ?? admittedAt;
  return { state: 'seen', shows, since: until, until, intendedAt, secondsBefore: drift === undefined ? 0 : frozenSeconds(drift) };
}

/** Seconds for which the rule of this deployment showed other weights than intended, this drift and earlier ones. */
export function frozenSeconds({ secondsBefore, since, until }: Drift): number {
  return secondsBefore + Math.max(0, (Date.parse(until) - Date.parse(since)) / 1_000);
}

/** The reason that people read: what is there, and what should be. */
export function driftReason({ shows }: Pick<Drift, 'shows'>, percent: number): string {
  return `the rule shows ${shows}; ${percent} % for the candidate was intended`;
}

/** Where to find who changed the rule. CloudTrail shows a call some minutes after it was made, for ninety days. */
export function whoDidIt({ ruleArn }: Pick<Plan, 'ruleArn'>, { intendedAt, since }: Pick<Drift, 'intendedAt' | 'since'>): string {
  const lookUp = 'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=ModifyRule';
  return `${lookUp} --start-time ${intendedAt} --end-time ${since}, some minutes from now: the call whose requestParameters.ruleArn is ${ruleArn}`;
}
