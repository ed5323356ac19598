import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { softplusOnLattice } from '../../../core/analysis/softplus-lattice.ts';

const spacing = Math.log(160) / 23;
const once = { constant: 0, slope: 0, times: 1 };
const exact = (z: number) => (z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)));

describe('softplusOnLattice', () => {
  it('is ln(1 + e^z) to twelve digits wherever it is asked', () => {
    const add = softplusOnLattice({ spacing, points: 24 });
    fc.assert(
      fc.property(fc.double({ min: -60, max: 60, noNaN: true }), (from) => {
        const sums = new Float64Array(24);
        add(sums, { ...once, from });
        sums.forEach((sum, j) => {
          expect(Math.abs(sum - exact(from + j * spacing))).toBeLessThan(1e-12);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('adds a line and so many times to what is there', () => {
    const sums = Float64Array.from([5, 6]);
    softplusOnLattice({ spacing: 1, points: 2 })(sums, { constant: 10, slope: 0.5, times: -3, from: 0.25 });
    expect([...sums]).toEqual([expect.closeTo(15 - 3 * exact(0.25), 6), expect.closeTo(16.5 - 3 * exact(1.25), 6)]);
  });

  it.each([Number.NaN, Infinity])('makes no number out of %s', (from) => {
    const sums = new Float64Array(2);
    softplusOnLattice({ spacing, points: 2 })(sums, { ...once, times: -3, from });
    expect(sums.every((sum) => !(sum > -Infinity))).toBe(true);
  });
});
