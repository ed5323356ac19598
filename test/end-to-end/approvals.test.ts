import { describe, expect, it } from 'vitest';
import { aReleasedService, type ReleasedService } from './a-released-service.ts';
import { editedAssembly } from './edited-assembly.ts';

const step = (approval: boolean) => String.raw`{\"candidatePercent\":25,\"bake\":\"2m\",\"approval\":${approval}}`;
const asking = () => aReleasedService({ assembly: editedAssembly({ stack: 'SluiceStorefront', from: step(false), to: step(true) }) });

const approve = (service: ReleasedService, deploymentId: string, stepIndex = 1) =>
  service.ask('ApprovalGiven', { deploymentId, stepIndex, by: 'ada' });
const eventsOf = async ({ ledger }: ReleasedService, deployment: string) => (await ledger.events(deployment)).map(({ type }) => type);

describe('an approval', () => {
  it('is of one deployment: sent again, it moves nobody in the next one', async () => {
    const service = await asking();
    service.push('1.1.0');
    const first = await service.entered('AwaitApproval');
    await approve(service, first.name);
    expect(await service.ended(0)).toMatchObject({ status: 'SUCCEEDED' });
    service.push('1.2.0');
    const second = await service.entered('AwaitApproval', 1, 1);
    const before = service.users.seen();
    await approve(service, first.name);
    await service.pass(600);
    expect(service.users.seen()).toEqual(before);
    expect(await eventsOf(service, second.name)).not.toContain('ApprovalGiven');
  });

  it('is of one step: that of another moves nobody', async () => {
    const service = await asking();
    service.push('1.1.0');
    const { name } = await service.entered('AwaitApproval');
    await approve(service, name, 2);
    await service.pass(600);
    expect(service.users.seen()).toEqual(['100/0', '95/5']);
  });

  it('counts once: sent twice, it is one approval and one shift', async () => {
    const service = await asking();
    service.push('1.1.0');
    const { name } = await service.entered('AwaitApproval');
    await Promise.all([approve(service, name), approve(service, name)]);
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
    await approve(service, name);
    await service.pass(60);
    expect((await eventsOf(service, name)).filter((type) => type === 'ApprovalGiven')).toHaveLength(1);
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '50/50', '0/100']);
  });

  it('has no effect once the way back has begun, nor after it', async () => {
    const service = await asking();
    service.push('1.1.0');
    const { name } = await service.entered('AwaitApproval');
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada' });
    await approve(service, name);
    expect(await service.ended()).toMatchObject({ error: 'RolledBack' });
    await approve(service, name);
    await service.pass(120);
    expect(service.users.seen()).toEqual(['100/0', '95/5', '100/0']);
    expect(await eventsOf(service, name)).not.toContain('ApprovalGiven');
    expect(await service.ledger.load(name)).toMatchObject({ status: 'rolled-back', approvedStep: -1 });
  });
});
