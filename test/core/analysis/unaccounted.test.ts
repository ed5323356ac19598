import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CountBlock } from '../../../core/analysis/blocks.ts';
import { judge } from '../../../core/analysis/judge.ts';
import { needsUnaccountedShare } from '../../../core/analysis/unaccounted.ts';
import { aComparisonPlan, aProfile } from './metric-plans.ts';
import { anAnalysis, counted, someEvidence, stepsAt } from './some-evidence.ts';

type Lane = readonly [requests: number, bad: number, unaccounted?: number];

const lane = ([requests, bad, unaccounted]: Lane) => ({ requests, bad, ...(unaccounted !== undefined && { unaccounted }) });
const block = (minute: number, candidate: Lane, stable: Lane = [0, 0]): CountBlock => ({
  startedAt: minute * 60,
  candidate: lane(candidate),
  stable: lane(stable),
});
const analysis = anAnalysis([aComparisonPlan({ badRateMax: 0.1 })]);
/** Everybody reaches the candidate from the first minute on: nothing beside it. */
const alone = (blocks: readonly CountBlock[], unaccountedShare?: number) =>
  judge(
    someEvidence(blocks, {
      steps: stepsAt([0], 100),
      fixed: { slowSeconds: {}, ...(unaccountedShare !== undefined && { unaccountedShare }) },
    }),
    analysis,
    1,
  );
const tell = { kind: 'inconclusive', because: expect.stringContaining('were not counted') };

describe('errors that are late', () => {
  it('do not make a candidate safe: its requests without a counted ending are told', () => {
    expect(alone([block(0, [883, 0, 265]), block(1, [883, 0, 265])])).toMatchObject({
      ...tell,
      because:
        "errors: the newest blocks are missing: the endings of 530 of 1,766 (30 %) of the candidate's requests were not counted, up to 17 are usual: errors may be late, or the requests had no answer",
    });
  });

  it('let it be safe once all have ended well', () => {
    expect(alone([block(0, [883, 0]), block(1, [883, 0])]).kind).toBe('safe');
  });

  it('are not made up for by earlier steps', () => {
    const steps = [...stepsAt([0], 50), { stepIndex: 1, candidatePercent: 100, beganAt: 600 }];
    const before = Array.from({ length: 10 }, (_, minute) => block(minute, [5_000, 0], [5_000, 0]));
    const known = { steps, fixed: { slowSeconds: {} } };
    const blocks = (late: number) => [...before, block(10, [300, 0, late])];
    expect(judge(someEvidence(blocks(90), known), analysis, 2)).toMatchObject(tell);
    expect(judge(someEvidence(blocks(0), known), analysis, 2).kind).toBe('safe');
  });

  it('are not usual because stable’s answers are late as well', () => {
    const blocks = [block(0, [1_000, 0, 300], [9_000, 0, 2_700]), block(1, [1_000, 0, 300], [9_000, 0, 2_700])];
    expect(judge(someEvidence(blocks), analysis, 1)).toMatchObject(tell);
  });

  it('hide in no other metric of the plan, critical or not', () => {
    const plans = [aComparisonPlan({ badRateMax: 0.1 }), aComparisonPlan({ name: 'side', critical: false })];
    const metrics = { errors: counted({ errors: [block(0, [900, 0])] }), side: counted({ errors: [block(0, [900, 0, 200])] }) };
    expect(judge(someEvidence([], { metrics }), anAnalysis(plans), 1)).toMatchObject(tell);
    const baseline = { kind: 'release-baseline', warnAbove: 0.15, rollbackAbove: 0.25 } as const;
    const release = { ...baseline, name: 'errors', dryRun: false, critical: true, warmupSeconds: 0 };
    const fixed = { slowSeconds: {}, profile: aProfile() };
    const many = (late: number) => someEvidence([block(0, [9_000, 0, late])], { fixed });
    expect([0, 2_000].map((late) => judge(many(late), anAnalysis([release]), 1).kind)).toEqual(['safe', 'inconclusive']);
  });

  it('make no candidate regressed, and hide no regression', () => {
    expect(alone([block(0, [900, 400, 300])]).kind).toBe('regressed');
    expect(alone([block(0, [900, 0, 900])]).kind).toBe('inconclusive');
  });
});

