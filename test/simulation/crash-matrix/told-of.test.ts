import { describe, expect, it } from 'vitest';
import type { Injection } from '../faults/fault.ts';
import type { Simulated } from '../world/simulated.ts';
import { toldOf } from './told-of.ts';

/** Begins a trouble in a world of which only the clock is asked. */
function begun(also: (sim: Simulated) => Injection) {
  const told: string[] = [];
  const due: (() => void)[] = [];
  const sim = { after: (_delayMs: number, act: () => void) => void due.push(act) } as Partial<Simulated> as Simulated;
  const injection = toldOf(also, sim, () => told.push('told'));
  return { injection, told, due };
}

describe('the trouble of a reference run', () => {
  it('is told when its time has come, before it happens', () => {
    const happened: number[] = [];
    const { told, due } = begun((sim) => {
      sim.after(1_000, () => happened.push(told.length));
      return {};
    });
    expect(told).toEqual([]);
    for (const act of due) act();
    expect(happened).toEqual([1]);
  });

  it('is told when something goes otherwise, and not as long as all goes as usual', () => {
    const { injection, told } = begun(() => ({ metricsFate: (group) => (group === 'mine' ? 'lost' : undefined) }));
    expect([injection.metricsFate?.('another'), told.length]).toEqual([undefined, 0]);
    expect([injection.metricsFate?.('mine'), told.length]).toEqual(['lost', 1]);
  });
});
