import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { hunt } from './hunt.ts';
import { plantedFaults } from './planted-faults.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-hunt-test-'));
const sound = join(folder, 'assembly');
beforeAll(() => synthesizeSimulated(sound));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One that nearly every scenario with a promotion shows; `npm run simulate -- --planted all` hunts all of them, on all cores. */
const [common] = plantedFaults.filter(({ id }) => id === 'retire-at-once');

describe('a mistake that is planted', () => {
  it('is found within twenty seeds, by the check of the failure mode that it brings back', async () => {
    if (common === undefined) throw new RangeError('retire-at-once is not planted any more');
    const found = await hunt(common, { sound, folder, from: 1, seedsMax: 20 });
    expect(found.violations.map(({ id }) => id)).toContain(common.breaks);
    expect(found.seeds).toBeLessThanOrEqual(20);
  });

  it('is hunted on when only another check has found it', async () => {
    if (common === undefined) throw new RangeError('retire-at-once is not planted any more');
    const other = { ...common, foundBy: 'nobody is kept on a lane' };
    expect((await hunt(other, { sound, folder, from: 1, seedsMax: 5 })).seeds).toBeUndefined();
  });
});
