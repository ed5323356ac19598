import { describe, expect, it } from 'vitest';
import { aReleasedService } from './a-released-service.ts';
import { editedAssembly } from './edited-assembly.ts';

/** The first bake leads to a state that leads to itself: no plan that is admitted can ask for so much. */
const bake = String.raw`\"Bake\": { \"Type\": \"Wait\", \"Seconds\": \"{% $move.bakeSeconds %}\", \"Next\": `;
const endless = {
  stack: 'SluiceControlPlane',
  from: String.raw`${bake}\"NextStep\" }`,
  to: String.raw`${bake}\"Endless\" }, \"Endless\": { \"Type\": \"Pass\", \"Next\": \"Endless\" }`,
} as const;

describe('an execution that fills its history with users on the candidate', () => {
  it('fails, and is taken back like one that was stopped', async () => {
    const service = await aReleasedService({ assembly: editedAssembly(endless) });
    service.push('1.1.0');
    const { name, status, cause, path } = await service.ended();
    expect({ status, cause }).toEqual({ status: 'FAILED', cause: expect.stringContaining('maximum number of history events (25000)') });
    // Its own way back has no room left in the history.
    expect(path).not.toContain('RestoreTraffic');
    await service.until('the lease to be free', async () => (await service.ledger.heldLeases()).length === 0);
    expect(service.users.seen()).toEqual(['100/0', '95/5', '100/0']);
    expect(await service.restores()).toMatchObject([{ name: `restore-${name}-1`, status: 'SUCCEEDED' }]);
    expect(await service.ledger.load(name)).toMatchObject({ status: 'rolled-back' });
    expect((await service.lanes()).green).toMatchObject({ weight: 0, desired: 0 });
  });
});
