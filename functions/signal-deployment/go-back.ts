import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { executionArnOf } from '../../core/deployment/execution-arn.ts';
import { jobOf, rollbackHolder } from '../../core/deployment/holders.ts';
import { ServiceBusyError } from '../../core/deployment/service-busy-error.ts';
import { limits } from '../../core/limits.ts';
import type { Needs, Signalled } from './signalled.ts';

/**
 * How old a lease may be under which a later delivery of the same request still starts the execution that it is for. The reconciler starts one of its own once
 * a lease is `startSeconds` old; a function runs for half of that at most, and clocks differ.
 */
const startableSeconds = limits.startSeconds.value / 3;

/**
 * Takes the last promoted deployment back, within its rollback window and onto an old lane that is still whole: users are never sent
 * to a lane without room for them. The restore machine does it, with the service's lease.
 */
export async function goBack(needs: Needs, service: string, { because }: Signal): Promise<Signalled> {
  const promoted = await lastPromoted(needs, service);
  const obstacle = promoted === undefined ? 'no promoted deployment is known' : await obstacleOf(needs, promoted);
  if (promoted === undefined || obstacle !== undefined) {
    return { kind: 'ignored', because: `${service} cannot go back: ${obstacle}`, deployments: [] };
  }
  const { id, plan } = promoted;
  const holder = rollbackHolder(id);
  const name = `rollback-${id}`;
  const executionArn = executionArnOf(needs.restoreMachineArn, name);
  const at = needs.now();
  const leased = await needs.ledger.lease({ service, holder, executionArn, alarmArns: [], candidateLane: '' }, at);
  if (leased.kind === 'held') return held(service, leased.by.holder);
  const leasedSecondsAgo = (at.getTime() - Date.parse(leased.lease.leasedAt)) / 1_000;
  if (leasedSecondsAgo > startableSeconds) {
    return {
      kind: 'ignored',
      because: `${holder} has had ${service} for ${leasedSecondsAgo} s: the reconciler sees to it`,
      deployments: [],
    };
  }
  // Looked at again with the lease: between the first look and here the old lane may have been put to rest.
  const late = await obstacleOf(needs, promoted);
  if (late !== undefined) {
    // What an earlier delivery leased for may be running.
    if (leasedSecondsAgo === 0) await needs.ledger.release(service, holder);
    return { kind: 'ignored', because: `${service} cannot go back: ${late}`, deployments: [] };
  }
  await needs.executions.start(needs.restoreMachineArn, name, { plan, failure: { Error: 'RollbackRequested', Cause: because } });
  return { kind: 'signalled', because, deployments: [{ deploymentId: id, kind: 'rollback started' }] };
}

/** Short jobs are over soon, and the event is delivered again; a deployment that began meanwhile is another matter. */
function held(service: string, holder: string): Signalled {
  if (jobOf(holder).job !== 'deployment') throw new ServiceBusyError(service, holder);
  return { kind: 'ignored', because: `${holder} has the service`, deployments: [] };
}

/** The history only finds the deployment; what counts is the record, read again. */
async function lastPromoted({ ledger }: Needs, service: string): Promise<Deployment | undefined> {
  const recent = await ledger.history(service, 20);
  const found = recent.find(({ status }) => status === 'promoted');
  return found === undefined ? undefined : ledger.find(found.id);
}

async function obstacleOf({ lanes, now }: Needs, { plan, retireAt }: Deployment): Promise<string | undefined> {
  if (retireAt === undefined || now().getTime() >= Date.parse(retireAt))
    return `its rollback window ended ${retireAt ?? 'before it began'}`;
  // The record stays promoted for ever, also after a rollback: that is seen in the lane.
  const { desiredCount } = await lanes.read(plan.cluster, plan.candidate);
  if (desiredCount === 0) return `${plan.candidate.lane} is at rest: it was taken back before`;
  const { status, deployments, desiredCount: wanted, healthyTargets } = await lanes.read(plan.cluster, plan.stable);
  if (status !== 'ACTIVE' || deployments[0]?.taskDefinitionArn !== plan.stable.taskDefinitionArn)
    return `${plan.stable.lane} runs something else by now`;
  if (wanted < plan.stable.desiredCount) return `${plan.stable.lane} was scaled to ${wanted}, ${plan.stable.desiredCount} served before`;
  if (healthyTargets < plan.stable.desiredCount)
    return `${healthyTargets} of ${plan.stable.desiredCount} targets of ${plan.stable.lane} are healthy`;
  return undefined;
}
