import { describe, expect, it } from 'vitest';
import { aReleasedService } from './a-released-service.ts';

const local = { roleArn: 'local' };

describe('a push', () => {
  it('that is told of twice, as every other event, starts one deployment', async () => {
    const service = await aReleasedService({ arrivals: () => [0, 1_500] });
    service.push('1.1.0');
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
    // Of the push and of the new declaration.
    expect(service.log.invoked().filter((name) => name === 'start-deployment')).toHaveLength(4);
    expect(await service.deployments()).toHaveLength(1);
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '50/50', '0/100']);
  });

  it('at the same time as another is refused, and nothing of it is mixed into the one that runs', async () => {
    const service = await aReleasedService();
    service.push('1.1.0');
    service.push('1.2.0');
    const both = [await service.ended(0), await service.ended(1)];
    const refused = both.filter(({ path }) => path.includes('Refused'));
    const promoted = both.filter(({ path }) => path.includes('RecordPromotion'));
    expect([refused, promoted]).toMatchObject([[{ status: 'SUCCEEDED' }], [{ status: 'SUCCEEDED' }]]);
    expect(refused[0]?.path).toEqual(['Admit', 'Admitted?', 'Refused']);
    expect(service.log.published().find(({ type }) => type === 'DeploymentRefused')).toMatchObject({
      deploymentId: refused[0]?.name,
      detail: { refusals: [{ code: 'AnotherDeploymentRunning', because: expect.stringContaining(promoted[0]?.name ?? '') }] },
    });
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '50/50', '0/100']);
    const versions = ['1.1.0', '1.2.0'].filter((version) => service.users.served(version).requests > 0);
    expect(versions).toHaveLength(1);
  });

  it('that a person aborts while it waits for its turn is not released', async () => {
    const service = await aReleasedService();
    const pace = { everyMs: 6_000, burst: 1 };
    for (let others = 0; others < 200; others += 1) await service.ledger.turn('deployments', pace, service.now());
    service.push('1.1.0');
    await service.entered('AwaitTurn');
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'wrong branch' });
    expect(await service.ended()).toMatchObject({ path: ['Admit', 'Admitted?', 'AwaitTurn', 'Admit', 'Admitted?', 'Refused'] });
    const [told, refused] = service.log.published();
    expect(told).toMatchObject({ type: 'RequestRefused', detail: { request: 'AbortRequested', by: 'ada' } });
    expect(refused).toMatchObject({ type: 'DeploymentRefused', detail: { refusals: [{ code: 'Aborted' }] } });
    expect(service.log.changes()).toEqual([]);
  });

  it('while an alarm of the service rings is refused, and nothing was changed', async () => {
    const service = await aReleasedService();
    const before = await service.lanes();
    const alarm = { AlarmName: 'storefront-blue-errors', StateValue: 'ALARM', StateReason: 'the test rings it' };
    await service.world.aws.call('CloudWatch', 'SetAlarmState', alarm, local);
    service.push('1.1.0');
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED', path: ['Admit', 'Admitted?', 'Refused'] });
    expect(service.log.published()).toMatchObject([{ type: 'DeploymentRefused', detail: { refusals: [{ code: 'AlarmFiring' }] } }]);
    expect(service.log.changes()).toEqual([]);
    expect(await service.lanes()).toEqual(before);
    expect(await service.ledger.heldLeases()).toEqual([]);
  });
});
