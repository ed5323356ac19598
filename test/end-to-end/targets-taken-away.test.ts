import { ValidationException } from '@aws-sdk/client-application-auto-scaling';
import { expect, it } from 'vitest';
import type { Call } from '../../local/aws/router.ts';
import { aReleasedService } from './a-released-service.ts';

const message = 'MinCapacity and MaxCapacity are required for a new scalable target';
const unknown = new ValidationException({ message, $metadata: { httpStatusCode: 400 } });

/** A service whose scaling a stack update drops when `isGone` says so. */
function aService(isGone: () => boolean) {
  const fault = ({ operation, input }: Call) => {
    const { MaxCapacity } = input as { readonly MaxCapacity?: number };
    return isGone() && operation === 'RegisterScalableTarget' && MaxCapacity === undefined ? { throwBefore: unknown } : undefined;
  };
  return aReleasedService({ fault });
}

// A safe release was rolled back at its last moment, with every user on it.
it('a release whose scaling is taken away is promoted', async () => {
  let isGone = false;
  const service = await aService(() => isGone);
  service.push('1.1.0');
  await service.until('users on the candidate', () => service.users.seen().length > 1);
  isGone = true;
  await service.entered('AwaitRollbackWindow');
  expect(await service.lanes()).toMatchObject({ blue: { weight: 0 }, green: { weight: 100 } });
  expect(service.world.sns.published()).toEqual([]);
});

// A stack update may drop scaling at any time of a rollback window. The way back must still end, or no later release could begin.
it('a promotion whose scaling was taken away is taken back, with nothing left held', async () => {
  let isGone = false;
  const service = await aService(() => isGone);
  service.push('1.1.0');
  await service.entered('AwaitRollbackWindow');
  isGone = true;
  await service.ask('RollbackRequested', { service: 'storefront', by: 'ada', because: 'customers complain' });
  await service.until('the restore to end', async () => (await service.restores()).some(({ status }) => status !== 'RUNNING'));
  await service.pass(120);
  expect((await service.restores()).map(({ status }) => status)).toEqual(['SUCCEEDED']);
  expect(await service.lanes()).toMatchObject({ blue: { weight: 100 }, green: { weight: 0, desired: 0 } });
  expect(await service.ledger.heldLeases()).toEqual([]);
  expect(service.world.sns.published()).toEqual([]);
});
