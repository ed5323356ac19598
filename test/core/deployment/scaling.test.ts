import { describe, expect, it } from 'vitest';
import { inEffect, scalingPlan } from '../../../core/deployment/scaling.ts';

const SuspendedState = { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false };
const blue = {
  ServiceNamespace: 'ecs',
  ResourceId: 'service/prod/orders-blue',
  ScalableDimension: 'ecs:service:DesiredCount',
  MinCapacity: 2,
  MaxCapacity: 10,
  SuspendedState,
};
const green = { ...blue, ResourceId: 'service/prod/orders-green', MinCapacity: 0 };

describe('inEffect', () => {
  it('is true of nothing that was asked for', () => {
    expect(inEffect([], [])).toBe(true);
  });

  it('is true of all that was asked for, in any order, whatever else there is', () => {
    expect(inEffect([blue], [green, blue])).toBe(true);
    expect(inEffect([blue, green], [green, blue])).toBe(true);
  });

  it('is true with any maximum', () => {
    expect(inEffect([blue], [{ ...blue, MaxCapacity: 40 }])).toBe(true);
  });

  it('is true of a target that was taken away', () => {
    expect(inEffect([blue, green], [green])).toBe(true);
  });

  it.each([
    ['another minimum', [{ ...blue, MinCapacity: 1 }, green]],
    ['scale-out that is still suspended', [{ ...blue, SuspendedState: { ...SuspendedState, DynamicScalingOutSuspended: true } }, green]],
    ['scale-in that is not suspended', [{ ...blue, SuspendedState: { ...SuspendedState, DynamicScalingInSuspended: false } }, green]],
    ['schedules that are still suspended', [blue, { ...green, SuspendedState: { ...SuspendedState, ScheduledScalingSuspended: true } }]],
  ])('is false with %s', (_, targets) => {
    expect(inEffect([blue, green], targets)).toBe(false);
  });
});

describe('scalingPlan', () => {
  const planned = (stableMax: number, candidateMax: number) =>
    scalingPlan({ ...blue, MaxCapacity: stableMax }, { ...green, MaxCapacity: candidateMax });
  const nothing = { holdScaling: [], raisedScaling: [], promotedScaling: [], restoredScaling: [] };
  const everythingSuspended = { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true, ScheduledScalingSuspended: true };

  // A promotion sent the largest size of the admission: one that a person had raised since was undone, and a candidate with every user cut to it.
  it.each([
    [10, 10],
    [10, 35],
    [35, 10],
  ])('sends no largest size once users may be on either lane: %i for stable, %i for the candidate', (stableMax, candidateMax) => {
    const { holdScaling, promotedScaling, restoredScaling } = planned(stableMax, candidateMax);
    const sent = [...holdScaling, ...promotedScaling, ...restoredScaling];
    expect(sent.map((request) => 'MaxCapacity' in request)).toEqual([false, false, false, false, false, false]);
  });

  it('lets an idle candidate grow as large as stable may, and stay at rest', () => {
    expect(planned(35, 10).raisedScaling).toEqual([{ ...green, MinCapacity: 0, MaxCapacity: 35, SuspendedState: everythingSuspended }]);
  });

  it('raises nothing of a candidate that may grow as large already', () => {
    expect([planned(10, 10), planned(10, 35)].map(({ raisedScaling }) => raisedScaling)).toEqual([[], []]);
  });

  it('moves nothing where stable does not scale', () => {
    expect(scalingPlan(undefined, green)).toEqual(nothing);
  });

  it('only holds stable where the candidate does not scale', () => {
    const { MaxCapacity: _, ...stable } = blue;
    const held = { ...stable, SuspendedState: { ...everythingSuspended, DynamicScalingOutSuspended: false } };
    expect(scalingPlan(blue, undefined)).toEqual({ ...nothing, holdScaling: [held], restoredScaling: [stable] });
  });
});
