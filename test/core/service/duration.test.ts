import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../core/service/duration.ts';

describe('durations', () => {
  it.each([
    ['90s', 90],
    ['5m', 300],
    ['2h', 7_200],
    ['1d', 86_400],
    ['0s', 0],
  ])('%s is %i seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', '5', 'm', '5 m', '05m', '-5m', '1.5h', '5M', '1h30m', '5m\n', '1e3s', '9999999999s'])('%j is no duration', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('writes seconds so that they read back exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds))).toBe(seconds);
      }),
    );
  });

  it('writes the largest unit that is exact', () => {
    expect([0, 59, 60, 90, 3_600, 172_800].map(formatDuration)).toEqual(['0s', '59s', '1m', '90s', '1h', '2d']);
  });
});
