import { describe, expect, it } from 'vitest';
import type { Run } from '../simulate.ts';
import type { Cell } from './cells.ts';
import type { Matrix } from './crash-matrix.ts';
import { describeMatrix } from './describe-matrix.ts';
import { matrixExitCode } from './matrix-command.ts';
import type { MadeCall } from './record-calls.ts';

const violation = { id: 'F04', oracle: 'one at a time', atSeconds: 12, because: 'two at once' } as const;
const run: Run = {
  ...{ seed: 1, trace: [], violations: [], deployments: 1, calls: 1, worldSeconds: 60 },
  ...{ faults: {}, endings: {}, settledSeconds: 3 },
};
const cell: Cell = {
  reference: 'alarm',
  ordinal: 1,
  actor: { kind: 'function', name: 'sluice-sweep' },
  state: undefined,
  target: 'SSM.GetParameter',
  victim: 'call',
  phase: 'before',
};
const sound: Matrix = { references: [{ reference: 'alarm', violations: [], made: [] }], results: [{ cell, run }] };

describe('the exit code of the crash matrix', () => {
  it('is 0 when every cell was sound, and what they rest on', () => {
    expect(matrixExitCode(sound)).toBe(0);
  });

  it('is 1 when a cell was violated, or showed nothing', () => {
    expect(matrixExitCode({ ...sound, results: [{ cell, run: { ...run, violations: [violation] } }] })).toBe(1);
    expect(matrixExitCode({ ...sound, results: [{ cell, run, error: 'nothing died' }] })).toBe(1);
  });

  it('is 1 when a run without a crash is violated: its cells show little', () => {
    expect(matrixExitCode({ ...sound, references: [{ reference: 'alarm', violations: [violation], made: [] }] })).toBe(1);
  });

  it('is 1 when no cell was run', () => {
    expect(matrixExitCode({ ...sound, results: [] })).toBe(1);
  });
});

describe('the table of the crash matrix', () => {
  it('says how many of the calls have cells, in all and in each row', () => {
    const { actor, state, target } = cell;
    const weights = { stable: 100, candidate: 0 };
    const of = { invocation: undefined, place: 0, weights, executionRuns: false, others: '', outcome: 'answered' };
    const made: MadeCall[] = [1, 2, 3].map((ordinal) => ({ ...of, ordinal, actor, state, target }));
    const during = { ...cell, phase: 'during' } as const;
    const text = describeMatrix({
      references: [{ reference: 'alarm', violations: [], made }],
      results: [
        { cell, run },
        { cell: during, run },
      ],
    });
    expect(text).toMatch(/^2 cells at 1 of the 3 calls of 1 run; 0 violated\./);
    expect(text).toContain('| sluice-sweep | SSM.GetParameter | 1 of 3 |  |  |  |  | 1 · 1 · – | 0 |');
  });
});
