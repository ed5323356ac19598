import { describe, expect, it } from 'vitest';
import { RealClock } from '../../../local/clocks/real-clock.ts';

describe('RealClock', () => {
  it('starts at its start date and runs faster than the wall clock', async () => {
    const clock = new RealClock({ startAt: new Date('2026-01-01T00:00:00.000Z'), speed: 1_000 });
    await clock.sleep(20_000);
    const seconds = (clock.now().getTime() - Date.parse('2026-01-01T00:00:00.000Z')) / 1_000;
    expect(seconds).toBeGreaterThanOrEqual(19);
    expect(seconds).toBeLessThan(20_000);
  });

  it('fires nothing that was cancelled or stopped', async () => {
    const clock = new RealClock({ startAt: new Date(0), speed: 1_000 });
    const fired: string[] = [];
    clock.after(1_000, () => fired.push('cancelled'))();
    clock.after(1_000, () => fired.push('stopped'));
    clock.stop();
    await clock.sleep(10_000);
    expect(fired).toEqual([]);
  });
});
