import { describe, expect, it } from 'vitest';
import type { Arrivals } from '../../local/aws/event-bridge/dispatcher.ts';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';

const local = { roleArn: 'local' };
const minute = 60;

/** A switch: from `lose()` on, nothing that wakes the two that look after lost executions arrives any more, or only one kind of it. */
function wakeUps(wakes = /^(Scheduled Event|Step Functions Execution Status Change)$/): { readonly arrivals: Arrivals; lose(): void } {
  let lost = false;
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

describe('the alarm on a silent sweep', () => {
  it('rings for nobody while the sweep runs', async () => {
    const service = await aReleasedService();
    await service.pass(40 * minute);
    expect(pages(service, service.now())).toEqual([]);
  });

  it('pages within seven minutes when the sweep is not woken any more, and says so once', async () => {
    const { arrivals, lose } = wakeUps();
    const service = await aReleasedService({ arrivals });
    await service.pass(20 * minute);
    lose();
    const silentSince = service.now();
    await service.pass(60 * minute);
    const paged = pages(service, silentSince);
    expect(paged.map(([alarm]) => alarm)).toEqual(['SweepSilent']);
    expect(paged[0]?.[1]).toBeGreaterThan(2 * minute);
    expect(paged[0]?.[1]).toBeLessThanOrEqual(7 * minute);
  });

  it('pages for a sweep that never ran', async () => {
    const { arrivals, lose } = wakeUps();
    lose();
    const service = await aReleasedService({ arrivals });
    await service.pass(17 * minute);
    expect(pages(service, service.now()).map(([alarm]) => alarm)).toEqual(['SweepSilent']);
  });
});

describe('a deployment that loses its execution, the reconciler and the sweep', () => {
  it('leaves users where they are, and two alarms page', async () => {
    const { arrivals, lose } = wakeUps();
    const service = await aReleasedService({ arrivals });
    const lostAt = await stopAtAQuarter(service, lose);
    await service.pass(15 * minute);
    const { blue, green } = await service.lanes();
    expect([blue.weight, green.weight]).toEqual([75, 25]);
    expect(pages(service, lostAt).map(([alarm]) => alarm)).toEqual(['DeploymentAborted', 'SweepSilent']);
  });
});

describe('a deployment that loses its execution and one of the two that look after it', () => {
  const everything = (part: string) => (service: ReleasedService) => {
    const [roleArn, ...others] = service.world.iam.roleArns().filter((arn) => arn.includes(`Sluice${part}Role`));
    if (roleArn === undefined || others.length > 0) throw new RangeError(`${others.length} more roles for ${part}`);
    service.world.iam.deny(roleArn, '*');
  };
  const nothing = (): void => undefined;

  it.each([
    { gone: 'the role of the reconciler', take: everything('reconcile'), lost: /^$/, seconds: 2 * minute, pages: 'reconcileerrors' },
    { gone: 'its event', take: nothing, lost: /^Step Functions Execution/, seconds: 2 * minute, pages: undefined },
    { gone: 'the role of the sweep', take: everything('sweep'), lost: /^$/, seconds: 20, pages: 'sweeperrors' },
    { gone: 'the schedule', take: nothing, lost: /^Scheduled Event$/, seconds: 20, pages: 'SweepSilent' },
  ])('is taken back by the other; who fails or falls silent pages: $gone', async ({ take, lost, seconds, pages: expected }) => {
    const { arrivals, lose } = wakeUps(lost);
    const service = await aReleasedService({ arrivals });
    const lostAt = await stopAtAQuarter(service, () => {
      take(service);
      lose();
    });
    await service.until('traffic to be whole', async () => (await service.lanes()).blue.weight === 100);
    expect((service.now().getTime() - lostAt.getTime()) / 1_000).toBeLessThanOrEqual(seconds);
    await service.until('the lease to be free', async () => (await service.ledger.heldLeases()).length === 0);
    await service.pass(20 * minute);
    const alarms = new Set(pages(service, lostAt).map(([alarm]) => alarm));
    const ofTheGuard = [...alarms].filter((alarm) => /^(reconcile|sweep|Sweep)/.test(alarm));
    expect(ofTheGuard).toEqual(expected === undefined ? [] : [expected]);
  });
});

describe('a deployment that loses its execution while nobody may read what a first restore does without', () => {
  it.each([
    { by: 'the reconciler', lost: /^$/, seconds: 20, alarms: ['reconcileerrors', 'sweeperrors'] },
    { by: 'the sweep', lost: /^Step Functions Execution/, seconds: 2 * minute, alarms: ['sweeperrors'] },
  ])('is taken back by $by, and alarms page', async ({ lost, seconds, alarms }) => {
    const { arrivals, lose } = wakeUps(lost);
    const service = await aReleasedService({ arrivals });
    const { iam } = service.world;
    const lostAt = await stopAtAQuarter(service, () => {
      const roles = iam.roleArns().filter((arn) => /Sluice(reconcile|sweep)Role/.test(arn));
      for (const role of roles)
        for (const action of ['elasticloadbalancing:DescribeRules', 'states:ListExecutions']) iam.deny(role, action);
      lose();
    });
    await service.until('traffic to be whole', async () => (await service.lanes()).blue.weight === 100);
    expect((service.now().getTime() - lostAt.getTime()) / 1_000).toBeLessThanOrEqual(seconds);
    await service.until('the lease to be free', async () => (await service.ledger.heldLeases()).length === 0);
    await service.pass(5 * minute);
    expect(pages(service, lostAt).map(([alarm]) => alarm)).toEqual(expect.arrayContaining(alarms));
  });
});

/** Stops the execution at 25 % of the users, after something else was lost; answers when. */
async function stopAtAQuarter(service: ReleasedService, lose: () => void): Promise<Date> {
  service.push('1.1.0');
  await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
  const [running] = await service.deployments();
  lose();
  const lostAt = service.now();
  await service.world.aws.call('SFN', 'StopExecution', { executionArn: running?.arn }, local);
  return lostAt;
}

describe('events that nobody could handle', () => {
  it('page from the queue they end in, each of them, though nobody empties it', async () => {
    const service = await aReleasedService();
    const [queue] = service.world.template.resourcesOf('AWS::SQS::Queue');
    const from = service.now();
    const lose = () => service.world.aws.call('SQS', 'SendMessage', { QueueUrl: queue?.made.ref, MessageBody: '{}' }, local);
    await lose();
    await service.pass(30 * minute);
    expect(pages(service, from).map(([alarm]) => alarm)).toEqual(['UndeliveredAgain', 'Undelivered']);
    await lose();
    await service.pass(3 * minute);
    expect(pages(service, from).map(([alarm]) => alarm)).toEqual(['UndeliveredAgain', 'Undelivered', 'UndeliveredAgain']);
  });
});
