import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CountBlock } from '../../../core/analysis/blocks.ts';
import { type Evidence, type MetricEvidence, nothingKnown } from '../../../core/analysis/evidence.ts';
import { mergeEvidence, stepsAfter } from '../../../core/analysis/merge-evidence.ts';

const block = (startedAt: number, candidate = 60): CountBlock => ({
  startedAt,
  candidate: { requests: candidate, bad: 1 },
  stable: { requests: 540, bad: 3 },
});
const errors = (...blocks: CountBlock[]): MetricEvidence => ({ counts: { errors: blocks }, values: {} });
const until = (seconds: number) => ({ until: new Date(seconds * 1000) });
const step = (stepIndex: number, beganAt: number) => ({ stepIndex, candidatePercent: 5, beganAt });

const anyRead = fc.dictionary(
  fc.constantFrom('errors', 'latency', 'constructor', '__proto__'),
  fc.record({
    counts: fc.dictionary(
      fc.constantFrom('errors', 'p90', 'constructor'),
      fc.array(
        fc.record({ at: fc.nat(30), candidate: fc.nat(99) }).map(({ at, candidate }) => block(at * 60, candidate)),
        { maxLength: 12 },
      ),
    ),
    values: fc.constant({}),
  }),
);

/** What each block was last read as: the plainest way to say what a merge must come to. */
function lastRead(reads: readonly Evidence['metrics'][]): ReadonlyMap<string, CountBlock> {
  const last = new Map<string, CountBlock>();
  for (const read of reads) {
    for (const [name, { counts }] of Object.entries(read)) {
      for (const [series, blocks] of Object.entries(counts)) {
        for (const one of blocks) last.set(JSON.stringify([name, series, one.startedAt]), one);
      }
    }
  }
  return last;
}

describe('mergeEvidence', () => {
  it('replaces each block that was read, loses no other, and ascends', () => {
    fc.assert(
      fc.property(fc.array(anyRead, { maxLength: 5 }), (reads) => {
        const merged = reads.reduce<Evidence>((kept, read) => mergeEvidence(kept, read, until(0)), nothingKnown);
        expect(lastRead([merged.metrics])).toEqual(lastRead(reads));
        for (const { counts } of Object.values(merged.metrics)) {
          for (const blocks of Object.values(counts)) {
            const times = blocks.map(({ startedAt }) => startedAt);
            expect(times).toEqual([...new Set(times)].sort((one, other) => one - other));
          }
        }
      }),
    );
  });

  it('comes to the same when the same read is added again', () => {
    fc.assert(
      fc.property(anyRead, anyRead, (first, second) => {
        const once = mergeEvidence(mergeEvidence(nothingKnown, first, until(60)), second, until(120));
        expect(mergeEvidence(once, second, until(120))).toEqual(once);
      }),
    );
  });

  it('comes to the same in whatever order reads without a common block arrive', () => {
    const apart = fc
      .uniqueArray(fc.nat(40), { minLength: 2 })
      .chain((times) => fc.tuple(fc.constant(times), fc.shuffledSubarray(times, { minLength: times.length })));
    fc.assert(
      fc.property(apart, ([times, shuffled]) => {
        const reading = (order: readonly number[]) =>
          order.reduce<Evidence>((kept, at) => mergeEvidence(kept, { errors: errors(block(at * 60, at)) }, until(at * 60)), nothingKnown);
        expect(reading(shuffled)).toEqual(reading(times));
      }),
    );
  });

  it('keeps a threshold, a profile and the begin of a step that are there, and takes those that are new', () => {
    const kept: Evidence = {
      ...nothingKnown,
      steps: [step(1, 100)],
      fixed: { slowSeconds: { latency: { p90: 0.2 } }, unaccountedShare: 0 },
    };
    const look = {
      ...until(300),
      steps: [step(1, 130), step(2, 200)],
      fixed: { slowSeconds: { latency: { p90: 9, p99: 1 }, other: { p90: 2 } }, unaccountedShare: 0.5 },
    };
    expect(mergeEvidence(kept, {}, look)).toEqual({
      ...kept,
      steps: [step(1, 100), step(2, 200)],
      fixed: { slowSeconds: { latency: { p90: 0.2, p99: 1 }, other: { p90: 2 } }, unaccountedShare: 0 },
    });
    expect(mergeEvidence({ ...nothingKnown }, {}, look).fixed).toEqual(look.fixed);
  });

  it('keeps since when a threshold counts together with the threshold', () => {
    const kept: Evidence = { ...nothingKnown, fixed: { slowSeconds: { latency: { p90: 0.2 } } } };
    const fixed = {
      slowSeconds: { latency: { p90: 9, p99: 1 }, other: { p90: 2 } },
      slowSince: { latency: { p90: 60, p99: 60 }, other: { p90: 60 } },
    };
    const merged = mergeEvidence(kept, {}, { ...until(300), fixed });
    expect(merged.fixed).toEqual({
      slowSeconds: { latency: { p90: 0.2, p99: 1 }, other: { p90: 2 } },
      slowSince: { latency: { p99: 60 }, other: { p90: 60 } },
    });
    const later = { ...until(360), fixed: { ...fixed, slowSince: { latency: { p99: 120 } } } };
    expect(mergeEvidence(merged, {}, later)).toEqual(merged);
    expect(mergeEvidence(kept, {}, { ...until(300), fixed: { ...fixed, slowSeconds: {}, slowSince: { latency: { p90: 60 } } } })).toEqual(
      kept,
    );
  });

  it('believes the newest read about what is missing, and does not call a time read that was read in part', () => {
    const whole = mergeEvidence(nothingKnown, { errors: errors(block(0)), latency: errors() }, until(60));
    const partial = mergeEvidence(whole, { errors: { ...errors(block(60)), missing: 'throttled' } }, until(120));
    expect(partial.metrics).toEqual({
      errors: { ...errors(block(0), block(60)), missing: 'throttled', readUntil: 60 },
      latency: { ...errors(), readUntil: 60 },
    });
    const again = mergeEvidence(partial, { errors: errors() }, until(180));
    expect(again.metrics.errors).toEqual({ ...errors(block(0), block(60)), readUntil: 180 });
  });

  it('never says that less was read than was', () => {
    const late = mergeEvidence(mergeEvidence(nothingKnown, { errors: errors() }, until(120)), { errors: errors() }, until(60));
    expect(late.metrics.errors?.readUntil).toBe(120);
  });
});

describe('stepsAfter', () => {
  it('adds a step that is new, once, never before the begin of the one in front of it', () => {
    expect(stepsAfter([], step(1, 100))).toEqual([step(1, 100)]);
    expect(stepsAfter([step(1, 100)], step(1, 90))).toEqual([step(1, 100)]);
    expect(stepsAfter([step(1, 100)], step(3, 90))).toEqual([step(1, 100), step(3, 100)]);
    expect(stepsAfter([step(1, 100), step(2, 200)], step(1, 300))).toEqual([step(1, 100), step(2, 200)]);
  });
});
