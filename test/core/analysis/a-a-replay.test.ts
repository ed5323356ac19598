import { describe, expect, it } from 'vitest';
import { aaReplay } from '../../../core/analysis/a-a-replay.ts';
import { backtest } from '../../../core/analysis/backtest.ts';
import { dispersionOf, RunningDispersion } from '../../../core/analysis/dispersion.ts';
import { rateRatio } from '../../../core/analysis/rate-ratio.ts';
import { someTraffic } from './a-a-traffic.ts';
import { minutes } from './count-blocks.ts';
import { aComparisonPlan } from './metric-plans.ts';
import { anAnalysis, counted, someEvidence } from './some-evidence.ts';

const taus = [0, 0.25, 1, 2];
const inOrder = Array.from({ length: 40 }, (_, index) => index);
const hours = Array.from({ length: 40 }, (_, seed) =>
  someTraffic({ seed, count: 40, icc: seed % 2 === 0 ? 0.01 : 0, times: 1 + (seed % 5) / 2 }),
);

describe('aaReplay', () => {
  it('rolls back by the taus by which the judge does', () => {
    const judged = hours.map(
      (blocks) =>
        taus.filter((tolerance) => {
          const analysis = anAnalysis([aComparisonPlan({ tolerance })]);
          return backtest({ evidence: someEvidence(blocks), analysis, stepsWithUsers: 1 }).kind === 'rolled-back';
        }).length,
    );
    expect(hours.map((blocks) => aaReplay([{ blocks, rateRatio: 1 }], taus, 0.01)(inOrder))).toEqual(judged);
    expect(new Set(judged).size).toBe(taus.length + 1);
  });

  it('takes the mean of all series of a metric, as the judge does', () => {
    const counts = { kind: 'alb-latency', quantiles: [0.9, 0.99], slowerThanSeconds: [0.3, 1.2] } as const;
    const pairs = hours.slice(1).map((blocks, index) => [blocks, hours[index] ?? []] as const);
    const judged = pairs.map(([p90, p99]) => {
      const evidence = someEvidence([], { metrics: { latency: counted({ p90, p99 }) } });
      return taus.filter((tolerance) => {
        const analysis = anAnalysis([aComparisonPlan({ name: 'latency', counts, tolerance })]);
        return backtest({ evidence, analysis, stepsWithUsers: 1 }).kind === 'rolled-back';
      }).length;
    });
    const replayed = pairs.map((series) => {
      return aaReplay(
        series.map((blocks) => ({ blocks, rateRatio: 1 })),
        taus,
        0.01,
      )(inOrder);
    });
    expect(replayed).toEqual(judged);
  });

  it('blames nobody for a rate ratio that is divided out', () => {
    const [blocks] = [someTraffic({ count: 40, times: 3 })];
    const by = (ratio: number) => aaReplay([{ blocks, rateRatio: ratio }], taus, 0.01)(inOrder);
    expect([by(1) > 0, by(rateRatio(blocks))]).toEqual([true, 0]);
  });
});

describe('RunningDispersion', () => {
  it('says after each block what all blocks so far say', () => {
    for (const blocks of hours.slice(0, 10)) {
      const running = new RunningDispersion();
      for (const [index, { stable }] of blocks.entries()) {
        running.add(stable);
        const [now, whole] = [running.now(), dispersionOf(blocks.slice(0, index + 1))];
        expect(now?.ratio).toEqual(whole === undefined ? undefined : expect.closeTo(whole.ratio, 9));
        expect(now?.deviations).toEqual(whole === undefined ? undefined : expect.closeTo(whole.deviations, 9));
      }
    }
  });
});

describe('rateRatio', () => {
  it('is that of the lanes where the share is the same', () => {
    expect(rateRatio(minutes([[100, 4, 900, 18]]))).toBeCloseTo(2, 12);
  });

  it('does not take an incident on both lanes for the fault of the lane that had more requests then', () => {
    const ratio = rateRatio(
      minutes([
        [100, 1, 900, 9],
        [500, 250, 500, 250],
      ]),
    );
    expect(ratio).toBeCloseTo(1, 12);
  });
});
