import { describe, expect, it } from 'vitest';
import { logMeanExp } from '../../../core/analysis/log-mean-exp.ts';
import { pairedSwap } from '../../../core/analysis/paired-swap.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { minutes } from './count-blocks.ts';

function logEOf(blocks: ReturnType<typeof minutes>): number {
  const logs = new Float64Array(pairedSwap.size);
  for (const block of blocks) pairedSwap.add(logs, block);
  return logMeanExp(logs);
}

describe('pairedSwap', () => {
  it('stakes the difference of the bad requests of lanes of one size', () => {
    const lanes = [
      [60, 1, 60, 5],
      [60, 0, 60, 2],
      [60, 6, 60, 4],
      [60, 3, 60, 3],
      [60, 8, 60, 2],
      [60, 0, 60, 0],
    ] as const;
    expect(logEOf(minutes(lanes))).toBeCloseTo(-0.5289169400001139, 12);
  });

  it('counts a burst no more than a single bad request', () => {
    expect(logEOf(minutes([[600, 500, 600, 0]]))).toBe(logEOf(minutes([[600, 1, 600, 0]])));
  });

  it('takes a larger candidate for what it is', () => {
    // Twice the traffic and twice the bad requests.
    expect(logEOf(minutes([[200, 20, 100, 10]]))).toBeCloseTo(0, 12);
    expect(logEOf(minutes([[200, 0, 100, 7]]))).toBeGreaterThan(-Infinity);
  });

  it('stays below 1 / alpha in bursts that hit either lane alike', () => {
    const random = seededRandom(7);
    const runs = 2_000;
    const wrong = Array.from({ length: runs }, () => {
      const logs = new Float64Array(pairedSwap.size);
      let most = 0;
      for (let block = 0; block < 60; block++) {
        const burst = () => (random() < 0.1 ? Math.floor(random() * 50) : 0);
        pairedSwap.add(logs, { startedAt: 0, candidate: { requests: 60, bad: burst() }, stable: { requests: 60, bad: burst() } });
        most = Math.max(most, logMeanExp(logs));
      }
      return most >= Math.log(20);
    }).filter(Boolean).length;
    expect(wrong / runs).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
  });
});
