import { TaskTimedOut } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../local/aws/router.ts';
import { aReleasedService } from './a-released-service.ts';

describe('a promotion whose guard can be answered by nobody', () => {
  it('pages after a quarter of an hour, also when somebody aborts meanwhile, and ends as the page says', async () => {
    const over = new TaskTimedOut({ message: 'the token is dead', $metadata: { httpStatusCode: 400 } });
    const fault = ({ operation }: Call) => (/^SendTask(Success|Failure)$/.test(operation) ? { throwBefore: over } : undefined);
    const service = await aReleasedService({ fault });
    service.push('1.1.0');
    const { arn } = await service.entered('GuardSettled');
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'wrong branch' });
    await service.pass(20 * 60);
    const pages = service.world.sns.published();
    expect(pages.map(({ subject }) => subject)).toEqual(['Sluice cannot end the promotion of storefront']);
    expect(pages[0]?.message).toContain('stop the execution');
    await service.world.aws.call('SFN', 'StopExecution', { executionArn: arn }, { roleArn: 'local' });
    await service.until('every user on stable', () => service.users.seen().at(-1) === '100/0');
    await service.until('the lease to be free', async () => (await service.ledger.heldLeases()).length === 0);
  });
});
