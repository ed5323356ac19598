import { InternalServiceException } from '@aws-sdk/client-application-auto-scaling';
import { ClientException, ServerException } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { limits } from '../../core/limits.ts';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';
import { editedAssembly, rollbackWindow } from './edited-assembly.ts';
import { setWeights } from './set-weights.ts';

/** Longer than a release that cannot begin goes on trying. */
const longWindow = rollbackWindow('2h');
const $metadata = { httpStatusCode: 400 };
const refused = new ClientException({ message: 'Role is not valid', $metadata });
const scalingDown = new InternalServiceException({ message: 'the test took it down', $metadata: { httpStatusCode: 500 } });
const down = new ServerException({ message: 'the test took it down', $metadata });

/** A version promoted a moment ago, version 1.0.0 whole on blue as its way back, and a release whose revision ECS does not take. */
async function afterAPromotion(error: Error) {
  const ecs: { error: Error | undefined } = { error: undefined };
  const scaling = { down: false };
  const service = await aReleasedService({
    assembly: editedAssembly(longWindow),
    fault: ({ operation }) => {
      if (ecs.error && operation === 'RegisterTaskDefinition') return { throwBefore: ecs.error };
      return scaling.down && operation === 'RegisterScalableTarget' ? { throwBefore: scalingDown } : undefined;
    },
  });
  service.push('1.1.0');
  await service.entered('AwaitRollbackWindow');
  ecs.error = error;
  service.push('1.2.0');
  return { service, ecs, scaling };
}

/** Somebody takes users back by hand while the release cannot begin. */
async function movedByHand() {
  const { service, ecs, scaling } = await afterAPromotion(down);
  await service.entered('RegisterRevision', 1, 1);
  await setWeights(service, 100, 0);
  ecs.error = undefined;
  await service.entered('LaunchSoon', 1, 1);
  return { service, scaling };
}

/** A person takes the release before it back, later than the clocks of two hosts differ. */
async function takeBack(service: ReleasedService) {
  await service.pass(2 * limits.clockSkewSeconds.value);
  await service.ask('RollbackRequested', { service: 'storefront', by: 'ada', because: 'customers complain' });
  await service.until('every user to be back', () => service.users.seen().at(-1) === '100/0');
}

describe('a release that ends before its launch', () => {
  it('leaves the release before it its way back', async () => {
    const { service } = await afterAPromotion(refused);
    expect(await service.ended(1)).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('Role is not valid') });
    expect(await service.lanes()).toMatchObject({ blue: { weight: 0, desired: 2, healthy: 2 }, green: { weight: 100 } });
    await takeBack(service);
  });

  it('is not launched after a person aborted it, so the release before it has its way back', async () => {
    const { service, ecs } = await afterAPromotion(down);
    await service.entered('RegisterRevision', 1, 1);
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'wrong branch' });
    ecs.error = undefined;
    expect(await service.ended(1)).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('ada asked to go back') });
    await takeBack(service);
    expect(await service.lanes()).toMatchObject({ blue: { desired: 2, healthy: 2 } });
  });

  it('leaves users on the lane to which somebody sent them meanwhile', async () => {
    const { service } = await movedByHand();
    expect(await service.ended(1)).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('UsersMoved') });
    await service.pass(300);
    expect(await service.lanes()).toMatchObject({ blue: { weight: 100, desired: 2, healthy: 2 }, green: { weight: 0, desired: 2 } });
    expect(await service.restores()).toEqual([]);
    expect(await service.ledger.heldLeases()).toEqual([]);
  });

  it('sends users back for a person who aborts it, as its page says, and keeps the lane that they leave', async () => {
    const { service } = await movedByHand();
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'wrong branch' });
    expect(await service.ended(1)).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('ada asked to go back') });
    await service.pass(300);
    expect(await service.lanes()).toMatchObject({ blue: { weight: 0, desired: 2, healthy: 2 }, green: { weight: 100, desired: 2 } });
  });

  // Nothing reads the signal any more by then: only the record does.
  it('sends users back for a person who aborts it while scaling is being given back', async () => {
    const { service, scaling } = await movedByHand();
    scaling.down = true;
    await service.entered('RestoreScaling', 1, 1);
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'wrong branch' });
    await service.pass(5);
    scaling.down = false;
    expect(await service.ended(1)).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('UsersAskedBack') });
    await service.pass(300);
    expect(await service.lanes()).toMatchObject({ blue: { weight: 0, desired: 2, healthy: 2 }, green: { weight: 100, desired: 2 } });
    expect(await service.restores()).toEqual([]);
    expect(await service.ledger.heldLeases()).toEqual([]);
  });
});

/** A restore is needed when the machine itself did not end well; it launched as little. */
describe('a release whose execution is lost before its launch', () => {
  it('leaves the release before it its way back', async () => {
    const { service } = await afterAPromotion(down);
    const { arn } = await service.entered('RegisterRevision', 1, 1);
    await service.world.aws.call('SFN', 'StopExecution', { executionArn: arn }, { roleArn: 'local' });
    await service.pass(180);
    expect((await service.restores()).map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(await service.lanes()).toMatchObject({ blue: { weight: 0, desired: 2, healthy: 2 }, green: { weight: 100 } });
    await takeBack(service);
  });

  it('sends users back for a person who aborted it before', async () => {
    const { service } = await afterAPromotion(down);
    const { arn } = await service.entered('RegisterRevision', 1, 1);
    await setWeights(service, 100, 0);
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'wrong branch' });
    await service.world.aws.call('SFN', 'StopExecution', { executionArn: arn }, { roleArn: 'local' });
    await service.pass(240);
    expect((await service.restores()).map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(await service.lanes()).toMatchObject({ blue: { weight: 0, desired: 2, healthy: 2 }, green: { weight: 100 } });
  });

  // The restore was told why it was started, before anybody aborted.
  it('sends users back for a person who aborts it while a late launch is waited for', async () => {
    const { service } = await afterAPromotion(down);
    const { arn } = await service.entered('RegisterRevision', 1, 1);
    await setWeights(service, 100, 0);
    await service.world.aws.call('SFN', 'StopExecution', { executionArn: arn }, { roleArn: 'local' });
    await service.until('the wait', async () => (await service.restores()).some(({ path }) => path.at(-1) === 'AwaitLateLaunch'));
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'wrong branch' });
    await service.pass(240);
    expect((await service.restores()).map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(await service.lanes()).toMatchObject({ blue: { weight: 0, desired: 2, healthy: 2 }, green: { weight: 100, desired: 2 } });
    expect(await service.ledger.heldLeases()).toEqual([]);
  });

  it('leaves users on the lane to which somebody sent them, when scaling could not be given back at once', async () => {
    const { service, scaling } = await movedByHand();
    scaling.down = true;
    expect(await service.ended(1)).toMatchObject({ error: 'NeedsHuman', cause: expect.stringContaining('ScalingNotRestored') });
    scaling.down = false;
    await service.pass(300);
    expect((await service.restores()).map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(await service.lanes()).toMatchObject({ blue: { weight: 100, desired: 2, healthy: 2 }, green: { weight: 0, desired: 2 } });
    expect(await service.ledger.heldLeases()).toEqual([]);
  });
});
