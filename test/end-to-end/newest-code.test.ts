import { describe, expect, it } from 'vitest';
import { aReleasedService } from './a-released-service.ts';
import { atAQuarter, ring } from './mid-flight.ts';
import { newerControlPlane } from './newer-control-plane.ts';

const unloadable = { of: 'signal-deployment', from: 'deploymentId:', to: 'no code at all:' } as const;
const lookSeconds = 60;

// Events reach the newest code, not the one that the deployment began with (docs/decisions/0012-executions-keep-their-code.md).
describe('a signal-deployment that cannot be loaded, deployed in the middle of a deployment', () => {
  it('leaves an alarm unheard until the next look, which takes the deployment back; its queue pages', async () => {
    const service = await aReleasedService();
    await atAQuarter(service);
    await service.world.update(newerControlPlane({ code: unloadable }));
    await ring(service);
    const rangAt = service.now().getTime();
    await service.until('every user on stable', async () => (await service.lanes()).blue.weight === 100);
    const unheardSeconds = (service.now().getTime() - rangAt) / 1_000;
    expect(unheardSeconds).toBeLessThanOrEqual(lookSeconds + 5);
    expect(service.log.all.filter(({ operation }) => operation === 'SendTaskFailure')).toEqual([]);
    expect(await service.ended()).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('storefront-green-slow') });
    await service.until('somebody to be paged', () =>
      service.world.sns.published().some(({ subject }) => /Undelivered/.test(subject ?? '')),
    );
  });
});
