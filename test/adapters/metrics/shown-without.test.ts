import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownWithout } from '../../../adapters/metrics/shown-without.ts';

const token = 'eyJhbGciOi/JIUzI1NiJ9+payload&signature';
const shown = shownWithout([token], ['static-header-value']);

describe('what is shown of an answer', () => {
  it.each([
    ['as it is', token],
    ['as PHP writes JSON', token.replaceAll('/', '\\/')],
    ['as HTML', token.replaceAll('&', '&amp;').replaceAll('+', '&#43;')],
    ['in a URL', encodeURIComponent(token)],
    ['cut', token.slice(0, 20)],
    ['without its begin', token.slice(11)],
    ['a header', 'static-header-value'],
  ])('has no credential %s', (_, said) => {
    expect(shown(`the token "${said}" has expired`)).toMatch(/^the token "…(amp;|&#43;|…)*" has expired$/);
  });

  it('never has eight characters of a credential in a row, and is one short line', () => {
    const secret = fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 60 });
    fc.assert(
      fc.property(secret, fc.array(fc.tuple(fc.string(), fc.nat(60), fc.nat(60))), (credential, said) => {
        const told = shownWithout([credential], [])(said.map(([text, from, until]) => `${text}${credential.slice(from, until)}`).join(''));
        expect(told.length).toBeLessThanOrEqual(200);
        for (let at = 0; at + 8 <= told.length; at += 1) expect(credential.includes(told.slice(at, at + 8))).toBe(false);
      }),
    );
  });

  it('is the rest of the text', () => {
    expect(shown('tenant orders\n\tis over its limit')).toBe('tenant orders is over its limit');
  });
});
