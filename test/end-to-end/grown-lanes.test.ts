import { describe, expect, it } from 'vitest';
import type { Call } from '../../local/aws/router.ts';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';
import { editedAssembly, rollbackWindow } from './edited-assembly.ts';
import type { Lanes } from './lanes.ts';

const local = { roleArn: 'local' };
const longWindow = rollbackWindow('30m');

/** Somebody says how many tasks a lane may have at most. */
async function limit({ world, wiring }: ReleasedService, lane: 'blue' | 'green', MaxCapacity: number): Promise<void> {
  const ResourceId = `service/${wiring.cluster.split('/').at(-1)}/${wiring[lane].ecsService}`;
  const target = { ServiceNamespace: 'ecs', ResourceId, ScalableDimension: 'ecs:service:DesiredCount', MaxCapacity };
  await world.aws.call('ApplicationAutoScaling', 'RegisterScalableTarget', target, local);
}

/** A stack update gives both lanes room for more tasks, and users take it. */
async function grow(service: ReleasedService, lane: 'blue' | 'green', desiredCount: number): Promise<void> {
  const { world, wiring, lanes, until } = service;
  const { cluster } = wiring;
  await limit(service, 'blue', 10);
  await limit(service, 'green', 10);
  await world.aws.call('ECS', 'UpdateService', { cluster, service: wiring[lane].ecsService, desiredCount }, local);
  await until(`${lane} to grow`, async () => (await lanes())[lane].healthy === desiredCount);
}

describe('a promotion that is taken back after the lane that serves has grown', () => {
  it('leads to as many healthy tasks as served', async () => {
    const looks: Promise<Lanes>[] = [];
    const fault = ({ operation, caller }: Call) => {
      if (operation === 'ModifyRule' && caller.roleArn.includes('sluice-restore')) looks.push(service.lanes());
      return undefined;
    };
    const service = await aReleasedService({ assembly: editedAssembly(longWindow), fault });
    service.push('1.1.0');
    await service.entered('AwaitRollbackWindow');
    await grow(service, 'green', 8);
    await service.ask('RollbackRequested', { service: 'storefront', by: 'ada', because: 'customers complain' });
    await service.until('the restore to end', async () => (await service.restores()).some(({ status }) => status === 'SUCCEEDED'));
    expect((await Promise.all(looks)).map(({ blue }) => blue.healthy)).toEqual([8]);
    expect(service.users.seen().slice(-2)).toEqual(['0/100', '100/0']);
    expect(await service.lanes()).toMatchObject({ blue: { weight: 100, desired: 8 }, green: { weight: 0, desired: 0 } });
  });

  it('waits for no task when all of the lane that serves are down', async () => {
    const versions = { '1.0.0': { startSeconds: 240 }, '1.1.0': { startSeconds: 100 } };
    const service = await aReleasedService({ assembly: editedAssembly(longWindow), versions });
    service.push('1.1.0');
    await service.entered('AwaitRollbackWindow');
    await grow(service, 'green', 8);
    for (let crashed = 0; crashed < 8; crashed += 1) await service.crashTask('green');
    await service.until('green to be down', async () => (await service.lanes()).green.healthy === 0);
    const asked = service.now().getTime();
    await service.ask('RollbackRequested', { service: 'storefront', by: 'ada', because: 'it crashes' });
    await service.until('every user to be back', () => service.users.seen().at(-1) === '100/0');
    expect((service.now().getTime() - asked) / 1_000).toBeLessThan(30);
    expect(await service.lanes()).toMatchObject({ blue: { desired: 2, healthy: 2 } });
  });
});

// Scaling that went to the candidate with the largest size of the admission cut it, with every user on it.
it.each([
  [4, 4],
  [6, 3],
])(
  'a release during which both lanes are given room for more tasks is promoted with as many tasks as users took: %i, %i',
  async (blue, green) => {
    const service = await aReleasedService({ assembly: editedAssembly(longWindow) });
    await limit(service, 'blue', blue);
    await limit(service, 'green', green);
    service.push('1.1.0');
    await service.until('users on the candidate', () => service.users.seen().length > 1);
    await grow(service, 'blue', 8);
    await service.entered('AwaitRollbackWindow');
    expect(await service.lanes()).toMatchObject({ blue: { weight: 0, desired: 8 }, green: { weight: 100, desired: 8, healthy: 8 } });
  },
);
