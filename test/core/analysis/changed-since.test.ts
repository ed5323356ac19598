import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CountBlock } from '../../../core/analysis/blocks.ts';
import { changedSince } from '../../../core/analysis/changed-since.ts';
import { type Evidence, nothingKnown } from '../../../core/analysis/evidence.ts';
import { mergeEvidence } from '../../../core/analysis/merge-evidence.ts';

const block = (minute: number, requests: number): CountBlock => ({
  startedAt: minute * 60,
  candidate: { requests, bad: 0 },
  stable: { requests: 9, bad: 0 },
});
const anyRead = fc.dictionary(
  fc.constantFrom('errors', 'constructor'),
  fc.record({
    counts: fc.dictionary(
      fc.constantFrom('p90', 'constructor'),
      fc.array(fc.tuple(fc.nat(9), fc.nat(2)).map(([minute, requests]) => block(minute, requests))),
    ),
    values: fc.dictionary(
      fc.constantFrom('cpu'),
      fc.array(fc.nat(9).map((minute) => ({ startedAt: minute * 60, candidate: minute / 3, stable: null }))),
    ),
  }),
);
const until = { until: new Date(0) };

/** The blocks that began before a time. */
function blocksBefore({ metrics }: Evidence, seconds: number): unknown {
  return Object.entries(metrics).flatMap(([name, { counts, values }]) =>
    [...Object.entries(counts), ...Object.entries(values)].flatMap(([series, blocks]) =>
      blocks.filter(({ startedAt }) => startedAt < seconds).map((one) => [name, series, one]),
    ),
  );
}

describe('changedSince', () => {
  it('is the begin of the earliest block that is new or corrected', () => {
    const kept = mergeEvidence(nothingKnown, { errors: { counts: { p90: [block(1, 5), block(2, 5)] }, values: {} } }, until);
    const reading = (...blocks: CountBlock[]) => mergeEvidence(kept, { errors: { counts: { p90: blocks }, values: {} } }, until);
    expect(changedSince(nothingKnown, kept)).toBe(60);
    expect(changedSince(kept, reading(block(2, 5), block(3, 5)))).toBe(180);
    expect(changedSince(kept, reading(block(2, 6), block(3, 5)))).toBe(120);
    expect(changedSince(kept, reading(block(1, 5), block(2, 5)))).toBe(Number.POSITIVE_INFINITY);
  });

  it('has nothing in front of it that is not kept already, just so', () => {
    fc.assert(
      fc.property(anyRead, anyRead, (first, second) => {
        const kept = mergeEvidence(nothingKnown, first, until);
        const merged = mergeEvidence(kept, second, until);
        const since = changedSince(kept, merged);
        expect(blocksBefore(merged, since)).toEqual(blocksBefore(kept, since));
      }),
    );
  });
});
