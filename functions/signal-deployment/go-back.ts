import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { executionArnOf } from '../../core/deployment/execution-arn.ts';
import { jobOf, rollbackHolder } from '../../core/deployment/holders.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { lastPromoted } from './last-promoted.ts';
import { obstacleOf } from './obstacle.ts';
import { type Needs, refused, type Signalled } from './signalled.ts';

/**
 * How old a lease may be under which a later delivery of the same request still starts the execution that it is for. The reconciler starts one of its own once
 * a lease is `startSeconds` old; a function runs for half of that at most, and clocks differ.
 */
const startableSeconds = limits.startSeconds.value / 3;

/**
 * Takes the last promoted deployment back, within its rollback window and onto an old lane that is still whole: users are never sent
 * to a lane without room for them. The restore machine does it, with the service's lease. A stack update may have that for a quarter of an
 * hour, longer than Lambda tries: the request is then kept in the outbox, which sends it back here within a minute.
 *
 * @throws {DependencyError} what is in the way may be over in a moment: the request is delivered again.
 */
export async function goBack(needs: Needs, service: string, signal: Signal): Promise<Signalled> {
  const { because } = signal;
  const promoted = await lastPromoted(needs, service);
  if (promoted === undefined) return cannot(service, 'no promoted deployment is known');
  const obstacle = await obstacleOf(needs, promoted);
  if (obstacle !== undefined) return cannot(service, obstacle, promoted);
  const { id, plan } = promoted;
  const holder = rollbackHolder(id);
  const name = `rollback-${id}`;
  const executionArn = executionArnOf(needs.restoreMachineArn, name);
  const at = needs.now();
  const leased = await needs.ledger.lease({ service, holder, executionArn, alarmArns: [], candidateLane: '' }, at);
  if (leased.kind === 'held') return await wait(needs, promoted, { holder: leased.by.holder, signal });
  const leasedSecondsAgo = (at.getTime() - Date.parse(leased.lease.leasedAt)) / 1_000;
  if (leasedSecondsAgo > startableSeconds) {
    const because = `${holder} has had ${service} for ${leasedSecondsAgo} s: the reconciler sees to it`;
    return { kind: 'ignored', because, deployments: [] };
  }
  // Looked at again with the lease: between the first look and here the old lane may have been put to rest.
  const late = await lateObstacleOf(needs, promoted, leasedSecondsAgo === 0);
  if (late !== undefined) return late;
  await needs.executions.start(needs.restoreMachineArn, name, { plan, failure: { Error: 'RollbackRequested', Cause: because } });
  return { kind: 'signalled', because, deployments: [{ deploymentId: id, kind: 'rollback started' }] };
}

async function lateObstacleOf(needs: Needs, promoted: Deployment, isOurs: boolean): Promise<Signalled | undefined> {
  const { id, service } = promoted;
  // What an earlier delivery leased for may be running.
  const giveBack = async () => (isOurs ? await needs.ledger.release(service, rollbackHolder(id)) : undefined);
  try {
    const late = await obstacleOf(needs, promoted);
    if (late === undefined) return undefined;
    await giveBack();
    return isOurs ? cannot(service, late, promoted) : { ...cannot(service, late), kind: 'ignored' };
  } catch (error) {
    await giveBack();
    throw error;
  }
}

function cannot(service: string, obstacle: string, promoted?: Deployment): Signalled {
  return refused(`${service} cannot go back: ${obstacle}`, promoted?.id);
}

/** Other jobs are over soon, and a deployment that began meanwhile ends by the same request. */
async function wait(
  { ledger, now }: Needs,
  { id, service }: Deployment,
  { holder, signal }: { readonly holder: string; readonly signal: Signal },
): Promise<Signalled> {
  const { job } = jobOf(holder);
  const since = job === 'deployment' ? 'since a moment ago' : 'for a moment';
  if (job !== 'stack-update') throw new DependencyError(`${holder} has ${service} ${since}: the request is tried again`);
  const because = `CloudFormation updates the lanes of ${service}: the way back is tried again in a minute`;
  const detail = { by: signal.source, askedAt: signal.occurredAt, asked: signal.because };
  await ledger.owe({ type: 'RollbackPostponed', at: now().toISOString(), service, deploymentId: id, because, detail });
  return { kind: 'signalled', because, deployments: [{ deploymentId: id, kind: 'rollback postponed' }] };
}
