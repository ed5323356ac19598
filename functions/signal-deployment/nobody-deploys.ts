import type { Deployment } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { goBack } from './go-back.ts';
import { lastPromoted } from './last-promoted.ts';
import type { Asked } from './signal-all.ts';
import { type Needs, refused, type Signalled } from './signalled.ts';

/**
 * What a person's request does while no deployment of the service is in progress: a rollback takes the last promotion back, an abort only
 * one that was in progress when it was asked for. The abort waits for deployments that wait for their turn: they are refused.
 *
 * @throws {DependencyError} what is in the way may be over in a moment: the request is delivered again.
 */
export async function nobodyDeploys(needs: Needs, { kind, service, signal }: Asked): Promise<Signalled> {
  if (kind === 'rollback') return goBack(needs, service, signal);
  const lease = await needs.ledger.abortUnbegun(service, signal);
  if (lease !== undefined && jobOf(lease.holder).job === 'deployment')
    throw new DependencyError(`${lease.holder} begins at this moment: the abort is tried again`);
  const promoted = await lastPromoted(needs, service);
  if (promoted !== undefined && wasInProgress(promoted, signal.occurredAt)) return goBack(needs, service, signal);
  return refused(`no deployment of ${service} is in progress: what was asked for before and has not begun will be refused`);
}

function wasInProgress({ admittedAt, endedAt = admittedAt }: Deployment, at: string): boolean {
  const atMs = Date.parse(at);
  const skewMs = limits.clockSkewSeconds.value * 1_000;
  return Date.parse(admittedAt) <= atMs + skewMs && atMs <= Date.parse(endedAt) + skewMs;
}
