import { SFNServiceException } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../core/input.ts';
import type { Call } from '../../local/aws/router.ts';
import { aReleasedService, type ReleasedService, type ServiceOptions } from './a-released-service.ts';
import { editedAssembly } from './edited-assembly.ts';

const step = (approval: boolean) => String.raw`{\"candidatePercent\":25,\"bake\":\"2m\",\"approval\":${approval}}`;
const asking = (versions: ServiceOptions['versions'] = {}, fault?: ServiceOptions['fault']) =>
  aReleasedService({
    versions,
    ...(fault && { fault }),
    assembly: editedAssembly({ stack: 'SluiceStorefront', from: step(false), to: step(true) }),
  });

const throttled = new SFNServiceException({ name: 'ThrottlingException', $fault: 'client', $metadata: { httpStatusCode: 400 } });

const approve = (service: ReleasedService, deploymentId: string, stepIndex = 1) =>
  service.ask('ApprovalGiven', { deploymentId, stepIndex, by: 'ada' });
const toldTo = ({ log }: ReleasedService) =>
  log
    .published()
    .flatMap(({ type, because, detail }) => (type === 'RequestRefused' && valueAt(detail, 'request') === 'ApprovalGiven' ? because : []));
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

  it('is of one step: that of another moves nobody, and who gave it is told', async () => {
    const service = await asking();
    service.push('1.1.0');
    const { name } = await service.entered('AwaitApproval');
    await approve(service, name, 2);
    await service.pass(600);
    expect(service.users.seen()).toEqual(['100/0', '95/5']);
    expect(toldTo(service)).toEqual([`step 2 of ${name} asks for no approval: give stepIndex 1`]);
  });

  // It was forgotten, and so a good version was taken back after a week in which nobody was told.
  it('is not forgotten for that of a later step which comes before the next look', async () => {
    const service = await asking();
    service.push('1.1.0');
    const { name } = await service.entered('AwaitApproval');
    for (const stepIndex of [1, 2]) await service.ledger.approve(name, { stepIndex, by: 'ada', at: service.now() });
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('is asked for once, looked after every half hour, and heard hours later', async () => {
    const service = await asking();
    service.push('1.1.0');
    const { name } = await service.entered('AwaitApproval');
    await service.pass(3 * 3_600);
    expect(service.users.seen()).toEqual(['100/0', '95/5']);
    await approve(service, name);
    const ended = await service.ended();
    expect(ended).toMatchObject({ status: 'SUCCEEDED' });
    expect(ended.path.filter((state) => state === 'AwaitApproval')).toHaveLength(7);
    expect((await eventsOf(service, name)).filter((type) => type === 'ApprovalRequested')).toHaveLength(1);
  });

  it('is sent by the sweep when nobody could tell the machine of it', async () => {
    const telling = { isRefused: false };
    const mute = ({ operation }: Call) => (operation === 'SendTaskSuccess' && telling.isRefused ? { throwBefore: throttled } : undefined);
    const service = await asking({}, mute);
    service.push('1.1.0');
    const { name } = await service.entered('AwaitApproval');
    telling.isRefused = true;
    await approve(service, name);
    // Longer than a delivery is tried again.
    await service.pass(600);
    expect(service.users.seen()).toEqual(['100/0', '95/5']);
    telling.isRefused = false;
    await service.pass(61);
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25']);
  });

  it('is no blindfold: a candidate that turns slow without an alarm is taken back while nobody agrees', async () => {
    const age = { slowness: 1 };
    const aging = {
      get slowness() {
        return age.slowness;
      },
    };
    const service = await asking({ '1.1.0': aging });
    service.push('1.1.0');
    await service.entered('AwaitApproval');
    age.slowness = 1.5;
    expect(await service.ended()).toMatchObject({ error: 'RolledBack', cause: expect.stringMatching(/^CandidateRegressed: latency: /) });
    expect(service.users.seen()).toEqual(['100/0', '95/5', '100/0']);
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
    expect(toldTo(service)).toEqual([]);
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '50/50', '0/100']);
  });

  it('has no effect once the way back has begun, nor after it, and who gave it is told', async () => {
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
    expect(await service.ledger.load(name)).toMatchObject({ status: 'rolled-back', approvedSteps: [] });
    const vain = 'the approval has no effect; to release it after all, ask for a new deployment';
    expect(toldTo(service)).toEqual([`${name} goes back: ${vain}`, `${name} is rolled-back: ${vain}`]);
  });
});
