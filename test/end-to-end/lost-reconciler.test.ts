import { describe, expect, it } from 'vitest';
import type { Arrivals } from '../../local/aws/event-bridge/dispatcher.ts';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';

const local = { roleArn: 'local' };
const minute = 60;

/** A switch: from `lose()` on, nothing that wakes the reconciler arrives any more. */
function wakeUps(): { readonly arrivals: Arrivals; lose(): void } {
  let lost = false;
  const wakes = /^(Scheduled Event|Step Functions Execution Status Change)$/;
  const lose = () => {
    lost = true;
  };
  return { arrivals: ({ event }) => (lost && wakes.test(event['detail-type']) ? [] : [0]), lose };
}

/** The control plane's alarms that paged so far, by the name of their construct, each with the seconds since `from`. */
function pages({ world }: ReleasedService, from: Date): readonly (readonly [string, number])[] {
  return world.sns.published().map(({ subject = '', at }) => {
    const [, name = subject] = /SluiceAlarms(\w+?)[0-9A-F]{8}/.exec(subject) ?? [];
    return [name, (at.getTime() - from.getTime()) / 1_000];
  });
}

describe('the alarm on a silent reconciler', () => {
  it('rings for nobody while the reconciler runs', async () => {
    const service = await aReleasedService();
    await service.pass(40 * minute);
    expect(pages(service, service.now())).toEqual([]);
  });

  it('pages within seven minutes when the reconciler is not woken any more, and says so once', async () => {
    const { arrivals, lose } = wakeUps();
    const service = await aReleasedService({ arrivals });
    await service.pass(20 * minute);
    lose();
    const silentSince = service.now();
    await service.pass(60 * minute);
    const paged = pages(service, silentSince);
    expect(paged.map(([alarm]) => alarm)).toEqual(['ReconcilerSilent']);
    expect(paged[0]?.[1]).toBeGreaterThan(2 * minute);
    expect(paged[0]?.[1]).toBeLessThanOrEqual(7 * minute);
  });

  it('pages for a reconciler that never ran', async () => {
    const { arrivals, lose } = wakeUps();
    lose();
    const service = await aReleasedService({ arrivals });
    await service.pass(17 * minute);
    expect(pages(service, service.now()).map(([alarm]) => alarm)).toEqual(['ReconcilerSilent']);
  });
});

describe('a deployment that loses its execution and the reconciler', () => {
  it('leaves users where they are, and two alarms page', async () => {
    const { arrivals, lose } = wakeUps();
    const service = await aReleasedService({ arrivals });
    service.push('1.1.0');
    await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
    const [running] = await service.deployments();
    lose();
    const lostAt = service.now();
    await service.world.aws.call('SFN', 'StopExecution', { executionArn: running?.arn }, local);
    await service.pass(15 * minute);
    const { blue, green } = await service.lanes();
    expect([blue.weight, green.weight]).toEqual([75, 25]);
    expect(pages(service, lostAt).map(([alarm]) => alarm)).toEqual(['DeploymentAborted', 'ReconcilerSilent']);
  });
});

describe('an event that nobody could handle', () => {
  it('pages from the queue it ends in', async () => {
    const service = await aReleasedService();
    const [queue] = service.world.template.resourcesOf('AWS::SQS::Queue');
    const from = service.now();
    await service.world.aws.call('SQS', 'SendMessage', { QueueUrl: queue?.made.ref, MessageBody: '{}' }, local);
    await service.pass(3 * minute);
    expect(pages(service, from).map(([alarm]) => alarm)).toEqual(['Undelivered']);
  });
});
