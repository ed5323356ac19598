import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { jobOf, rollbackHolder } from '../../core/deployment/holders.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import type { Needs, Signalled } from './signalled.ts';

/** A stack update may have the service for all that is left of the rollback window, or have begun after it, before a request that is late. */
function keptUntil(retireAt: string, now: Date): string {
  return new Date(Math.max(Date.parse(retireAt), now.getTime()) + limits.heldOpenSeconds.value * 1_000).toISOString();
}

/**
 * A stack update may have the service for a quarter of an hour, longer than Lambda tries. Until then the service is kept for the request: a
 * deployment that begins in between would destroy the way back, and so would putting the old lane to rest.
 *
 * @throws {DependencyError} something else has it, and is over soon: the request is delivered again.
 */
export async function postponeOrThrow(
  needs: Needs,
  promoted: Deployment,
  { holder, signal, begunAt }: { readonly holder: string; readonly signal: Signal; readonly begunAt: Date },
): Promise<Signalled> {
  const { id, service, retireAt = needs.now().toISOString() } = promoted;
  const next = { holder: rollbackHolder(id), until: keptUntil(retireAt, needs.now()) };
  const isKept = jobOf(holder).job === 'stack-update' && (await needs.ledger.reserve(service, holder, next));
  if (!isKept) throw new DependencyError(`${holder} has ${service} at this moment: the request is tried again`);
  const { because } = await postpone(needs, promoted, { signal, begunAt, why: `CloudFormation updates the lanes of ${service}` });
  return { kind: 'signalled', because, deployments: [{ deploymentId: id, kind: 'rollback postponed' }] };
}

/**
 * Keeps a request in the outbox, which sends it back here within a minute. However often a delivery keeps it, it is there once.
 *
 * @returns what to tell of it, and its key, to cross it off
 */
export async function postpone(
  { ledger }: Pick<Needs, 'ledger'>,
  { id, service }: Deployment,
  { signal, begunAt, why }: Postponed,
): Promise<{ readonly because: string; readonly key: string }> {
  const because = `${why}: the way back is tried again in a minute`;
  const detail = { by: signal.source, askedAt: signal.occurredAt, asked: signal.because };
  const at = begunAt.toISOString();
  const key = await ledger.owe({ type: 'RollbackPostponed', at, service, deploymentId: id, because, detail }, rollbackHolder(id));
  return { because, key };
}

interface Postponed {
  readonly signal: Signal;
  /** When this delivery was first tried. */
  readonly begunAt: Date;
  /** AWS does not answer, or the stack that is updated. */
  readonly why: string;
}
