import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, Tally } from '../../../cli/load/tally.ts';

const anAnswer = (with_: Partial<Answer> = {}): Answer => ({
  version: '1.0.0',
  status: 200,
  latencyMs: 4,
  sentAtMs: 1_000,
  answeredAtMs: 1_004,
  ...with_,
});

describe('Tally', () => {
  it('counts by version and status, and remembers when each version was last asked and last answered', () => {
    const tally = new Tally();
    tally.noteSent();
    tally.noteSent();
    tally.noteSent();
    tally.noteAnswer(anAnswer());
    tally.noteAnswer(anAnswer({ version: 'none', status: 502, sentAtMs: 1_500, answeredAtMs: 1_600 }));
    tally.noteAnswer(anAnswer({ status: 500, latencyMs: 30, sentAtMs: 900, answeredAtMs: 1_700 }));
    tally.noteDropped('ECONNRESET');
    tally.noteUnsent();
    expect(tally.counts()).toEqual({
      sent: 3,
      dropped: { ECONNRESET: 1 },
      unsent: 1,
      versions: [
        {
          version: '1.0.0',
          answered: 2,
          failed: 1,
          byStatus: { 200: 1, 500: 1 },
          latenciesMs: { p50: 4.1, p90: 30, p99: 30, max: 30 },
          lastSentAtMs: 1_000,
          lastAnsweredAtMs: 1_700,
        },
        {
          version: 'none',
          answered: 1,
          failed: 1,
          byStatus: { 502: 1 },
          latenciesMs: { p50: 4, p90: 4, p99: 4, max: 4 },
          lastSentAtMs: 1_500,
          lastAnsweredAtMs: 1_600,
        },
      ],
    });
  });

  it('gives each quantile at most 5 % above the answer of that rank, and never below', () => {
    const latencies = fc.array(fc.double({ min: 0.2, max: 59_000, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(latencies, (latenciesMs) => {
        const tally = new Tally();
        for (const latencyMs of latenciesMs) tally.noteAnswer(anAnswer({ latencyMs }));
        const sorted = latenciesMs.toSorted((a, b) => a - b);
        const seen = tally.counts().versions[0]?.latenciesMs;
        for (const [share, quantileMs] of [
          [0.5, seen?.p50],
          [0.9, seen?.p90],
          [0.99, seen?.p99],
        ] as const) {
          const exactMs = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
          const roundingMs = 0.051;
          expect(quantileMs).toBeGreaterThanOrEqual(exactMs - roundingMs);
          expect(quantileMs).toBeLessThanOrEqual(exactMs * 1.05 + roundingMs);
        }
      }),
    );
  });
});
