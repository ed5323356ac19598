import { describe, expect, it } from 'vitest';
import { aReleasedService } from './a-released-service.ts';
import { editedAssembly } from './edited-assembly.ts';

/** Lane alarms that stay silent, so that the judge alone sees what is wrong. */
const withoutAlarms = () => editedAssembly({ stack: 'SluiceStorefront', from: '"Threshold": 5,', to: '"Threshold": 101,' });

describe('a version that answers half as slowly again', () => {
  it('is judged by what is slow for stable, taken back at the first step, and everybody is told the figures', async () => {
    const service = await aReleasedService({ versions: { '1.1.0': { slowness: 1.5 } } });
    service.push('1.1.0');
    const ended = await service.ended();
    expect(ended).toMatchObject({ error: 'RolledBack', cause: expect.stringMatching(/^CandidateRegressed: latency: /) });
    expect(service.users.seen()).toEqual(['100/0', '95/5', '100/0']);
    const { slowSeconds } = (await service.ledger.evidence(ended.name)).fixed;
    expect(slowSeconds.latency?.p90).toBeCloseTo(0.085, 2);
    const metric = { name: 'latency', kind: 'regressed', eValue: expect.any(Number), pValue: expect.any(Number) };
    const analysis = { kind: 'regressed', metrics: expect.arrayContaining([expect.objectContaining(metric)]) };
    expect(service.log.published().at(-1)).toMatchObject({ type: 'DeploymentRolledBack', detail: { analysis } });
    expect((await service.ledger.events(ended.name)).find(({ type }) => type === 'CandidateRegressed')?.detail).toMatchObject({ analysis });
  });
});

describe('an incident that hits both lanes', () => {
  it('holds the step and calls people once: neither lane is blamed, and nobody is moved', async () => {
    const incident = { errorShare: 0 };
    const hit = {
      get errorShare() {
        return incident.errorShare;
      },
    };
    const service = await aReleasedService({ assembly: withoutAlarms(), versions: { '1.0.0': hit, '1.1.0': hit } });
    service.push('1.1.0');
    await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
    incident.errorShare = 0.5;
    await service.entered('AskHuman');
    await service.pass(3_600);
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25']);
    expect(service.world.sns.published()).toMatchObject([{ subject: 'Sluice holds: storefront' }]);

    await service.ask('AbortRequested', { service: 'storefront', by: 'ada', because: 'the database is down' });
    expect(await service.ended()).toMatchObject({ error: 'RolledBack', cause: expect.stringContaining('ada asked to go back') });
    expect(await service.lanes()).toMatchObject({ blue: { weight: 100 }, green: { weight: 0 } });
  });
});

describe('a release that was promoted', () => {
  it('leaves how it served, by which the next one is measured', async () => {
    const service = await aReleasedService();
    service.push('1.1.0');
    const first = await service.entered('AwaitRollbackWindow');
    const { taskDefinition } = (await service.lanes()).green;
    const arn = `arn:aws:ecs:eu-west-1:111122223333:task-definition/${taskDefinition}`;
    const profile = await service.ledger.profileOf('storefront', arn);
    expect(profile).toMatchObject({ taskDefinitionArn: arn, deploymentId: first.name, errorRate: 0, requestsPerSecond: 8 });
    expect(profile?.p90Seconds).toBeCloseTo(0.085, 2);

    await service.ended();
    service.push('1.2.0');
    const second = await service.ended(1);
    expect(second).toMatchObject({ status: 'SUCCEEDED' });
    expect((await service.ledger.evidence(second.name)).fixed.profile).toEqual(profile);
  });
});
