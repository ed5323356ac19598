import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainCopy } from '../../local/plain-copy.ts';

const anyValue = fc.anything({
  withDate: true,
  withSet: true,
  withTypedArray: true,
  withMap: true,
  withBigInt: true,
  withSparseArray: false,
});

describe('plainCopy', () => {
  it('copies whatever structuredClone copies, to the same', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(plainCopy(value)).toStrictEqual(structuredClone(value));
      }),
    );
  });

  it('shares nothing with what it copies', () => {
    const value = { list: [{ at: new Date(5), set: new Set(['a']), bytes: new Uint8Array([1, 2]) }] };
    const copy = plainCopy(value);
    const [original, copied] = [value.list[0], copy.list[0]];
    expect(copy).toEqual(value);
    for (const part of ['at', 'set', 'bytes'] as const) expect(copied?.[part]).not.toBe(original?.[part]);
    expect([copy.list === value.list, copied === original]).toEqual([false, false]);
  });

  it('refuses what cannot be copied', () => {
    for (const value of [{ act: () => 1 }, [Symbol('a')]])
      expect(() => plainCopy(value)).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
  });

  it('takes the name __proto__ for a member like any other', () => {
    const copy = plainCopy(JSON.parse('{"__proto__":{"admin":true}}') as object);
    expect([Object.getPrototypeOf(copy) === Object.prototype, JSON.stringify(copy)]).toEqual([true, '{"__proto__":{"admin":true}}']);
  });
});
