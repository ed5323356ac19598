import { describe, expect, it } from 'vitest';
import type { AwsEvent } from '../../local/aws/aws-event.ts';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';

const sweepPeriodSeconds = 60;

/** Stops the execution at 25 % of the users, and waits until the lease is given back; answers the seconds until traffic was whole. */
async function stopAndRecover(service: ReleasedService): Promise<number> {
  service.push('1.1.0');
  await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
  const [running] = await service.deployments();
  await service.world.aws.call('SFN', 'StopExecution', { executionArn: running?.arn }, { roleArn: 'local' });
  const stoppedAt = service.now().getTime();
  await service.until('traffic to be whole', async () => (await service.lanes()).blue.weight === 100);
  const wholeAfterSeconds = (service.now().getTime() - stoppedAt) / 1_000;
  await service.until('the lease to be free', async () => (await service.ledger.heldLeases()).length === 0);
  return wholeAfterSeconds;
}

describe('a deployment whose execution is stopped in the middle of a bake', () => {
  it('is taken back by the reconciler, recorded, and does not stand in the way of the next', async () => {
    const service = await aReleasedService();
    expect(await stopAndRecover(service)).toBeLessThanOrEqual(2 * sweepPeriodSeconds);
    const [deployment] = await service.deployments();
    expect(deployment).toMatchObject({ status: 'ABORTED' });
    expect(await service.restores()).toMatchObject([{ name: `restore-${deployment?.name}-1`, status: 'SUCCEEDED' }]);
    expect(await service.ledger.load(deployment?.name ?? '')).toMatchObject({ status: 'rolled-back' });
    const events = await service.ledger.events(deployment?.name ?? '');
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['RestoreStarted', 'DeploymentRolledBack']);
    expect(service.world.sns.published()).toEqual([]);

    service.push('1.2.0');
    expect(await service.ended(1)).toMatchObject({ status: 'SUCCEEDED' });
    expect(service.users.served('1.2.0').requests).toBeGreaterThan(0);
  });

  it('is found by the sweep when the event of its end is lost', async () => {
    const isStatus = ({ event }: { readonly event: AwsEvent }) => event['detail-type'].startsWith('Step Functions Execution');
    const service = await aReleasedService({ arrivals: (delivery) => (isStatus(delivery) ? [] : [0]) });
    expect(await stopAndRecover(service)).toBeLessThanOrEqual(2 * sweepPeriodSeconds);
  });

  it('is taken back once when the event and the minute come at the same moment', async () => {
    let [now, sweptAtMs]: [() => Date, number] = [() => new Date(0), 0];
    const isStart = (operation: string, input: object) =>
      operation === 'StartExecution' && JSON.stringify(input).includes('stateMachine:sluice-restore');
    const service = await aReleasedService({
      fault: ({ operation, input }) => (isStart(operation, input) ? { delayMs: 5_000 } : undefined),
      arrivals: ({ event }) => {
        if (event['detail-type'] === 'Scheduled Event') sweptAtMs = now().getTime();
        const isEnd = event['detail-type'].startsWith('Step Functions Execution');
        return [isEnd ? sweepPeriodSeconds * 1_000 - (now().getTime() - sweptAtMs) : 0];
      },
    });
    now = service.now;
    await service.pass(2 * sweepPeriodSeconds);
    await stopAndRecover(service);
    const [deployment] = await service.deployments();
    // Both saw that nobody had started one yet.
    expect(service.log.all.filter(({ operation, input }) => isStart(operation, input))).toHaveLength(2);
    expect(await service.restores()).toMatchObject([{ name: `restore-${deployment?.name}-1`, status: 'SUCCEEDED' }]);
    const events = await service.ledger.events(deployment?.name ?? '');
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['RestoreStarted', 'DeploymentRolledBack']);
    expect(service.world.sns.published().filter(({ message }) => message.includes(deployment?.name ?? ''))).toEqual([]);
  });
});
