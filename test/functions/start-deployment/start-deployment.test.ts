import { describe, expect, it } from 'vitest';
import { startDeployment } from '../../../functions/start-deployment/start-deployment.ts';
import { aService, digest } from '../../core/builders.ts';

const machineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:sluice-deployment';

function aPush(change: Record<string, unknown> = {}): Record<string, unknown> {
  const detail = {
    result: 'SUCCESS',
    'action-type': 'PUSH',
    'repository-name': 'orders',
    'image-digest': digest,
    'image-tag': '1.43.0',
    ...change,
  };
  return { id: 'event-1', time: '2026-11-20T09:50:34Z', 'detail-type': 'ECR Image Action', detail };
}

/** Step Functions and the ledger as far as a start needs them: each remembers names. */
function aControlPlane() {
  const started = new Map<string, object>();
  const triggers = new Map<string, string>();
  const announced: string[] = [];
  const needs = {
    deploymentMachineArn: machineArn,
    now: () => new Date('2026-11-20T09:50:35Z'),
    announcer: {
      announce: async ({ type, deploymentId }: { type: string; deploymentId: string }) => void announced.push(`${type} ${deploymentId}`),
    },
    catalogue: {
      declared: async (name: string) => (name === 'orders' ? aService({ taskDefinition: 'orders:7' }) : undefined),
      servicesOf: async (repository: string) => (repository === 'orders' ? ['orders', 'orders-eu'] : []),
    },
    images: { digestOf: async (_: string, tag: string) => (tag === '1.43.0' ? { kind: 'found', digest } : { kind: 'missing' }) },
    ledger: {
      rememberTrigger: async (key: { service: string; target: string; trigger: { id: string } }, deploymentId: string) => {
        const name = JSON.stringify([key.service, key.target, key.trigger.id]);
        const known = triggers.get(name);
        triggers.set(name, known ?? deploymentId);
        return known === undefined ? ({ kind: 'first' } as const) : ({ kind: 'duplicate', deploymentId: known } as const);
      },
    },
    executions: {
      start: async (_: string, name: string, input: object) => {
        const kind = started.has(name) ? ('already' as const) : ('started' as const);
        if (kind === 'started') started.set(name, input);
        return { kind, executionArn: name };
      },
    },
  };
  return { started, announced, start: startDeployment(needs as unknown as Parameters<typeof startDeployment>[0]) };
}

describe('startDeployment', () => {
  it('starts one execution for each service that releases the pushed repository', async () => {
    const { start, started } = aControlPlane();
    const { deployments } = await start(aPush());
    expect(deployments.map(({ kind }) => kind)).toEqual(['started', 'started']);
    expect([...started.keys()]).toEqual([
      expect.stringMatching(/^orders-20261120T095034Z-[0-9a-f]{8}$/),
      expect.stringMatching(/^orders-eu-20261120T095034Z-[0-9a-f]{8}$/),
    ]);
    expect([...started.values()][0]).toEqual({
      service: 'orders',
      imageDigest: digest,
      trigger: { kind: 'image-push', id: '1.43.0@2026-11-20T09:50:34Z', at: '2026-11-20T09:50:34Z' },
    });
  });

  it('answers a redelivered push, also under another event id, with the deployments it already started', async () => {
    const { start, started, announced } = aControlPlane();
    const first = await start(aPush());
    const second = await start({ ...aPush(), id: 'event-2' });
    expect(second.deployments).toEqual(first.deployments.map(({ deploymentId }) => ({ deploymentId, kind: 'duplicate' })));
    expect(started.size).toBe(2);
    expect(announced).toEqual(first.deployments.map(({ deploymentId }) => `DeploymentDuplicated ${deploymentId}`));
  });

  it.each([
    ['a deletion', { 'action-type': 'DELETE' }],
    ['a failed push', { result: 'FAILURE' }],
    ['a part of an index, which has no tag', { 'image-tag': undefined }],
  ])('ignores %s', async (_, change) => {
    const { start, started } = aControlPlane();
    expect((await start(aPush(change))).kind).toBe('ignored');
    expect(started.size).toBe(0);
  });

  it('resolves the tag of a request to a digest', async () => {
    const { start, started } = aControlPlane();
    const detail = { service: 'orders', image: '1.43.0', requestId: 'release-9' };
    await start({ id: 'e', time: '2026-11-20T09:50:34Z', 'detail-type': 'DeploymentRequested', detail });
    expect([...started.values()]).toEqual([
      { service: 'orders', imageDigest: digest, trigger: { kind: 'request', id: 'release-9', at: '2026-11-20T09:50:34Z' } },
    ]);
  });

  it.each([
    [
      { service: 'orders', image: '9.9.9' },
      'detail.image is "9.9.9": push it to repository orders first, or give a tag or digest that is there',
    ],
    [{ service: 'ordres', image: '1.43.0' }, 'service "ordres" is not declared: deploy its ProgressiveService, or correct the name'],
    [{ image: '1.43.0' }, 'detail.service is missing: give a non-empty string'],
  ])('refuses the request %j before anything starts', async (detail, message) => {
    const { start, started } = aControlPlane();
    await expect(start({ id: 'e', time: '2026-11-20T09:50:34Z', 'detail-type': 'DeploymentRequested', detail })).rejects.toThrow(message);
    expect(started.size).toBe(0);
  });

  it('starts one deployment per task definition of the template, however often its parameter changes', async () => {
    const { start, started } = aControlPlane();
    const changed = {
      id: 'e',
      time: '2026-11-20T09:50:34Z',
      'detail-type': 'Parameter Store Change',
      detail: { name: '/sluice/services/orders' },
    };
    await start(changed);
    const again = await start({ ...changed, time: '2026-11-20T11:00:00Z' });
    expect(again.deployments.map(({ kind }) => kind)).toEqual(['duplicate']);
    expect([...started.values()]).toEqual([
      { service: 'orders', taskDefinitionArn: 'orders:7', trigger: { kind: 'template', id: 'orders:7', at: '2026-11-20T09:50:34Z' } },
    ]);
  });
});
