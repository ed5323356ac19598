import { describe, expect, it } from 'vitest';
import type { Call } from '../../local/aws/router.ts';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';
import { editedAssembly } from './edited-assembly.ts';
import { ring } from './mid-flight.ts';

/** Brings a good version to 25 % of the users, half a minute into the bake. */
async function atAQuarter(service: ReleasedService): Promise<void> {
  service.push('1.1.0');
  await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
  await service.pass(30);
}

const takenBack = { blue: { weight: 100, desired: 2, running: 2 }, green: { weight: 0, desired: 0, running: 0 } };

describe('an alarm in the middle of a bake', () => {
  it('trips the guard: every user is back on stable, and no metric had to be read', async () => {
    const service = await aReleasedService();
    await atAQuarter(service);
    const before = service.log.all.length;
    await ring(service, 'storefront-green-slow');
    const ended = await service.ended();
    expect(ended).toMatchObject({ status: 'FAILED', error: 'RolledBack', cause: expect.stringContaining('storefront-green-slow') });
    await service.until('the candidate to stop', async () => (await service.lanes()).green.running === 0);
    expect(await service.lanes()).toMatchObject(takenBack);
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '100/0']);
    expect(service.log.published().map(({ type }) => type)).toEqual(['DeploymentAdmitted', 'DeploymentRolledBack']);
    expect(await service.ledger.heldLeases()).toEqual([]);

    const after = service.log.all.slice(before);
    const restored = after.findIndex(({ operation }) => operation === 'ModifyRule');
    const onTheWay = after.slice(0, restored).map(({ service: of, operation }) => `${of}.${operation}`);
    // The alarm is read again, and nothing else: no metric, no history of an alarm that rings.
    expect(onTheWay.filter((call) => /CloudWatch/.test(call))).toEqual(['CloudWatch.DescribeAlarms']);
    expect(onTheWay).toContain('SFN.SendTaskFailure');
  });

  it('changes nothing when it guards another service', async () => {
    const service = await aReleasedService();
    await atAQuarter(service);
    const state = { value: 'ALARM', timestamp: service.now().toISOString() };
    const resources = ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:somebody-elses'];
    const event = { source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' };
    service.world.eventBridge.bus.emit({ ...event, resources, detail: { alarmName: 'somebody-elses', state } });
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('a signal that is stored while a promotion is under way, and answers nobody', () => {
  it('wins: every user goes back, and nothing says that the candidate was promoted', async () => {
    // The guard takes its time to close, so that the signal comes in between.
    const slowly = ({ operation }: Call) => (operation === 'SendTaskSuccess' ? { delayMs: 20_000 } : undefined);
    const service = await aReleasedService({ fault: slowly });
    service.push('1.1.0');
    const { name } = await service.entered('CloseGuard');
    const because = 'alarm storefront-green-slow went to ALARM';
    const occurredAt = service.now().toISOString();
    await service.ledger.storeSignal(name, { kind: 'alarm', source: 'arn:alarm', because, occurredAt }, service.now());
    const ended = await service.ended();
    expect(ended).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining(because) });
    expect(ended.path).toContain('RecordPromotion');
    expect(await service.lanes()).toMatchObject({ blue: { weight: 100 }, green: { weight: 0 } });
    expect(await service.ledger.load(name)).toMatchObject({ status: 'rolled-back' });
    expect(service.log.published().map(({ type }) => type)).not.toContain('DeploymentPromoted');
  });
});

describe('a task of the candidate that dies with users on it', () => {
  it('trips the guard', async () => {
    const service = await aReleasedService();
    await atAQuarter(service);
    await service.crashTask('green');
    expect(await service.ended()).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('1 candidate tasks failed') });
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '100/0']);
  });
});

describe('a person', () => {
  it('who aborts ends the deployment', async () => {
    const service = await aReleasedService();
    await atAQuarter(service);
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'wrong branch' });
    expect(await service.ended()).toMatchObject({ error: 'RolledBack', cause: 'Aborted: ada asked to go back: wrong branch' });
    await service.until('the candidate to stop', async () => (await service.lanes()).green.running === 0);
    expect(await service.lanes()).toMatchObject(takenBack);
  });

  it('who asks within the rollback window after a promotion gets the old version back', async () => {
    const service = await aReleasedService();
    service.push('1.1.0');
    await service.entered('AwaitRollbackWindow');
    await service.ask('RollbackRequested', { service: 'storefront', by: 'ada', because: 'customers complain' });
    const [restore] = await service.until('a restore to end', async () => {
      const restores = await service.restores();
      return restores[0]?.status !== undefined && restores[0].status !== 'RUNNING' && restores;
    });
    expect(restore).toMatchObject({ status: 'SUCCEEDED' });
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
    expect(await service.lanes()).toMatchObject(takenBack);
    expect(await service.ledger.heldLeases()).toEqual([]);
    expect(service.users.seen().slice(-2)).toEqual(['0/100', '100/0']);
  });

  it('who asks after the rollback window changes nothing, and is told so once', async () => {
    const service = await aReleasedService();
    service.push('1.1.0');
    await service.ended();
    const before = service.log.changes().length;
    await service.ask('RollbackRequested', { service: 'storefront', by: 'ada' });
    await service.pass(120);
    expect(service.log.changes().slice(before)).toEqual([]);
    expect(await service.restores()).toEqual([]);
    expect(service.log.published().filter(({ type }) => type === 'RequestRefused')).toEqual([
      expect.objectContaining({
        because: expect.stringContaining('storefront cannot go back: its rollback window ended'),
      }),
    ]);
  });
});

describe('a step that needs an approval', () => {
  const step = (approval: boolean) => String.raw`{\"candidatePercent\":25,\"bake\":\"2m\",\"approval\":${approval}}`;
  const asking = () => editedAssembly({ stack: 'SluiceStorefront', from: step(false), to: step(true) });

  it('waits for it, and goes on with it', async () => {
    const service = await aReleasedService({ assembly: asking() });
    service.push('1.1.0');
    const { name } = await service.entered('AwaitApproval');
    await service.pass(1_800);
    expect(service.users.seen()).toEqual(['100/0', '95/5']);
    await service.ask('ApprovalGiven', { deploymentId: name, stepIndex: 1, by: 'ada' });
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '50/50', '0/100']);
  });

  it('does not wait for one that was given before', async () => {
    const service = await aReleasedService({ assembly: asking() });
    service.push('1.1.0');
    const { name } = await service.entered('Bake');
    await service.ask('ApprovalGiven', { deploymentId: name, stepIndex: 1, by: 'ada' });
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED', path: expect.not.arrayContaining(['AwaitApproval']) });
  });

  it('can be aborted while it waits', async () => {
    const service = await aReleasedService({ assembly: asking() });
    service.push('1.1.0');
    await service.entered('AwaitApproval');
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada' });
    expect(await service.ended()).toMatchObject({ status: 'FAILED', error: 'RolledBack' });
    expect((await service.lanes()).blue.weight).toBe(100);
  });
});
