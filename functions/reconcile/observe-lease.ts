import type { Executions } from '../../adapters/executions.ts';
import type { LaneReader } from '../../adapters/lane-reader.ts';
import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import type { RuleReader } from '../../adapters/rule-reader.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import type { HeldLease, RestoreRun } from '../../core/deployment/repair.ts';
import { wholeness } from '../../core/deployment/wholeness.ts';

/** What a lease is looked at with. */
export interface Observers {
  readonly ledger: Pick<Ledger, 'find'>;
  readonly executions: Pick<Executions, 'status' | 'start'>;
  readonly lanes: LaneReader;
  readonly rules: RuleReader;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/** How long an update of two ECS services, a rule and two target groups takes at most, with room. */
const stackUpdateSeconds = 900;

/** After so many restores that changed nothing, only a person can: the reconciler then pages every minute and starts no other. */
const restoresMax = 50;

/** Reads what is decided from. A lease whose execution runs costs one call. */
export async function observeLease(needs: Observers, lease: Lease): Promise<HeldLease> {
  const { job, deploymentId } = jobOf(lease.holder);
  const executionRunning = job === 'stack-update' ? isRecent(lease, needs.now()) : await isRunning(needs.executions, lease.executionArn);
  const deployment = executionRunning ? undefined : await needs.ledger.find(deploymentId);
  return { job, executionRunning, deployment, ...(await trafficOf(needs, deployment)) };
}

/** The name of the numbered restore of a deployment; Step Functions takes it once. */
export function restoreName(deploymentId: string, number: number): string {
  return `restore-${deploymentId}-${number}`;
}

async function trafficOf(
  needs: Observers,
  deployment: Deployment | undefined,
): Promise<Pick<HeldLease, 'whole' | 'candidateStopped' | 'restore'>> {
  if (deployment === undefined) return { whole: 'stable', candidateStopped: true, restore: { number: 0, running: false } };
  const { id, plan } = deployment;
  const candidate = await needs.lanes.read(plan.cluster, plan.candidate);
  return {
    whole: wholeness(await needs.rules.actions(plan.ruleArn), plan),
    candidateStopped: candidate.desiredCount === 0 && candidate.runningCount === 0,
    restore: await latestRestore(needs, id),
  };
}

async function latestRestore({ executions, restoreMachineArn }: Observers, deploymentId: string): Promise<RestoreRun> {
  const machine = restoreMachineArn.replace(':stateMachine:', ':execution:');
  for (let number = 1; number <= restoresMax; number += 1) {
    const status = await executions.status(`${machine}:${restoreName(deploymentId, number)}`);
    if (status === 'unknown') return { number: number - 1, running: false };
    if (status === 'running') return { number, running: true };
  }
  return { number: restoresMax, running: false };
}

/** A redrive that waits counts as running: Step Functions holds it, and it will go on from where it was. */
async function isRunning(executions: Observers['executions'], executionArn: string): Promise<boolean> {
  const status = await executions.status(executionArn);
  return status === 'running' || status === 'pending-redrive';
}

/** Nothing tells Sluice when CloudFormation is done with a service's lanes, so its lease is given a time. */
function isRecent({ leasedAt }: Lease, at: Date): boolean {
  return at.getTime() - Date.parse(leasedAt) < stackUpdateSeconds * 1000;
}
