import { describe, expect, it } from 'vitest';
import { checkShare } from '../../../core/analysis/share-check.ts';
import { minutes } from './count-blocks.ts';
import { stepsAt } from './some-evidence.ts';

const kindAt = (candidatePercent: number, candidate: number, stable: number, baseline: 'stable' | 'paired' = 'stable') =>
  checkShare(minutes([[candidate, 0, stable, 0]]), stepsAt([0], candidatePercent), baseline).kind;

describe('checkShare', () => {
  it('is fine with the share that was asked for, and with a skew of 20 %', () => {
    expect([
      kindAt(5, 500, 9_500),
      kindAt(5, 600, 9_400),
      kindAt(5, 400, 9_600),
      kindAt(50, 6_000, 4_000),
      kindAt(80, 7_600, 2_400),
    ]).toEqual(Array.from({ length: 5 }, () => 'fine'));
  });

  it('is uneven beyond half as much again, or half', () => {
    expect([kindAt(5, 900, 9_100), kindAt(5, 200, 9_800), kindAt(90, 8_300, 1_700)]).toEqual(['uneven', 'uneven', 'uneven']);
  });

  it('doubts counts that are off by a factor of three', () => {
    expect([kindAt(5, 2_000, 8_000), kindAt(20, 500, 9_500), kindAt(10, 0, 9_000), kindAt(10, 900, 0)]).toEqual(
      Array.from({ length: 4 }, () => 'doubtful'),
    );
  });

  it.each([5, 25, 50, 60])('takes a candidate that is counted with stable at %s % for what it is', (percent) => {
    expect(kindAt(percent, 10_000, 100 * (100 - percent))).toBe('doubtful');
  });

  it.each([40, 50, 75, 95])('takes a stable that is counted with the candidate at %s % for what it is', (percent) => {
    expect(kindAt(percent, 100 * percent, 10_000)).toBe('doubtful');
  });

  it('needs enough requests to say anything', () => {
    expect([kindAt(5, 0, 400), kindAt(5, 20, 80)]).toEqual(['fine', 'fine']);
  });

  it('asks nothing at 0 % and at 100 %, and half of a paired baseline', () => {
    expect([kindAt(0, 900, 900), kindAt(100, 900, 900), kindAt(5, 900, 900, 'paired'), kindAt(5, 90, 1_710, 'paired')]).toEqual([
      'fine',
      'fine',
      'fine',
      'doubtful',
    ]);
  });

  it('says what to look at', () => {
    expect(checkShare(minutes([[10_000, 0, 9_500, 0]]), stepsAt([0], 5), 'stable')).toEqual({
      kind: 'doubtful',
      because:
        "the candidate served 10,000 of 19,500 requests (51.3 %) in this step, 5 % were intended: the candidate's numbers look like those of both lanes together; check the dimensions or labels of the metric's source",
    });
  });
});
