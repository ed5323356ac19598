import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeptOutput } from '../../../../local/aws/lambda/kept-output.ts';

it('keeps the last 256 KiB of all that was written, in order', () => {
  const anyLengths = fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 8 });
  fc.assert(
    fc.property(anyLengths, (lengths) => {
      const kept = new KeptOutput();
      const pieces = lengths.map((length, index) => String.fromCharCode(97 + index).repeat(length));
      for (const piece of pieces) kept.write(piece);
      expect(kept.text() === pieces.join('').slice(-262_144)).toBe(true);
    }),
  );
});
