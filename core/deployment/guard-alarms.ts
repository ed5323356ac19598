import { limits } from '../limits.ts';
import type { AdmissionFacts } from './admission-facts.ts';
import type { Deployment } from './deployment.ts';

/** The alarms of `plan.guards` as they are now; `missing` holds the ARNs that no alarm answers to. */
export type GuardAlarms = AdmissionFacts['alarms'];

/** Since when an alarm that rang counts against a deployment, and since when a change of its state has not been looked into. */
export interface AlarmWindow {
  readonly since: Date;
  readonly changedSince: Date;
}

/**
 * What a look asks about the alarms. What rang before the deployment began says nothing about it. A state that changed before the last
 * look was looked into then, but CloudWatch may tell of a change a little late.
 */
export function alarmWindow({ admittedAt, lookedAt = admittedAt }: Pick<Deployment, 'admittedAt' | 'lookedAt'>): AlarmWindow {
  const before = (at: string, { value }: { readonly value: number }) => new Date(Date.parse(at) - value * 1_000);
  const [since, looked] = [before(admittedAt, limits.clockSkewSeconds), before(lookedAt, limits.alarmLagSeconds)];
  return { since, changedSince: looked > since ? looked : since };
}

/**
 * Why the alarms end a deployment, naming the first that does; undefined when all of them watch and none rang.
 *
 * The event of an alarm may be lost, so its state is read as well, and its history: one that rang and is quiet again has rung. A guard
 * that cannot fire guards nothing: one that is gone or may not act counts like one that rings.
 */
export function whyAlarmsEnd({ found, missing }: GuardAlarms): string | undefined {
  const ringing = found.find(({ state }) => state === 'ALARM');
  if (ringing !== undefined) return `alarm ${ringing.name} is in ALARM`;
  const rang = found.find(({ rangAt }) => rangAt !== undefined);
  if (rang !== undefined) return `alarm ${rang.name} went to ALARM at ${rang.rangAt} and is ${rang.state} by now`;
  const [gone] = missing;
  if (gone !== undefined) return `alarm ${gone} is gone: a guard that cannot fire guards nothing`;
  const disabled = found.find(({ actionsEnabled }) => !actionsEnabled);
  return disabled && `alarm ${disabled.name} has its actions disabled: a guard that cannot fire guards nothing`;
}
