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

  it('is true with any maximum when none was asked for', () => {
    const { MaxCapacity: _, ...asked } = blue;
    expect(inEffect([asked], [{ ...blue, MaxCapacity: 40 }])).toBe(true);
  });

  it('is true of a target that was taken away when the request could not bring it back', () => {
    const { MaxCapacity: _, ...asked } = blue;
    expect(inEffect([asked, green], [green])).toBe(true);
  });

  it.each([
    ['a missing target', [green]],
    ['another minimum', [{ ...blue, MinCapacity: 1 }, green]],
    ['another maximum', [{ ...blue, MaxCapacity: 11 }, green]],
    ['scale-out that is still suspended', [{ ...blue, SuspendedState: { ...SuspendedState, DynamicScalingOutSuspended: true } }, green]],
    ['scale-in that is not suspended', [{ ...blue, SuspendedState: { ...SuspendedState, DynamicScalingInSuspended: false } }, green]],
    ['schedules that are still suspended', [blue, { ...green, SuspendedState: { ...SuspendedState, ScheduledScalingSuspended: true } }]],
  ])('is false with %s', (_, targets) => {
    expect(inEffect([blue, green], targets)).toBe(false);
  });
});

describe('scalingPlan', () => {
  const sizes = (stableMax: number, candidateMax: number) => {
    const { holdScaling, promotedScaling, restoredScaling } = scalingPlan(
      { ...blue, MaxCapacity: stableMax },
      { ...green, MaxCapacity: candidateMax },
    );
    return [holdScaling, promotedScaling, restoredScaling].map((requests) => requests.map(({ MaxCapacity }) => MaxCapacity));
  };
  const leftAsTheyAre = [undefined, undefined];

  // A promotion sent the largest size of the admission: one that a person had raised since was undone, and a candidate with every user cut to it.
  it('never lowers the largest size of a lane', () => {
    expect(sizes(10, 10)).toEqual([leftAsTheyAre, leftAsTheyAre, leftAsTheyAre]);
    expect(sizes(10, 35)).toEqual([leftAsTheyAre, leftAsTheyAre, leftAsTheyAre]);
  });

  it('lets a candidate that is promoted grow as large as stable could', () => {
    expect(sizes(35, 10)).toEqual([leftAsTheyAre, [35, undefined], leftAsTheyAre]);
  });

  it('moves nothing where stable does not scale', () => {
    expect(scalingPlan(undefined, green)).toEqual({ holdScaling: [], promotedScaling: [], restoredScaling: [] });
  });
});
