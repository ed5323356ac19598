import { describe, expect, it } from 'vitest';
import { aReleasedService } from './a-released-service.ts';
import { editedAssembly } from './edited-assembly.ts';

const local = { roleArn: 'local' };

describe('an event pattern in the template', () => {
  it('is what starts deployments: with another one for images, a push starts nothing', async () => {
    const assembly = editedAssembly({ stack: 'SluiceControlPlane', from: '"ECR Image Action"', to: '"ECR Image Scan"' });
    const service = await aReleasedService({ assembly });
    service.push('1.1.0');
    await service.pass(600);
    expect(await service.deployments()).toEqual([]);
    expect(service.log.changes()).toEqual([]);
  });

  it('is what trips the guard: with another one for alarms, a ringing alarm ends the deployment only at the next look', async () => {
    const assembly = editedAssembly({ stack: 'SluiceControlPlane', from: '"CloudWatch Alarm State Change"', to: '"Another Change"' });
    const service = await aReleasedService({ assembly });
    service.push('1.1.0');
    await service.until('users on the candidate', () => service.users.seen().at(-1) === '75/25');
    const alarm = { AlarmName: 'storefront-green-slow', StateValue: 'ALARM', StateReason: 'the test rings it' };
    // An evaluation ends what was set, so the alarm is set for as long as the deployment runs.
    const ended = await service.until('the deployment to end', async () => {
      await service.world.aws.call('CloudWatch', 'SetAlarmState', alarm, local);
      return (await service.deployments()).find(({ status }) => status !== 'RUNNING');
    });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'RolledBack' });
    expect(service.log.all.filter(({ operation }) => operation === 'SendTaskFailure')).toEqual([]);
    const log = await service.ledger.events(ended.name);
    expect(log.filter(({ type }) => type === 'GuardTripped')).toEqual([]);
    const because = 'alarm storefront-green-slow is in ALARM';
    expect(log).toContainEqual(expect.objectContaining({ type: 'CandidateRegressed', because }));
  });
});

describe('every bundle that is shipped', () => {
  const from = { account: '111122223333', region: 'eu-west-1', source: 'aws.ecr', time: '2026-01-01T00:00:00Z' };
  const event = (detailType: string, detail: object) => ({ id: '1', ...from, 'detail-type': detailType, detail });
  const nobody = { deploymentId: 'nobody-1', executionArn: 'arn:none' };
  const unknown = { errorType: 'InvalidInputError', errorMessage: expect.stringContaining('nobody-1') };
  const push = {
    'action-type': 'PUSH',
    result: 'SUCCESS',
    'repository-name': 'nobody',
    'image-digest': `sha256:${'1'.repeat(64)}`,
    'image-tag': '1',
  };
  const trigger = { kind: 'request', id: '1', at: '2026-01-01T00:00:00Z' };
  const asked: Readonly<Record<string, { readonly input: object; readonly answer: object }>> = {
    'start-deployment': { input: event('ECR Image Action', push), answer: { kind: 'ignored', deployments: [] } },
    'signal-deployment': { input: event('Another Change', {}), answer: { kind: 'ignored', deployments: [] } },
    'admit-deployment': {
      input: { ...nobody, request: { service: 'nobody', trigger } },
      answer: { kind: 'refused', refusals: [{ code: 'ServiceUnknown' }] },
    },
    'inspect-candidate': { input: { ...nobody, taskDefinitionArn: 'arn:none', launchedAt: trigger.at }, answer: unknown },
    'next-step': { input: nobody, answer: unknown },
    'watch-for-signals': { input: { ...nobody, taskToken: 'token', wait: { kind: 'guard' } }, answer: unknown },
    'record-outcome': { input: { ...nobody, outcome: 'promoted' }, answer: unknown },
    'claim-retirement': { input: { ...nobody, taskDefinitionArn: 'arn:none' }, answer: unknown },
    reconcile: { input: {}, answer: { kind: 'reconciled', leases: [] } },
    sweep: { input: {}, answer: { kind: 'reconciled', leases: [] } },
    'keep-lanes': { input: { RequestType: 'Update' }, answer: { errorType: 'InvalidInputError' } },
  };

  it('loads and answers, or refuses its input by name', async () => {
    const { world } = await aReleasedService();
    const names = world.lambda.functions().map(({ name }) => name.replace(/^sluice-/, ''));
    expect(names.toSorted()).toEqual(Object.keys(asked).toSorted());
    for (const [name, { input, answer }] of Object.entries(asked)) {
      const request = { FunctionName: `sluice-${name}`, Payload: JSON.stringify(input) };
      const { Payload } = (await world.aws.call('Lambda', 'Invoke', request, local)) as { readonly Payload: Uint8Array };
      expect([name, JSON.parse(new TextDecoder().decode(Payload))]).toMatchObject([name, answer]);
    }
  });
});
