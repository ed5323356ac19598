import { describe, expect, it } from 'vitest';
import { paged } from '../../adapters/paged.ts';

describe('paged', () => {
  it('reads to the end, in order, also past an empty page', async () => {
    const pages = new Map([
      [undefined, { items: [1, 2], next: 'a' }],
      ['a', { items: [], next: 'b' }],
      ['b', { items: [3], next: undefined }],
    ]);
    expect(await paged('a listing', async (position) => pages.get(position) ?? { items: [], next: undefined })).toEqual([1, 2, 3]);
  });

  it('does not follow a listing that goes in circles, or never ends', async () => {
    const circle = paged('a listing', async () => ({ items: [1], next: 'same' }));
    await expect(circle).rejects.toMatchObject({ name: 'DependencyError', message: expect.stringContaining('a listing') });
    const endless = paged('a listing', async (position = '') => ({ items: [1], next: `${position}x` }));
    await expect(endless).rejects.toMatchObject({ name: 'DependencyError' });
  });
});
