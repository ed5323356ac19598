import type { Plan } from './plan.ts';

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

/** Seconds for which the rule of this deployment showed other weights than intended, this drift and earlier ones. */
export function frozenSeconds({ secondsBefore, since, until }: Drift): number {
  return secondsBefore + Math.max(0, (Date.parse(until) - Date.parse(since)) / 1_000);
}

/** The drift that goes on; undefined: there was none, or it is over. */
export function openDrift(drift: Drift | undefined): Drift | undefined {
  return drift?.state === 'over' ? undefined : drift;
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
