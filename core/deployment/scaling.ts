import { valueAt } from '../input.ts';
import type { AdmissionFacts, ScalableTargetFacts } from './admission-facts.ts';
import type { ScalingRequest } from './aws-requests.ts';
import type { Lane } from './lane.ts';
import type { Plan } from './plan.ts';

const everythingSuspended = {
  DynamicScalingInSuspended: true,
  DynamicScalingOutSuspended: true,
  ScheduledScalingSuspended: true,
} as const;

/** The scalable target of one lane, if it has one. */
export function scalingOf(
  { scalableTargets }: Pick<AdmissionFacts, 'scalableTargets'>,
  { ecsService }: Lane,
): ScalableTargetFacts | undefined {
  return scalableTargets.find(({ ResourceId }) => ResourceId.endsWith(`/${ecsService}`));
}

/**
 * What is sent to Application Auto Scaling before, after a promotion and after a rollback. The hold is sent a second time when users go back.
 *
 * Registering a target acts at once: a desired count outside the range is changed to fit. So a lane that may go to 0 gets
 * MinCapacity 0 and no scaling first, and stable may grow but not shrink while it is the way back. A candidate that may not grow as large as
 * stable is given stable's largest size once, before it starts, and keeps it after a rollback too: more room does nothing to a lane at rest.
 * No other request has a largest size: during a release, or in a rollback window of days, somebody may have raised it, and a lane full of users
 * would be cut to the old one. What a request leaves out stays as it is, and a target that somebody took away is not registered anew: nothing
 * scales that lane any more.
 */
export function scalingPlan(
  stable: ScalableTargetFacts | undefined,
  candidate: ScalableTargetFacts | undefined,
): Pick<Plan, 'holdScaling' | 'raisedScaling' | 'promotedScaling' | 'restoredScaling'> {
  if (stable === undefined) return { holdScaling: [], raisedScaling: [], promotedScaling: [], restoredScaling: [] };
  const idle = candidate === undefined ? [] : [atRest(candidate)];
  const { MaxCapacity } = stable;
  return {
    holdScaling: [growOnly(stable), ...idle].map(asLargeAsMayBe),
    raisedScaling: idle.filter((target) => target.MaxCapacity < MaxCapacity).map((target) => ({ ...target, MaxCapacity })),
    promotedScaling: candidate === undefined ? [] : [{ ...stable, ResourceId: candidate.ResourceId }, atRest(stable)].map(asLargeAsMayBe),
    restoredScaling: [stable, ...idle].map(asLargeAsMayBe),
  };
}

/**
 * Whether every request shows in the targets as they are: the smallest size, and all that it suspends. An empty list always does.
 * Of a target that somebody took away there is nothing to wait for: no request brings it back.
 */
export function inEffect(requests: readonly ScalingRequest[], targets: readonly ScalableTargetFacts[]): boolean {
  return requests.every((request) => {
    const target = targets.find(({ ResourceId }) => ResourceId === request.ResourceId);
    return target === undefined || (target.MinCapacity === request.MinCapacity && isSuspendedAs(request, target));
  });
}

function isSuspendedAs({ SuspendedState }: ScalingRequest, target: ScalableTargetFacts): boolean {
  return Object.entries(target.SuspendedState).every(([activity, suspended]) => valueAt(SuspendedState, activity) === suspended);
}

function growOnly(target: ScalableTargetFacts): ScalableTargetFacts & Record<string, unknown> {
  const { DynamicScalingOutSuspended } = target.SuspendedState;
  return { ...target, SuspendedState: { ...everythingSuspended, DynamicScalingOutSuspended } };
}

function atRest(target: ScalableTargetFacts): ScalableTargetFacts & Record<string, unknown> {
  return { ...target, MinCapacity: 0, SuspendedState: everythingSuspended };
}

function asLargeAsMayBe({ MaxCapacity: _, ...rest }: ScalableTargetFacts): ScalingRequest {
  return rest;
}
