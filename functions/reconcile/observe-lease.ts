import type { LaneReader } from '../../adapters/lane-reader.ts';
import type { ScalingReader } from '../../adapters/scaling-reader.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import type { HeldLease, Whole } from '../../core/deployment/repair.ts';
import { inEffect } from '../../core/deployment/scaling.ts';
import { wholeness } from '../../core/deployment/wholeness.ts';
import { DependencyError, InvalidInputError } from '../../core/errors.ts';
import type { LookedUp } from './look-up.ts';
import type { RuleBook } from './rule-book.ts';

/** What the lanes of a lease are looked at with. */
export interface LaneObservers {
  readonly lanes: LaneReader;
  readonly scaling: ScalingReader;
  readonly rules: RuleBook;
}

type Lanes = Pick<HeldLease, 'whole' | 'missing' | 'candidateStopped' | 'promotedScalingInEffect' | 'restoredScalingInEffect'>;

const settledLanes = { candidateStopped: true, promotedScalingInEffect: true, restoredScalingInEffect: true } as const;

/**
 * Reads what is decided from, and no more: lanes are looked at when a restore was tried or a promotion may only lack its record. A first
 * restore needs nothing but its rule, and not even that when ELB does not answer: so a thousand of them wait for no API.
 *
 * @throws {DependencyError} AWS throttled or did not answer. Retryable.
 */
export async function observeLease(needs: LaneObservers, { deployment, ...known }: LookedUp): Promise<HeldLease> {
  const { job, executionRunning, restore } = known;
  const held = { job, executionRunning, deployment, restore };
  if (deployment === undefined || executionRunning || restore.running) return { ...held, whole: 'stable', ...settledLanes };
  const { plan, status, signal } = deployment;
  const needsLanes = restore.number > 0 || (job === 'deployment' && status === 'promoting' && signal === undefined);
  const whole = wholeNow(needs, plan, needsLanes);
  if (whole === 'gone') return { ...held, ...gone(`listener rule ${plan.ruleArn} does not exist`) };
  return { ...held, whole, ...(needsLanes ? await lanesOf(needs, plan) : settledLanes) };
}

/** A rule that cannot be read counts as split where nobody relies on it. */
function wholeNow({ rules }: LaneObservers, plan: Plan, isReliedOn: boolean): Whole {
  try {
    const rule = rules(plan.ruleArn);
    return rule === undefined ? 'gone' : wholeness(rule.actions, plan);
  } catch (error) {
    if (isReliedOn || !(error instanceof DependencyError)) throw error;
    return 'split';
  }
}

function gone(missing: string): Lanes {
  return { whole: 'gone', missing, ...settledLanes };
}

/** A lane that does not exist is an answer: trying again would not bring it back, and the lease would be held for ever. */
async function lanesOf(needs: LaneObservers, plan: Plan): Promise<Omit<Lanes, 'whole'> & Partial<Lanes>> {
  try {
    return await readLanes(needs, plan);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return gone(error.message);
  }
}

async function readLanes({ lanes, scaling }: LaneObservers, plan: Plan): Promise<Omit<Lanes, 'whole'> & Partial<Lanes>> {
  const { cluster, stable, candidate } = plan;
  const [stableFacts, candidateFacts, targets] = await Promise.all([
    lanes.read(cluster, stable),
    lanes.read(cluster, candidate),
    scaling.targets(cluster, [stable.ecsService, candidate.ecsService]),
  ]);
  // ECS shows a deleted service for a while; no call can change it any more.
  const deleted = stableFacts.status === 'INACTIVE' ? stable : candidateFacts.status === 'INACTIVE' ? candidate : undefined;
  if (deleted !== undefined) return gone(`ECS service ${cluster}/${deleted.ecsService} of lane ${deleted.lane} is deleted`);
  return {
    candidateStopped: candidateFacts.desiredCount === 0 && candidateFacts.runningCount === 0,
    promotedScalingInEffect: inEffect(plan.promotedScaling, targets),
    restoredScalingInEffect: inEffect(plan.restoredScaling, targets),
  };
}
