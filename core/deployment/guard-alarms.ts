import type { AdmissionFacts } from './admission-facts.ts';

/** The alarms of `plan.guards` as they are now; `missing` holds the ARNs that no alarm answers to. */
export type GuardAlarms = AdmissionFacts['alarms'];

/**
 * Why the alarms end a deployment, naming the first that does; undefined when all of them watch and none rings.
 *
 * The event of an alarm may be lost, so its state is read as well. A guard that cannot fire guards nothing: one that is
 * gone or may not act counts like one that rings.
 */
export function whyAlarmsEnd({ found, missing }: GuardAlarms): string | undefined {
  const ringing = found.find(({ state }) => state === 'ALARM');
  if (ringing !== undefined) return `alarm ${ringing.name} is in ALARM`;
  const [gone] = missing;
  if (gone !== undefined) return `alarm ${gone} is gone: a guard that cannot fire guards nothing`;
  const disabled = found.find(({ actionsEnabled }) => !actionsEnabled);
  return disabled && `alarm ${disabled.name} has its actions disabled: a guard that cannot fire guards nothing`;
}
