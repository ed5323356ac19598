import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { executionArnOf } from '../../core/deployment/execution-arn.ts';
import { jobOf, rollbackHolder } from '../../core/deployment/holders.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { obstacleOf } from './obstacle.ts';
import { type Needs, refused, type Signalled } from './signalled.ts';

/**
 * How old a lease may be under which a later delivery of the same request still starts the execution that it is for. The reconciler starts one of its own once
 * a lease is `startSeconds` old; a function runs for half of that at most, and clocks differ.
 */
const startableSeconds = limits.startSeconds.value / 3;

/**
 * Takes a promoted deployment back, within its rollback window and onto an old lane that is still whole. The restore machine does it, with the
 * service's lease. While the old lane lacks healthy targets, the lease keeps the next release away, which would replace that lane; when they do
 * not get healthy while the request is tried again, the reconciler starts the machine, and that decides by what it finds.
 *
 * @throws {DependencyError} what is in the way may be over in a moment: the request is delivered again.
 */
export async function goBack(needs: Needs, promoted: Deployment, signal: Signal): Promise<Signalled> {
  const obstacle = await obstacleOf(needs, promoted);
  if (obstacle?.lasts === true) return cannot(promoted, obstacle.because);
  const { id, plan, service } = promoted;
  const holder = rollbackHolder(id);
  const name = `rollback-${id}`;
  const executionArn = executionArnOf(needs.restoreMachineArn, name);
  const at = needs.now();
  const leased = await needs.ledger.lease({ service, holder, executionArn, alarmArns: [], candidateLane: '' }, at);
  if (leased.kind === 'held') return await postponeOrThrow(needs, promoted, { holder: leased.by.holder, signal });
  const leasedSecondsAgo = (at.getTime() - Date.parse(leased.lease.leasedAt)) / 1_000;
  if (leasedSecondsAgo > startableSeconds)
    return ignored(`${holder} has had ${service} for ${leasedSecondsAgo} s: the reconciler sees to it`);
  const refusal = await refuseIfBlocked(needs, promoted, leased.isNew);
  if (refusal !== undefined) return refusal;
  const { because } = signal;
  await needs.executions.start(needs.restoreMachineArn, name, { plan, failure: { Error: 'RollbackRequested', Cause: because } });
  return { kind: 'signalled', because, deployments: [{ deploymentId: id, kind: 'rollback started' }] };
}

/** Looks again with the lease: between the first look and it, the old lane may have been put to rest. */
async function refuseIfBlocked(needs: Needs, promoted: Deployment, isNew: boolean): Promise<Signalled | undefined> {
  const { id, service } = promoted;
  const obstacle = await obstacleOf(needs, promoted);
  if (obstacle === undefined) return undefined;
  if (!obstacle.lasts) throw new DependencyError(`${service} cannot go back yet: ${obstacle.because}`);
  // What an earlier delivery leased for may be running.
  if (!isNew) return ignored(`${service} cannot go back: ${obstacle.because}`);
  await needs.ledger.release(service, rollbackHolder(id));
  return cannot(promoted, obstacle.because);
}

/**
 * A stack update may have the service for a quarter of an hour, longer than Lambda tries: the request is kept in the outbox, which sends it
 * back here within a minute. Anything else is over soon.
 */
async function postponeOrThrow(
  { ledger, now }: Needs,
  { id, service }: Deployment,
  { holder, signal }: { readonly holder: string; readonly signal: Signal },
): Promise<Signalled> {
  if (jobOf(holder).job !== 'stack-update')
    throw new DependencyError(`${holder} has ${service} at this moment: the request is tried again`);
  const because = `CloudFormation updates the lanes of ${service}: the way back is tried again in a minute`;
  const detail = { by: signal.source, askedAt: signal.occurredAt, asked: signal.because };
  await ledger.owe({ type: 'RollbackPostponed', at: now().toISOString(), service, deploymentId: id, because, detail });
  return { kind: 'signalled', because, deployments: [{ deploymentId: id, kind: 'rollback postponed' }] };
}

function cannot({ id, service }: Deployment, obstacle: string): Signalled {
  return refused(`${service} cannot go back: ${obstacle}`, id);
}

function ignored(because: string): Signalled {
  return { kind: 'ignored', because, deployments: [] };
}
