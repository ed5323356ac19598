import { describe, expect, it } from 'vitest';
import { judgedBlocks, wholeBlocks } from '../../../core/analysis/judged-blocks.ts';
import { aCountBlock, minutes } from './count-blocks.ts';
import { stepsAt } from './some-evidence.ts';

const four = minutes([
  [10, 0, 90, 0],
  [11, 0, 90, 0],
  [12, 0, 90, 0],
  [13, 0, 90, 0],
]);

describe('judgedBlocks', () => {
  it('leaves out what began before the first users, and their warm-up', () => {
    expect([judgedBlocks(four, stepsAt([30]), 0), judgedBlocks(four, stepsAt([30]), 60), judgedBlocks(four, [], 0)]).toEqual([
      { blocks: four.slice(1) },
      { blocks: four.slice(2) },
      { blocks: [] },
    ]);
  });

  it('puts blocks in order, and keeps the last that is known of each time', () => {
    const corrected = aCountBlock({ startedAt: 60, candidate: { requests: 99, bad: 1 } });
    const [first, second, third, fourth] = four;
    const shuffled = [fourth, second, first, third, corrected].filter((block) => block !== undefined);
    expect(judgedBlocks(shuffled, stepsAt([0]), 0).blocks).toEqual([first, corrected, third, fourth]);
  });

  it.each([
    { requests: 10, bad: 11 },
    { requests: -1, bad: 0 },
    { requests: 10, bad: -1 },
    { requests: Number.NaN, bad: 0 },
    { requests: Infinity, bad: 0 },
    { requests: 10.5, bad: 0 },
    { requests: 10, bad: 0.5 },
    { requests: 1e300, bad: 0 },
  ])('leaves out a block with $bad bad of $requests requests, and says so', (candidate) => {
    const broken = aCountBlock({ startedAt: 60, candidate });
    const [first, , third] = four;
    const blocks = [first, broken, third].filter((block) => block !== undefined);
    expect(judgedBlocks(blocks, stepsAt([0]), 0)).toEqual({
      blocks: [first, third],
      unusable: `candidate has ${candidate.bad} bad of ${candidate.requests} requests in the block of 1970-01-01T00:01:00.000Z, which cannot be counts`,
    });
  });
});

describe('wholeBlocks', () => {
  it('leaves out the blocks during which a later step began', () => {
    expect(wholeBlocks(four, stepsAt([0, 90, 180]), 60)).toEqual([four[0], four[2], four[3]]);
  });
});
