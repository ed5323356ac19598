import { ServerException } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import type { Call, CallFault } from '../../local/aws/router.ts';
import { aReleasedService } from './a-released-service.ts';
import { setWeights } from './set-weights.ts';

const local = { roleArn: 'local' };

/** A version pushed while ECS changes no service, and users whom somebody sends elsewhere meanwhile, where so many tasks run. */
async function movedBeforeLaunch({ blue, green, tasks }: Readonly<Record<'blue' | 'green' | 'tasks', number>>) {
  const ecs = { down: true };
  const fault = ({ service, operation }: Call): CallFault | undefined =>
    ecs.down && service === 'ECS' && operation === 'UpdateService'
      ? { throwBefore: new ServerException({ message: 'the test took it down', $metadata: { httpStatusCode: 500 } }) }
      : undefined;
  const service = await aReleasedService({ fault });
  const { cluster, green: lane } = service.wiring;
  await service.world.aws.call('ECS', 'UpdateService', { cluster, service: lane.ecsService, desiredCount: tasks }, local);
  await service.until('the lane to have its tasks', async () => (await service.lanes()).green.running === tasks);
  service.push('1.1.0');
  await service.entered('LaunchSoon');
  await setWeights(service, blue, green);
  return { service, ecs };
}

describe('users who are sent away from stable before the candidate is launched', () => {
  it('meet no new version: people are paged, and it goes on when users are back', async () => {
    const { service, ecs } = await movedBeforeLaunch({ blue: 0, green: 100, tasks: 2 });
    await service.pass(180);
    ecs.down = false;
    await service.pass(180);
    expect(service.world.sns.published().map(({ subject }) => subject)).toEqual(['Sluice froze storefront']);
    expect((await service.deployments())[0]?.path.slice(-2)).toEqual(['MayLaunch?', 'LaunchSoon']);
    await setWeights(service, 100, 0);
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('get back to stable within minutes where they reach nobody', async () => {
    const { service, ecs } = await movedBeforeLaunch({ blue: 0, green: 100, tasks: 0 });
    await service.pass(240);
    expect((await service.lanes()).blue.weight).toBe(100);
    ecs.down = false;
    const cause = expect.stringContaining('CandidateNotLaunched: no target of the candidate is healthy while it has users');
    expect(await service.ended()).toMatchObject({ error: 'RolledBack', cause });
  });
});

describe('a deployment whose candidate is not launched yet', () => {
  it('can be aborted', async () => {
    const { service, ecs } = await movedBeforeLaunch({ blue: 100, green: 0, tasks: 0 });
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'wrong branch' });
    await service.pass(120);
    ecs.down = false;
    expect(await service.ended()).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('ada asked to go back') });
    expect((await service.lanes()).green).toMatchObject({ weight: 0, running: 0 });
  });
});
