import { describe, expect, it } from 'vitest';
import { usersAlone } from '../../../core/analysis/users-alone.ts';
import { minutes } from './count-blocks.ts';

const steps = [
  { stepIndex: 0, candidatePercent: 5, beganAt: 0 },
  { stepIndex: 1, candidatePercent: 50, beganAt: 60 },
  { stepIndex: 2, candidatePercent: 100, beganAt: 150 },
];
const [first, second, changing, last] = minutes([
  [5, 0, 95, 50],
  [50, 4, 50, 5],
  [70, 4, 25, 5],
  [100, 9, 0, 0],
]);
const blocks = [first, second, changing, last].flatMap((block) => block ?? []);

describe('usersAlone', () => {
  it('parts what was served beside stable from what was not, without the block in which that changed', () => {
    expect(usersAlone(blocks, steps, 60)).toEqual({ beside: [first, second], alone: [last], lastOfStable: 0.1 });
  });

  it('parts nothing while stable has users, nor where it never had', () => {
    expect([usersAlone(blocks, steps.slice(0, 2), 60), usersAlone(blocks, steps.slice(2), 60), usersAlone([], [], 60)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('knows nothing of a stable without requests', () => {
    expect(usersAlone([], steps, 60)).toEqual({ beside: [], alone: [], lastOfStable: 0 });
  });
});
