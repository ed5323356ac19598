import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunks } from '../../core/chunks.ts';

describe('chunks', () => {
  it('cuts a list into full pieces and a rest, and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 10 }), (list, size) => {
        const pieces = chunks(list, size);
        expect(pieces.flat()).toEqual(list);
        expect(pieces.slice(0, -1).every(({ length }) => length === size)).toBe(true);
        expect(pieces.every(({ length }) => length > 0 && length <= size)).toBe(true);
      }),
    );
  });
});
