import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../core/analysis/judge.ts';
import { anObservation, aPlan } from '../builders.ts';

const { analysis } = aPlan();
const verdictOf = (candidate: readonly [requests: number, errors: number], stable: readonly [number, number] = [9_500, 9]) =>
  judge(
    anObservation({
      candidate: { requests: candidate[0], errors: candidate[1] },
      stable: { requests: stable[0], errors: stable[1] },
    }),
    analysis,
  );

describe('judge', () => {
  it('calls a candidate within the SLO safe', () => {
    expect(verdictOf([500, 5])).toEqual({ kind: 'safe', because: '5 of 500 candidate requests failed (1 %), allowed are 1 %' });
  });

  it('calls a candidate beyond the SLO regressed', () => {
    expect(verdictOf([500, 25])).toEqual({ kind: 'regressed', because: '25 of 500 candidate requests failed (5 %), allowed are 1 %' });
  });

  it('asks for the requests that are missing', () => {
    expect(verdictOf([14, 14])).toEqual({ kind: 'inconclusive', because: '14 candidate requests, need 100: about 86 more' });
  });

  it('blames nobody when stable is beyond the SLO too', () => {
    expect(verdictOf([500, 25], [9_500, 950])).toEqual({
      kind: 'inconclusive',
      because:
        '25 of 500 candidate requests failed (5 %), allowed are 1 %; stable is at 10 %, so a common cause is likely and the candidate is not blamed',
    });
  });

  it('judges by the SLO alone when stable has no requests', () => {
    expect([verdictOf([500, 25], [0, 0]).kind, verdictOf([500, 0], [0, 0]).kind]).toEqual(['regressed', 'safe']);
  });

  it('concludes nothing from incomplete metrics', () => {
    expect(judge(anObservation({ complete: false }), analysis).kind).toBe('inconclusive');
  });

  it('concludes only from possible numbers and enough of them', () => {
    const anyNumber = fc.oneof(fc.double(), fc.integer({ min: -5, max: 2_000 }));
    const anyCounts = fc.record({ requests: anyNumber, errors: anyNumber });
    fc.assert(
      fc.property(anyCounts, anyCounts, (candidate, stable) => {
        if (judge(anObservation({ candidate, stable }), analysis).kind === 'inconclusive') return;
        for (const { requests, errors } of [candidate, stable]) expect(errors >= 0 && errors <= requests && requests < Infinity).toBe(true);
        expect(candidate.requests).toBeGreaterThanOrEqual(analysis.minimumRequests);
      }),
      { numRuns: 1_000 },
    );
  });
});
