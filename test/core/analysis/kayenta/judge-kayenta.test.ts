import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricEvidence } from '../../../../core/analysis/evidence.ts';
import { inconclusive } from '../../../../core/analysis/inconclusive.ts';
import type { LaneValues } from '../../../../core/analysis/kayenta/classify-metric.ts';
import { judgeKayenta } from '../../../../core/analysis/kayenta/judge-kayenta.ts';
import { aKayentaMetric, aKayentaPlan, blocksOf, oneStep, spread } from './kayenta-builders.ts';

const latency = aKayentaMetric({ direction: 'increase' });
const errors = aKayentaMetric({ name: 'errors', direction: 'increase' });
const plan = aKayentaPlan([latency, errors]);

const alike = (count: number): LaneValues => ({ candidate: spread(count, 10), stable: spread(count, 10.001) });
const slower = (count: number): LaneValues => ({ candidate: spread(count, 20), stable: spread(count, 10) });
const silent = (count: number): LaneValues => ({ candidate: alike(count).candidate.map(() => null), stable: alike(count).stable });

function evidenceOf(series: Readonly<Record<string, LaneValues>>, missing?: string): MetricEvidence {
  const values = Object.fromEntries(Object.entries(series).map(([name, lanes]) => [name, blocksOf(lanes)]));
  return { counts: {}, values, ...(missing !== undefined && { missing }) };
}

const judged = (series: Readonly<Record<string, LaneValues>>, judgedBy = plan) => judgeKayenta(judgedBy, evidenceOf(series), oneStep);

