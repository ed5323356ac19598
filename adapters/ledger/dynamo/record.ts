import type { Deployment } from '../../../core/deployment/deployment.ts';
import { NewerRecordError } from '../../../core/deployment/newer-record-error.ts';
import type { Plan } from '../../../core/deployment/plan.ts';
import { DefectError } from '../../../core/errors.ts';
import type { Item } from './attributes.ts';
import { count, optionalText, text } from './fields.ts';
import { indexPartition, type Key, recordKey } from './keys.ts';

const statuses = ['progressing', 'promoting', 'rolling-back', 'promoted', 'rolled-back', 'needs-human', 'refused'] as const;

/**
 * Rises when a record can no longer be read by the version before it: an execution is finished by the code that began it, and meanwhile
 * the newest code reads its record too. So a version reads its own schema and the one before. Records of schema 1 do not name it.
 */
const schema = 2;

/** Condition of every write that only an open record takes: `isOpen` of the deployment. */
export const stillOpen = {
  condition: '#status IN (:progressing, :promoting, :rollingBack)',
  values: { progressing: 'progressing', promoting: 'promoting', rollingBack: 'rolling-back' },
} as const;

/** A new record, with the first entry of its log. Plan, signal, verdict, drift and what is asked of people are kept as JSON text: they are only ever read whole. */
export function recordItem(
  { plan, signal, lastVerdict, approvalAsked, approvedSteps, drift, ...plain }: Deployment,
  entry: string,
): Item & Key {
  const kept: Record<string, string | number | readonly string[] | undefined> = {
    ...plain,
    plan: JSON.stringify(plan),
    signal: signal && JSON.stringify(signal),
    lastVerdict: lastVerdict && JSON.stringify(lastVerdict),
    approvalAsked: approvalAsked && JSON.stringify(approvalAsked),
    approvedSteps: approvedSteps.map(String),
    approvedStep: approvedSteps.at(-1) ?? -1,
    drift: drift && JSON.stringify(drift),
    gsi1pk: indexPartition(plain.service),
    gsi1sk: `${plain.admittedAt}#${plain.id}`,
    tail: [entry],
    moved: 0,
    schema,
  };
  const present = Object.entries(kept).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { ...Object.fromEntries(present), ...recordKey(plain.id) };
}

/**
 * The deployment that a record holds.
 *
 * @throws {NewerRecordError} a later version of Sluice wrote it.
 */
export function deploymentOf(item: Item): Deployment {
  const { schema: written = 1 } = item;
  if (typeof written !== 'number' || written > schema) throw new NewerRecordError(text(item, 'id'), { written, known: schema });
  const optional = Object.fromEntries(
    (['stepStartedAt', 'heldUntil', 'lookedAt', 'seenAt', 'unreadSince', 'endedAt', 'retireAt'] as const).flatMap((name) => {
      const value = optionalText(item, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const signal = signalOf(item);
  const [lastVerdict, drift] = [optionalText(item, 'lastVerdict'), optionalText(item, 'drift')];
  const approvalAsked = optionalText(item, 'approvalAsked');
  return {
    id: text(item, 'id'),
    service: text(item, 'service'),
    executionArn: text(item, 'executionArn'),
    status: statusOf(item),
    plan: planIn(text(item, 'plan')),
    fence: count(item, 'fence'),
    sequence: count(item, 'sequence'),
    stepIndex: count(item, 'stepIndex'),
    approvedSteps: approvedStepsOf(item),
    admittedAt: text(item, 'admittedAt'),
    ...optional,
    ...(signal && { signal }),
    ...(lastVerdict !== undefined && { lastVerdict: JSON.parse(lastVerdict) }),
    ...(approvalAsked !== undefined && { approvalAsked: JSON.parse(approvalAsked) }),
    ...(drift !== undefined && { drift: JSON.parse(drift) }),
  };
}

/** A plan of a version whose judge knew no metrics has none: nothing can be called safe by it, and its guards and its way back still hold. */
function planIn(json: string): Plan {
  const plan: Plan = JSON.parse(json);
  return { ...plan, analysis: { ...plan.analysis, metrics: plan.analysis.metrics ?? [] } };
}

/** The signal that a record holds, if any. */
export function signalOf(item: Item): Deployment['signal'] {
  const signal = optionalText(item, 'signal');
  return signal === undefined ? undefined : JSON.parse(signal);
}

/** The steps that a record says are approved. The version before knows only one, the last, so that is written as well, and what it wrote counts. */
export function approvedStepsOf(item: Item): readonly number[] {
  const [steps, last] = [item.approvedSteps, count(item, 'approvedStep')];
  const known = Array.isArray(steps) ? steps.map(Number) : [];
  return last < 0 || known.includes(last) ? known : [...known, last];
}

/** The status that a record holds. */
export function statusOf(item: Item): Deployment['status'] {
  const status = text(item, 'status');
  const known = statuses.find((one) => one === status);
  if (known) return known;
  throw new DefectError(`deployment ${item.id} has status ${status}, which this version does not know: deploy the newer one`);
}
