import { describe, expect, it } from 'vitest';
import { logEAbove, logEWithinSlo } from '../../../core/analysis/slo-guard.ts';
import { seededRandom } from '../../../core/seeded-random.ts';

describe('sloGuard', () => {
  it.each([
    { bad: 8, requests: 100, slo: 0.01, log: 8.153511737563683 },
    { bad: 0, requests: 100, slo: 0.01, log: -2.3785086348497115 },
    { bad: 3, requests: 20, slo: 0.05, log: 0.12854567807254869 },
  ])('has log E $log for $bad of $requests against $slo', ({ bad, requests, slo, log }) => {
    expect(logEAbove({ bad, requests }, slo)).toBeCloseTo(log, 10);
  });
});

describe('logEWithinSlo', () => {
  const fewest = (bad: number, requests = 0): number =>
    logEWithinSlo(bad, requests, 0.01) >= Math.log(20) ? requests : fewest(bad, requests + 1);

  it('rules 1 % out after 315 requests without a bad one, and later with some', () => {
    expect([fewest(0), fewest(3)]).toEqual([315, 1213]);
  });

  it('is wrong about a rate at the limit no more often than beta, however often it is looked at', () => {
    const random = seededRandom(11);
    const runs = 1_000;
    const wrong = Array.from({ length: runs }, () => {
      let bad = 0;
      for (let requests = 1; requests <= 3_000; requests++) {
        if (random() < 0.01) bad++;
        if (requests % 20 === 0 && logEWithinSlo(bad, requests, 0.01) >= Math.log(20)) return true;
      }
      return false;
    }).filter(Boolean).length;
    expect(wrong / runs).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
  });
});
