import { describe, expect, it } from 'vitest';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';
import { atAQuarter, ring } from './mid-flight.ts';
import { newerControlPlane } from './newer-control-plane.ts';

const reworded = { from: 'the candidate is up with', to: 'newer code sees the candidate up with' };
const broken = { from: 'healthyCandidates:', to: 'no code at all:' };
const renamed = { from: 'Confirmed?', to: 'Seen by newer text?' };

/** The versions of `next-step` that an execution's machine invoked, in order, without repetitions. */
function versionsAsked({ log }: ReleasedService, deployment: string): readonly string[] {
  const asked = log.all.flatMap(({ service, operation, input }) => {
    if (service !== 'Lambda' || operation !== 'Invoke') return [];
    const { FunctionName, Payload } = input as { readonly FunctionName: string; readonly Payload: Uint8Array };
    const isOurs = FunctionName.includes('sluice-next-step') && new TextDecoder().decode(Payload).includes(deployment);
    return isOurs ? [FunctionName.split(':').at(-1) ?? ''] : [];
  });
  return [...new Set(asked)];
}

const firstShift = async ({ ledger }: ReleasedService, deployment: string) =>
  (await ledger.events(deployment)).find(({ type }) => type === 'TrafficShiftIntended')?.because;

describe('a control plane that is deployed anew in the middle of a deployment', () => {
  it('lets the old code and the old machine finish what they began; the next deployment has the new ones', async () => {
    const service = await aReleasedService();
    await atAQuarter(service);
    const { updated } = await service.world.update(newerControlPlane({ code: reworded, state: renamed }));
    expect(updated.join()).toMatch(/nextstepFunction.*DeploymentMachine/);
    const old = await service.ended(0);
    expect(old).toMatchObject({ status: 'SUCCEEDED', path: expect.not.arrayContaining([renamed.to]) });
    expect(old.path.filter((state) => state === renamed.from).length).toBeGreaterThanOrEqual(4);

    service.push('1.2.0');
    const next = await service.ended(1);
    expect(next).toMatchObject({ status: 'SUCCEEDED', path: expect.not.arrayContaining([renamed.from]) });
    expect(next.path).toContain(renamed.to);
    expect([versionsAsked(service, old.name), versionsAsked(service, next.name)]).toEqual([['1'], ['2']]);
    expect(await firstShift(service, old.name)).toBe('the candidate is up with 2 healthy targets');
    expect(await firstShift(service, next.name)).toBe('newer code sees the candidate up with 2 healthy targets');
  });

  it('takes the old deployment back with the old machine when an alarm rings', async () => {
    const service = await aReleasedService();
    await atAQuarter(service);
    await service.world.update(newerControlPlane({ code: reworded, state: renamed }));
    await ring(service);
    expect(await service.ended(0)).toMatchObject({ error: 'RolledBack', path: expect.not.arrayContaining([renamed.to]) });
    expect((await service.lanes()).blue.weight).toBe(100);
    expect(await service.ledger.heldLeases()).toEqual([]);
  });

  it('with a next-step that cannot be loaded harms no deployment that goes on, and gives the next one no users', async () => {
    const service = await aReleasedService();
    await atAQuarter(service);
    await service.world.update(newerControlPlane({ code: broken }));
    expect(await service.ended(0)).toMatchObject({ status: 'SUCCEEDED' });
    service.push('1.2.0');
    expect(await service.ended(1)).toMatchObject({
      error: 'RolledBack',
      cause: expect.stringContaining('SyntaxError'),
    });
    expect(service.users.served('1.2.0').requests).toBe(0);
    expect((await service.lanes()).green.weight).toBe(100);
  });
});
