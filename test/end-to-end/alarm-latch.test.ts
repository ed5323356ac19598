import { describe, expect, it } from 'vitest';
import type { AwsEvent } from '../../local/aws/aws-event.ts';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';
import { ring } from './mid-flight.ts';

const local = { roleArn: 'local' };
const isAlarm = ({ event }: { readonly event: AwsEvent }) => event['detail-type'] === 'CloudWatch Alarm State Change';

/** No event of an alarm ever arrives: what is known of alarms is what a look reads. */
const deaf = () => aReleasedService({ arrivals: (delivery) => (isAlarm(delivery) ? [] : [0]) });

/** Rings and clears within the minute between two looks. */
async function flap(service: ReleasedService, alarm: string): Promise<void> {
  await ring(service, alarm, 'ALARM');
  await service.pass(1);
  await ring(service, alarm, 'OK');
}

const historyCalls = ({ log }: ReleasedService) => log.all.filter(({ operation }) => operation === 'DescribeAlarmHistory').length;

describe('an alarm whose event is lost', () => {
  it('ends the deployment also when it rings and clears between two looks', async () => {
    const service = await deaf();
    service.push('1.1.0');
    await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
    await service.pass(10);
    await flap(service, 'storefront-green-errors');
    const cause = expect.stringMatching(/storefront-green-errors went to ALARM at .* and is OK by now/);
    expect(await service.ended()).toMatchObject({ status: 'FAILED', error: 'RolledBack', cause });
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '100/0']);
  });

  it('counts for nothing when it rang before the deployment began, and costs no calls while nothing changes', async () => {
    const service = await deaf();
    await flap(service, 'storefront-green-errors');
    await service.pass(180);
    service.push('1.1.0');
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
    expect(historyCalls(service)).toBe(0);
  });

  it('is asked about in the looks after a change, and not in all later ones', async () => {
    const service = await deaf();
    // New alarms find their first state within a minute.
    await service.pass(180);
    service.push('1.1.0');
    await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
    await ring(service, 'storefront-green-slow', 'INSUFFICIENT_DATA');
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
    expect(historyCalls(service)).toBe(2);
  });
});

describe('a guard that is taken away while a deployment goes on', () => {
  it.each([
    ['is deleted', 'DeleteAlarms', 'is gone'],
    ['has its actions disabled', 'DisableAlarmActions', 'has its actions disabled'],
  ] as const)('%s: the deployment goes back', async (_, operation, because) => {
    const service = await aReleasedService();
    service.push('1.1.0');
    await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
    await service.world.aws.call('CloudWatch', operation, { AlarmNames: ['storefront-green-slow'] }, local);
    expect(await service.ended()).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining(because) });
    expect((await service.lanes()).blue.weight).toBe(100);
  });
});