describe('a healthy candidate is safe', () => {
  it('with long requests, which end in a later minute', () => {
    const blocks = [block(0, [600, 0, 60]), block(1, [600, 0, -10]), block(2, [600, 0, 12]), block(3, [600, 0, -60])];
    expect(alone(blocks).kind).toBe('safe');
  });

  it('with WebSockets, of which stable had as many in the hour before', () => {
    const blocks = [block(0, [900, 0, 450]), block(1, [900, 0, 440])];
    expect(alone(blocks).kind).toBe('inconclusive');
    expect(alone(blocks, 0.48).kind).toBe('safe');
  });

  it('with WebSockets beside stable, but not with many more than stable has at the time', () => {
    const beside = (ofCandidate: number) =>
      judge(
        someEvidence([block(0, [1_000, 0, ofCandidate], [9_000, 0, 4_500])], { fixed: { slowSeconds: {}, unaccountedShare: 0.48 } }),
        analysis,
        1,
      ).kind;
    expect([490, 555, 600].map(beside)).toEqual(['safe', 'safe', 'inconclusive']);
  });

  it('with a few clients that left before they were answered', () => {
    expect(alone([block(0, [300, 0, 5])]).kind).toBe('safe');
  });
});

describe('whatever has no counted ending', () => {
  const lanes = fc
    .tuple(fc.nat(2_000), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: -0.2, max: 1, noNaN: true }))
    .map(([requests, bad, open]) => ({ requests, bad: Math.floor(requests * bad ** 4), unaccounted: Math.round(requests * open ** 3) }));
  const blocksOf = fc
    .array(fc.tuple(lanes, lanes), { minLength: 1, maxLength: 12 })
    .map((all) => all.map(([candidate, stable], index): CountBlock => ({ startedAt: index * 60, candidate, stable })));
  const closed = (blocks: readonly CountBlock[]) =>
    blocks.map(({ startedAt, candidate, stable }) =>
      block(startedAt / 60, [candidate.requests, candidate.bad], [stable.requests, stable.bad]),
    );

  it('changes a verdict only from safe to inconclusive', () => {
    fc.assert(
      fc.property(blocksOf, fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }), (blocks, unaccountedShare) => {
        const fixed = { slowSeconds: {}, ...(unaccountedShare !== undefined && { unaccountedShare }) };
        const [told, without] = [blocks, closed(blocks)].map((each) => judge(someEvidence(each, { fixed }), analysis, 1).kind);
        expect(told === without || (told === 'inconclusive' && without === 'safe')).toBe(true);
      }),
    );
  });

  it('leaves no candidate safe of which a tenth is open, where stable had none', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 60, max: 2_000 }), { minLength: 1, maxLength: 12 }), (minutes) => {
        const blocks = minutes.map((requests, minute) => block(minute, [requests, 0, Math.ceil(requests / 10)], [requests, 0]));
        expect(judge(someEvidence(blocks), analysis, 1).kind).toBe('inconclusive');
      }),
    );
  });
});

describe('stable’s past', () => {
  it('is asked for only when some requests of the candidate have no counted ending, and once', () => {
    const open = someEvidence([block(0, [10, 0, 1])]);
    expect(needsUnaccountedShare(someEvidence([block(0, [10, 0], [10, 0, 5]), block(1, [10, 0, -3])]))).toBe(false);
    expect(needsUnaccountedShare(open)).toBe(true);
    expect(needsUnaccountedShare({ ...open, fixed: { slowSeconds: {}, unaccountedShare: 0 } })).toBe(false);
  });
});
