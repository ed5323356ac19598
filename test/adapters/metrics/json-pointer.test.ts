import { describe, expect, it } from 'vitest';
import { jsonPointer } from '../../../adapters/metrics/json-pointer.ts';

/** The document and the answers of RFC 6901, section 5, and the order of escapes in section 4. */
const document = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'e^f': 3, 'g|h': 4, 'i\\j': 5, 'k"l': 6, ' ': 7, 'm~n': 8, '~1': 9 };

describe('a JSON pointer', () => {
  it.each([
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
    ['/~01', 9],
  ])('%j points where the RFC says', (pointer, value) => {
    expect(jsonPointer(document, pointer)).toEqual(value);
  });

  it.each(['/foo/-', '/foo/01', '/foo/2', '/foo/length', '/constructor', '/__proto__', '/foo/0/x', 'foo'])(
    '%j points at nothing',
    (pointer) => {
      expect(jsonPointer(document, pointer)).toBeUndefined();
    },
  );
});
