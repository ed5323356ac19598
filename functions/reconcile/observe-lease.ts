import type { Executions } from '../../adapters/executions.ts';
import type { LaneReader } from '../../adapters/lane-reader.ts';
import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import type { RuleReader } from '../../adapters/rule-reader.ts';
import type { ScalingReader } from '../../adapters/scaling-reader.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { type Job, jobOf } from '../../core/deployment/holders.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import type { HeldLease } from '../../core/deployment/repair.ts';
import { inEffect } from '../../core/deployment/scaling.ts';
import { wholeness } from '../../core/deployment/wholeness.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { latestRestore } from './restores.ts';

/** What a lease is looked at with. */
export interface Observers {
  readonly ledger: Pick<Ledger, 'find'>;
  readonly executions: Pick<Executions, 'status' | 'start'>;
  readonly lanes: LaneReader;
  readonly rules: RuleReader;
  readonly scaling: ScalingReader;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/** How long an update of two ECS services, a rule and two target groups takes at most, with room. */
const stackUpdateSeconds = 900;

/** Reads what is decided from. A lease whose execution runs costs one call. */
export async function observeLease(needs: Observers, lease: Lease): Promise<HeldLease> {
  const { job, deploymentId } = jobOf(lease.holder);
  const executionRunning = await isRunning(needs, lease, job);
  const deployment = executionRunning ? undefined : await needs.ledger.find(deploymentId);
  if (deployment === undefined) return { job, executionRunning, deployment, ...untouched };
  const restore = await latestRestore(needs, deployment.id);
  return { job, executionRunning, deployment, restore, ...(await lanesOf(needs, deployment)) };
}

type Lanes = Pick<HeldLease, 'whole' | 'missing' | 'candidateStopped' | 'promotedScalingInEffect' | 'restoredScalingInEffect'>;

const settledLanes = { candidateStopped: true, promotedScalingInEffect: true, restoredScalingInEffect: true } as const;

/** Nothing is read, because nothing is decided from it. */
const untouched = { whole: 'stable', ...settledLanes, restore: { number: 0, running: false } } as const;

/** A rule or lane that does not exist is an answer: trying again would not bring it back, and the lease would be held for ever. */
async function lanesOf(needs: Observers, { plan }: Deployment): Promise<Lanes> {
  try {
    return await readLanes(needs, plan);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { whole: 'gone', missing: error.message, ...settledLanes };
  }
}

async function readLanes({ lanes, rules, scaling }: Observers, plan: Plan): Promise<Lanes> {
  const { cluster, stable, candidate } = plan;
  const [actions, stableFacts, candidateFacts, targets] = await Promise.all([
    rules.actions(plan.ruleArn),
    lanes.read(cluster, stable),
    lanes.read(cluster, candidate),
    scaling.targets(cluster, [stable.ecsService, candidate.ecsService]),
  ]);
  // ECS shows a deleted service for a while; no call can change it any more.
  const deleted = stableFacts.status === 'INACTIVE' ? stable : candidateFacts.status === 'INACTIVE' ? candidate : undefined;
  return {
    ...(deleted === undefined
      ? { whole: wholeness(actions, plan) }
      : { whole: 'gone', missing: `ECS service ${cluster}/${deleted.ecsService} of lane ${deleted.lane} is deleted` }),
    candidateStopped: candidateFacts.desiredCount === 0 && candidateFacts.runningCount === 0,
    promotedScalingInEffect: inEffect(plan.promotedScaling, targets),
    restoredScalingInEffect: inEffect(plan.restoredScaling, targets),
  };
}

/** A redrive that waits counts as running: it changes nothing and ends soon, and two machines at once would be one too many. */
async function isRunning({ executions, now }: Observers, lease: Lease, job: Job): Promise<boolean> {
  // Nothing tells Sluice when CloudFormation is done with a service's lanes, so its lease is given a time.
  if (job === 'stack-update') return isYounger(lease, now(), stackUpdateSeconds);
  const status = await executions.status(lease.executionArn);
  if (status === 'unknown') return isYounger(lease, now(), limits.startSeconds.value);
  return status === 'running' || status === 'pending-redrive';
}

function isYounger({ leasedAt }: Lease, at: Date, seconds: number): boolean {
  return at.getTime() - Date.parse(leasedAt) < seconds * 1000;
}
