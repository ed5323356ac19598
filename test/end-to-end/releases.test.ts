import { describe, expect, it } from 'vitest';
import { aReleasedService } from './a-released-service.ts';

const resting = { weight: 0, desired: 0, running: 0, healthy: 0 };
const serving = { weight: 100, desired: 2, running: 2, healthy: 2 };

/** As synthesized. */
const rollbackWindowSeconds = 300;

describe('a good version', () => {
  it('gets users by degrees, is promoted, and the old lane rests once its rollback window is over', async () => {
    const service = await aReleasedService();
    service.push('1.1.0');
    const { path } = await service.entered('AwaitRollbackWindow');
    expect(path.filter((state) => state === 'ShiftTraffic')).toHaveLength(4);
    expect(await service.lanes()).toMatchObject({ blue: { ...serving, weight: 0 }, green: serving });

    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
    await service.until('the old lane to rest', async () => (await service.lanes()).blue.running === 0);
    expect(await service.lanes()).toMatchObject({ blue: resting, green: serving });
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '50/50', '0/100']);
    expect(service.users.served('nobody')).toEqual({ requests: 0, failed: 0 });
    const published = service.log.published();
    expect(published.map(({ type }) => type)).toEqual(['DeploymentAdmitted', 'DeploymentPromoted', 'StableRetired']);
    const [, promotedAt = 0, retiredAt = 0] = published.map(({ at }) => Date.parse(at));
    expect((retiredAt - promotedAt) / 1_000).toBeGreaterThanOrEqual(rollbackWindowSeconds);
    expect(await service.ledger.heldLeases()).toEqual([]);
  });

  it('takes the lane that the one before it left', async () => {
    const service = await aReleasedService();
    service.push('1.1.0');
    await service.ended();
    service.push('1.2.0');
    expect(await service.ended(1)).toMatchObject({ status: 'SUCCEEDED' });
    expect(service.users.seen().slice(5)).toEqual(['5/95', '25/75', '50/50', '100/0']);
    expect(service.users.served('nobody')).toEqual({ requests: 0, failed: 0 });
  });
});

describe('a bad version', () => {
  it('that crashes at start never gets a user', async () => {
    const service = await aReleasedService({ versions: { '1.1.0': { crash: { afterSeconds: 0, exitCode: 1 } } } });
    service.push('1.1.0');
    expect(await service.ended()).toMatchObject({ status: 'FAILED', error: 'RolledBack' });
    expect(service.users.seen()).toEqual(['100/0']);
    expect(service.users.served('1.1.0')).toEqual({ requests: 0, failed: 0 });
    expect(await service.lanes()).toMatchObject({ blue: serving, green: { ...resting, running: expect.any(Number) } });
    expect(await service.ledger.heldLeases()).toEqual([]);
  });

  it('that never gets healthy never gets a user', async () => {
    const health = { afterSeconds: 0, answer: { kind: 'status', status: 500 } } as const;
    const service = await aReleasedService({ versions: { '1.1.0': { health } } });
    service.push('1.1.0');
    expect(await service.ended()).toMatchObject({ status: 'FAILED', error: 'RolledBack' });
    expect(service.users.seen()).toEqual(['100/0']);
  });

  it('that fails too many requests is judged at the first step and taken back', async () => {
    const service = await aReleasedService({ versions: { '1.1.0': { errorShare: 0.03 } } });
    service.push('1.1.0');
    const ended = await service.ended();
    expect(ended).toMatchObject({
      status: 'FAILED',
      error: 'RolledBack',
      cause: expect.stringContaining("of the candidate's requests failed"),
    });
    expect(ended.path).toContain('CandidateRegressed');
    expect(service.users.seen()).toEqual(['100/0', '95/5', '100/0']);
    expect(await service.lanes()).toMatchObject({ blue: serving, green: { weight: 0, desired: 0 } });
  });
});
