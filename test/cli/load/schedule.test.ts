import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Schedule } from '../../../cli/load/schedule.ts';

describe('Schedule', () => {
  it('has had rate x time requests due, however rarely it is asked', () => {
    const looks = fc.array(fc.double({ min: 0, max: 2_000, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), looks, (ratePerSecond, gapsMs) => {
        const schedule = new Schedule(0, ratePerSecond);
        let nowMs = 0;
        let taken = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          while (schedule.takeDue(nowMs) !== undefined) taken += 1;
        }
        expect(Math.abs(taken - 1 - (nowMs * ratePerSecond) / 1_000)).toBeLessThanOrEqual(1.000_001);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps the original due times of what a held-up process sends late', () => {
    const schedule = new Schedule(100, 200);
    expect([schedule.takeDue(110), schedule.takeDue(110), schedule.takeDue(110), schedule.takeDue(110)]).toEqual([
      100,
      105,
      110,
      undefined,
    ]);
    expect(schedule.nextDueMs()).toBe(115);
  });
});