describe('judgeKayenta', () => {
  it('is safe from the pass threshold on', () => {
    expect(judged({ latency: alike(50), errors: alike(50) })).toEqual({
      kind: 'safe',
      because: 'score 100: 2 of 2 metrics Pass; pass is 95, marginal 75',
      score: 100,
    });
  });

  it('is regressed below the marginal threshold, with what is to blame', () => {
    expect(judged({ latency: slower(10), errors: alike(10) })).toEqual({
      kind: 'regressed',
      because: 'score 50: latency High (2 times stable); pass is 95, marginal 75',
      score: 50,
    });
    const critical = aKayentaPlan([aKayentaMetric({ critical: true }), errors, { ...errors, name: 'cpu' }, { ...errors, name: 'heap' }]);
    expect(judged({ latency: slower(50), errors: alike(50), cpu: alike(50), heap: alike(50) }, critical)).toEqual({
      kind: 'regressed',
      because: 'score 0 since critical latency High: latency High (2 times stable); pass is 95, marginal 75',
      score: 0,
    });
  });

  it('waits in between', () => {
    const four = aKayentaPlan([latency, errors, { ...errors, name: 'cpu' }, { ...errors, name: 'heap' }]);
    expect(judged({ latency: slower(50), errors: alike(50), cpu: alike(50), heap: alike(50) }, four)).toEqual({
      ...inconclusive('score 75: latency High (2 times stable); pass is 95, marginal 75'),
      score: 75,
    });
  });

  it('says how many points it still needs, and about how long that takes', () => {
    expect(judged({ latency: alike(20), errors: alike(50) })).toEqual({
      ...inconclusive(
        'score 100: 2 of 2 metrics Pass; pass is 95, marginal 75; latency has 20 of 50 points in each lane, 30 more take about 30 min',
      ),
      score: 100,
    });
  });

  it('waits for the first 5 blocks', () => {
    const none = inconclusive('no metric of the canary config has 5 blocks yet');
    expect([judged({}), judged({ latency: slower(4) })]).toEqual([none, none]);
  });

  it('tests again only after 5 more blocks', () => {
    const late = (count: number): LaneValues => ({ ...alike(20), candidate: [...spread(10, 10), ...spread(count - 10, 30)] });
    const looks = [10, 11, 12, 13, 14].map((count) => judged({ latency: late(count), errors: alike(count) }));
    expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(1);
    expect(judged({ latency: { candidate: spread(20, 30), stable: spread(20, 10) }, errors: alike(20) }).kind).toBe('regressed');
  });

  it('leaves the warm-up out', () => {
    const cold: LaneValues = { candidate: [...spread(10, 90), ...spread(50, 10)], stable: spread(60, 10) };
    const warm = aKayentaPlan([latency], { warmupSeconds: 600 });
    expect([judged({ latency: cold }, warm).kind, judged({ latency: { ...cold, stable: spread(60, 5) } }, warm).kind]).toEqual([
      'safe',
      'regressed',
    ]);
    expect(judged({ latency: { candidate: spread(10, 90), stable: spread(10, 10) } }, warm).kind).toBe('inconclusive');
  });

  it('compares nothing once stable has no users, and what was found before stands', () => {
    const full = { ...oneStep, steps: [...oneStep.steps, { stepIndex: 1, candidatePercent: 100, beganAt: 50 * 60 }] };
    const replaced = aKayentaPlan([{ ...latency, nanStrategy: 'replace' }]);
    const then: LaneValues = { candidate: spread(90, 10), stable: [...spread(50, 10), ...spread(40, 10).map(() => null)] };
    const because =
      'score 100: 1 of 1 metrics Pass; pass is 95, marginal 75; stable has no users any more, so that nothing new can be compared';
    expect(judgeKayenta(replaced, evidenceOf({ latency: then }), full)).toEqual({ kind: 'safe', because, score: 100 });
    const onlyFull = { ...oneStep, steps: [{ stepIndex: 0, candidatePercent: 100, beganAt: 0 }] };
    expect(judgeKayenta(replaced, evidenceOf({ latency: slower(60) }), onlyFull)).toEqual(
      inconclusive('no metric of the canary config has 5 blocks yet; stable has no users any more, so that nothing new can be compared'),
    );
  });

  it('blames no candidate for data that are absent, nor clears it', () => {
    const strict = aKayentaPlan([aKayentaMetric({ critical: true }), { ...errors, mustHaveData: true }]);
    expect(judged({ latency: silent(60), errors: silent(60) }, strict)).toEqual({
      ...inconclusive('score 0 since critical latency Nodata: latency Nodata, errors NodataFailMetric; pass is 95, marginal 75'),
      score: 0,
      warnings: ['kayenta: no data for latency, errors; a source whose silence means 0 needs absentIsZero'],
    });
  });

  it('scores the rest when fewer than half are silent, and warns', () => {
    const three = aKayentaPlan([latency, errors, { ...errors, name: 'cpu' }]);
    expect(judged({ latency: alike(60), errors: silent(60), cpu: alike(60) }, three)).toEqual({
      kind: 'safe',
      because: 'score 100: errors Nodata; pass is 95, marginal 75',
      score: 100,
      warnings: ['kayenta: no data for errors; a source whose silence means 0 needs absentIsZero'],
    });
  });

  it('does not judge by fewer than 5 points, however many blocks there are', () => {
    const rare: LaneValues = { candidate: [99, ...spread(59, 1).map(() => null)], stable: spread(60, 10) };
    expect(judged({ latency: rare }, aKayentaPlan([latency]))).toMatchObject({ kind: 'inconclusive', score: 0 });
  });

  it('calls nothing safe while the newest data are missing, and still a regression', () => {
    const missing = 'CloudWatch answered in part';
    const look = (series: Readonly<Record<string, LaneValues>>) => judgeKayenta(plan, evidenceOf(series, missing), oneStep);
    expect(look({ latency: alike(60), errors: alike(60) })).toEqual({
      ...inconclusive('score 100: 2 of 2 metrics Pass; pass is 95, marginal 75; CloudWatch answered in part'),
      score: 100,
    });
    expect(look({ latency: slower(60), errors: alike(60) }).kind).toBe('regressed');
  });

  it('scores few points and missing data as Kayenta does with parity', () => {
    const parity = aKayentaPlan([latency, errors], { parity: true });
    expect(judged({ latency: alike(10), errors: alike(10) }, parity).kind).toBe('safe');
    expect(judged({ latency: silent(10), errors: alike(10) }, parity)).toMatchObject({ kind: 'regressed', score: 0 });
  });

  it('never throws, and is never safe on fewer than 50 points of the candidate', () => {
    const value = fc.oneof(fc.double(), fc.constant(null), fc.constant(1));
    const lanes = fc.record({ candidate: fc.array(value, { maxLength: 70 }), stable: fc.array(value, { maxLength: 70 }) });
    fc.assert(
      fc.property(lanes, lanes, fc.constantFrom('remove', 'replace'), (first, second, nanStrategy) => {
        const drawn = aKayentaPlan([{ ...latency, nanStrategy }, errors]);
        const { kind } = judged({ latency: first, errors: second }, drawn);
        const most = Math.max(first.candidate.length, second.candidate.length);
        if (kind === 'safe') expect(most).toBeGreaterThanOrEqual(50);
      }),
    );
  });
});
