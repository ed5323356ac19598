import type { Executions } from '../../adapters/executions.ts';
import type { LaneReader } from '../../adapters/lane-reader.ts';
import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import type { OutcomeRecorder } from '../../adapters/outcome-recorder.ts';
import type { Pager } from '../../adapters/pager.ts';
import type { RuleReader } from '../../adapters/rule-reader.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import { type HeldLease, type Repair, type RestoreRun, repair } from '../../core/deployment/repair.ts';
import { wholeness } from '../../core/deployment/wholeness.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'heldLeases' | 'find' | 'release' | 'append'>;
  readonly executions: Pick<Executions, 'status' | 'start'>;
  readonly lanes: LaneReader;
  readonly rules: RuleReader;
  readonly record: OutcomeRecorder;
  readonly pager: Pager;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/** How long an update of two ECS services, a rule and two target groups takes at most, with room. */
const stackUpdateSeconds = 900;

/** What was done about one held lease. */
export interface Reconciled {
  readonly service: string;
  readonly holder: string;
  readonly repair: Repair;
}

/**
 * Runs every minute and whenever an execution ended badly: for each held lease, asks AWS whether its execution still runs and, if not,
 * makes sure that users end up whole. The event only wakes it; what it acts on is read again. One lease that fails does not keep the others waiting.
 */
export function reconcile(needs: Needs) {
  return async (): Promise<{ readonly kind: 'reconciled'; readonly because: string; readonly leases: readonly Reconciled[] }> => {
    const leases = await needs.ledger.heldLeases();
    const done = await Promise.allSettled(leases.map((lease) => reconcileLease(needs, lease)));
    const failed = done.filter((each) => each.status === 'rejected').map((each) => each.reason);
    if (failed.length > 0) throw failed[0];
    const reconciled = done.filter((each) => each.status === 'fulfilled').map((each) => each.value);
    return { kind: 'reconciled', because: `${leases.length} leases looked at`, leases: reconciled };
  };
}

async function reconcileLease(needs: Needs, lease: Lease): Promise<Reconciled> {
  const { job, deploymentId } = jobOf(lease.holder);
  const executionRunning = job === 'stack-update' ? isRecent(lease, needs.now()) : await isRunning(needs.executions, lease.executionArn);
  const deployment = executionRunning ? undefined : await needs.ledger.find(deploymentId);
  const facts = await observe(needs, deploymentId, deployment);
  const decided = repair({ executionRunning, deployment, job, ...facts });
  await act(needs, lease, deployment, decided);
  return { service: lease.service, holder: lease.holder, repair: decided };
}

async function observe(
  { lanes, rules, executions, restoreMachineArn }: Needs,
  deploymentId: string,
  deployment: Deployment | undefined,
): Promise<Pick<HeldLease, 'whole' | 'candidateStopped' | 'restore'>> {
  if (deployment === undefined) return { whole: 'stable', candidateStopped: true, restore: { number: 0, running: false } };
  const { plan } = deployment;
  const candidate = await lanes.read(plan.cluster, plan.candidate);
  return {
    whole: wholeness(await rules.actions(plan.ruleArn), plan),
    candidateStopped: candidate.desiredCount === 0 && candidate.runningCount === 0,
    restore: await latestRestore(executions, restoreMachineArn, deploymentId),
  };
}

async function latestRestore(executions: Needs['executions'], machineArn: string, deploymentId: string): Promise<RestoreRun> {
  for (let number = 1; ; number += 1) {
    const status = await executions.status(executionArnOf(machineArn, restoreName(deploymentId, number)));
    if (status === 'unknown') return { number: number - 1, running: false };
    if (status === 'running') return { number, running: true };
  }
}

/** Nothing tells Sluice when CloudFormation is done with a service's lanes, so its lease is given a time. */
function isRecent({ leasedAt }: Lease, at: Date): boolean {
  return at.getTime() - Date.parse(leasedAt) < stackUpdateSeconds * 1000;
}

/** A redrive that waits counts as running: Step Functions holds it, and it will go on from where it was. */
async function isRunning(executions: Needs['executions'], executionArn: string): Promise<boolean> {
  const status = await executions.status(executionArn);
  return status === 'running' || status === 'pending-redrive';
}

async function act(needs: Needs, lease: Lease, deployment: Deployment | undefined, decided: Repair): Promise<void> {
  switch (decided.kind) {
    case 'leave':
      return;
    case 'release':
      return needs.ledger.release(lease.service, lease.holder);
    case 'record-promotion':
      await needs.record(lease.holder, 'promoted', {});
      return;
    case 'record-rollback':
      await needs.record(jobOf(lease.holder).deploymentId, 'rolled-back', { because: decided.because });
      return;
    case 'restore':
      if (deployment !== undefined) await restore(needs, deployment, decided);
  }
}

async function restore(needs: Needs, { id, service, plan }: Deployment, decided: Repair & { readonly kind: 'restore' }): Promise<void> {
  const failure = { Error: 'ExecutionLost', Cause: decided.because };
  await needs.ledger.append(id, { at: needs.now().toISOString(), type: 'RestoreStarted', because: decided.because });
  await needs.executions.start(needs.restoreMachineArn, restoreName(id, decided.number), { plan, failure });
  if (decided.page)
    await needs.pager.page(
      `Sluice restores ${service}, try ${decided.number}`,
      JSON.stringify({ deploymentId: id, service, because: decided.because, wanted: plan.actionsBefore }),
    );
}

function restoreName(deploymentId: string, number: number): string {
  return `restore-${deploymentId}-${number}`;
}

function executionArnOf(machineArn: string, name: string): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}
