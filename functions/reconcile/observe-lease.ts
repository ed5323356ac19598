import type { LaneReader } from '../../adapters/lane-reader.ts';
import type { ScalingReader } from '../../adapters/scaling-reader.ts';
import type { Lane } from '../../core/deployment/lane.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import type { LaneFacts } from '../../core/deployment/readiness.ts';
import type { HeldLease, Whole } from '../../core/deployment/repair.ts';
import { inEffect } from '../../core/deployment/scaling.ts';
import { describeTraffic, weightsOf } from '../../core/deployment/traffic.ts';
import { wholeness } from '../../core/deployment/wholeness.ts';
import { InvalidInputError } from '../../core/errors.ts';
import type { LookedUp } from './look-up.ts';
import type { Refused } from './refused.ts';
import type { RuleBook } from './rule-book.ts';

/** What the lanes of a lease are looked at with. */
export interface LaneObservers {
  readonly lanes: LaneReader;
  readonly scaling: ScalingReader;
  readonly rules: RuleBook;
  /** Told of what could not be read and is done without. */
  readonly refused: Refused;
}

type Lanes = Pick<HeldLease, 'whole' | 'missing' | 'candidateStopped' | 'promotedScalingInEffect' | 'restoredScalingInEffect'>;

const settledLanes = { candidateStopped: true, promotedScalingInEffect: true, restoredScalingInEffect: true } as const;

/**
 * Reads what is decided from, and no more: lanes are looked at when a restore was tried or a promotion may only lack its record. A first
 * restore needs nothing but its rule, and not even that when ELB does not answer: so a thousand of them wait for no API. Nor does a later
 * one, while users are or may be elsewhere than on stable: what lanes show could only say that nothing is left to go back to. Only who seems
 * to be done waits until all of it was read: a promotion that may lack its record, and a service whose users are on stable.
 *
 * @throws {DependencyError} AWS throttled or did not answer. Retryable.
 */
export async function observeLease(needs: LaneObservers, { deployment, ...known }: LookedUp): Promise<HeldLease> {
  const { job, executionRunning, restore } = known;
  const held = { job, executionRunning, deployment, restore };
  if (deployment === undefined || executionRunning || restore.running) return { ...held, whole: 'stable', ...settledLanes };
  const { plan, status, signal } = deployment;
  const mayBePromoted = job === 'deployment' && status === 'promoting' && signal === undefined;
  const whole = wholeNow(needs, plan, mayBePromoted);
  if (whole === 'gone') return { ...held, ...gone(`listener rule ${plan.ruleArn} does not exist`) };
  if (restore.number === 0 && !mayBePromoted) return { ...held, whole, ...settledLanes };
  const seemsDone = mayBePromoted || whole === 'stable';
  return { ...held, whole, ...(await (seemsDone ? lanesOf(needs, plan) : lanesIfTold(needs, plan))) };
}

/** Only who relies on the rule waits until it can be read. */
function wholeNow({ rules }: LaneObservers, plan: Plan, isReliedOn: boolean): Whole {
  try {
    const rule = rules(plan.ruleArn);
    return rule === undefined ? 'gone' : wholeness(rule.actions, plan);
  } catch (error) {
    if (isReliedOn) throw error;
    return 'unread';
  }
}

function gone(missing: string): Lanes {
  return { whole: 'gone', missing, ...settledLanes };
}

/** Whom users are left with, for the person who is told: nobody sends them anywhere any more. */
function shown({ rules }: LaneObservers, { ruleArn }: Plan): string {
  try {
    const rule = rules(ruleArn);
    return rule === undefined ? 'the rule does not exist' : `the rule shows ${describeTraffic(weightsOf(rule.actions))}`;
  } catch {
    return 'the rule could not be read';
  }
}

/** Lanes that nobody tells of keep no restore waiting. */
async function lanesIfTold(needs: LaneObservers, plan: Plan): ReturnType<typeof lanesOf> {
  try {
    return await lanesOf(needs, plan);
  } catch (error) {
    needs.refused(error);
    return settledLanes;
  }
}

/** A lane that does not exist is an answer: trying again would not bring it back, and the lease would be held for ever. */
async function lanesOf(needs: LaneObservers, plan: Plan): Promise<Omit<Lanes, 'whole'> & Partial<Lanes>> {
  const { cluster, stable, candidate } = plan;
  const laneNow = (lane: Lane) => laneOf(needs.lanes, cluster, lane);
  const asked = [laneNow(stable), laneNow(candidate), needs.scaling.targets(cluster, [stable.ecsService, candidate.ecsService])] as const;
  // That stable does not exist is known whatever else is not told, and what is not told keeps nobody waiting for the rest.
  for (const answer of asked) answer.catch(() => undefined);
  const stableNow = await asked[0];
  if (stableNow.kind === 'missing') return gone(`${stableNow.because}; ${shown(needs, plan)}`);
  const candidateNow = await asked[1];
  if (candidateNow.kind === 'missing') return { ...settledLanes, promotedScalingInEffect: false, missing: candidateNow.because };
  const targets = await asked[2];
  return {
    candidateStopped: candidateNow.desiredCount === 0 && candidateNow.runningCount === 0,
    promotedScalingInEffect: inEffect(plan.promotedScaling, targets),
    restoredScalingInEffect: inEffect(plan.restoredScaling, targets),
  };
}

type LaneNow = (LaneFacts & { readonly kind: 'there' }) | { readonly kind: 'missing'; readonly because: string };

async function laneOf(lanes: LaneReader, cluster: string, lane: Lane): Promise<LaneNow> {
  try {
    const facts = await lanes.read(cluster, lane);
    // ECS shows a deleted service for a while; no call can change it any more.
    if (facts.status !== 'INACTIVE') return { kind: 'there', ...facts };
    return { kind: 'missing', because: `ECS service ${cluster}/${lane.ecsService} of lane ${lane.lane} is deleted` };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { kind: 'missing', because: error.message };
  }
}
