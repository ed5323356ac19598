import { describe, expect, it } from 'vitest';
import type { EcsServiceStatus } from '../../adapters/ecs-reader.ts';
import { laneReader } from '../../adapters/lane-reader.ts';
import { DependencyError, InvalidInputError } from '../../core/errors.ts';
import { aPlan } from '../core/builders.ts';

const { candidate } = aPlan();

const deployment = { id: 'ecs-svc/1', desiredCount: 2, runningCount: 1, pendingCount: 1, failedTasks: 0 };
const service: EcsServiceStatus = {
  name: candidate.ecsService,
  arn: 'arn:service',
  status: 'ACTIVE',
  taskDefinitionArn: 'orders-green:8',
  desiredCount: 2,
  runningCount: 1,
  pendingCount: 1,
  deployments: [
    { ...deployment, status: 'PRIMARY', taskDefinitionArn: 'orders-green:8', rolloutState: 'FAILED', rolloutStateReason: 'tasks failed' },
    { ...deployment, status: 'ACTIVE', taskDefinitionArn: 'orders-green:7', rolloutState: '', rolloutStateReason: '' },
  ],
};

function aReader(services: readonly EcsServiceStatus[], health: { healthy: number; unhealthy: number } | undefined) {
  const asked: unknown[] = [];
  const reader = laneReader({
    ecs: {
      services: async (cluster, names) => {
        asked.push([cluster, names]);
        return services;
      },
    },
    elb: {
      targetHealth: async (targetGroupArn) => {
        asked.push(targetGroupArn);
        return health;
      },
    },
  });
  return { asked, read: () => reader.read('prod', candidate) };
}

describe('laneReader', () => {
  it('joins what ECS says of the service and ELB of its targets; what ECS leaves empty is absent', async () => {
    const { asked, read } = aReader([service], { healthy: 1, unhealthy: 3 });
    expect(await read()).toEqual({
      status: 'ACTIVE',
      desiredCount: 2,
      runningCount: 1,
      pendingCount: 1,
      deployments: [
        { taskDefinitionArn: 'orders-green:8', rolloutState: 'FAILED', because: 'tasks failed' },
        { taskDefinitionArn: 'orders-green:7', rolloutState: undefined, because: undefined },
      ],
      healthyTargets: 1,
    });
    expect(asked).toEqual([['prod', [candidate.ecsService]], candidate.targetGroupArn]);
  });

  it.each([
    [[], { healthy: 1, unhealthy: 0 }, `lane green has no ECS service prod/${candidate.ecsService}`],
    [[service], undefined, `lane green has no target group ${candidate.targetGroupArn}`],
  ])('names what a declared lane lacks', async (services, health, message) => {
    const failure = await aReader(services, health)
      .read()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'InvalidInputError', message: `${message}: declare the service with its present lanes` });
  });

  it.each([
    ['is not there', [], { name: 'InvalidInputError' }],
    ['is deleted', [{ ...service, status: 'INACTIVE' }], { status: 'INACTIVE', healthyTargets: 0 }],
  ])('says that the ECS service %s although ELB answers nothing', async (_, services, expected) => {
    const reader = laneReader({ ecs: { services: async () => services }, elb: { targetHealth: () => new Promise(() => undefined) } });
    expect(await reader.read('prod', candidate).catch((error: unknown) => error)).toMatchObject(expected);
  });

  it('fails when ELB does, of a service that is there', async () => {
    const busy = () => Promise.reject(new DependencyError('ELB is busy'));
    const reader = laneReader({ ecs: { services: async () => [service] }, elb: { targetHealth: busy } });
    await expect(reader.read('prod', candidate)).rejects.toThrow('ELB is busy');
  });

  it('takes a cluster that ECS does not know for a service that it does not know', async () => {
    const unknown = Object.assign(new InvalidInputError('no cluster'), { name: 'ClusterNotFoundException' });
    const reader = laneReader({
      ecs: { services: () => Promise.reject(unknown) },
      elb: { targetHealth: async () => ({ healthy: 1, unhealthy: 0 }) },
    });
    await expect(reader.read('prod', candidate)).rejects.toMatchObject({
      name: 'InvalidInputError',
      message: expect.stringContaining(`no ECS service prod/${candidate.ecsService}`),
    });
  });
});
