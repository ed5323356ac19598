import { ClusterNotFoundException, ServiceNotFoundException } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2ServiceException } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import type { Call, CallFault } from '../../local/aws/router.ts';
import { aReleasedService } from './a-released-service.ts';

const gone = { message: 'somebody deleted it', $metadata: { httpStatusCode: 400 } };
const refused = new ElasticLoadBalancingV2ServiceException({
  ...{ name: 'InternalFailure', message: 'ELB is down' },
  ...{ $fault: 'server', $metadata: { httpStatusCode: 500 } },
});

describe('a candidate whose ECS service is deleted with a quarter of the users on it, while ELB refuses', () => {
  it('is not given up before every user is back, and then is: a person is told, and the service is free', async () => {
    const broken = { elb: false, lane: false };
    const ofLane = (call: Call): CallFault | undefined => {
      if (!JSON.stringify(call.input).includes('storefront-green')) return undefined;
      if (call.operation === 'DescribeServices') return { throwBefore: new ClusterNotFoundException(gone) };
      return call.operation === 'UpdateService' ? { throwBefore: new ServiceNotFoundException(gone) } : undefined;
    };
    const fault = (call: Call) => {
      if (broken.elb && call.operation === 'ModifyRule') return { throwBefore: refused };
      return broken.lane ? ofLane(call) : undefined;
    };
    const service = await aReleasedService({ fault });
    service.push('1.1.0');
    await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
    Object.assign(broken, { elb: true, lane: true });
    await service.ask('AbortRequested', { service: 'storefront', by: 'ada' });
    await service.until('a restore to have failed', async () => (await service.restores())[0]?.status === 'FAILED');
    await service.pass(120);
    expect((await service.ledger.heldLeases()).length).toBe(1);
    broken.elb = false;
    await service.until('every user on stable', () => service.users.seen().at(-1) === '100/0');
    await service.until('the service to be free', async () => (await service.ledger.heldLeases()).length === 0);
    const pages = service.world.sns.published().map(({ subject }) => subject);
    expect(pages.filter((subject) => subject === 'Sluice gives up storefront')).toHaveLength(1);
    expect((await service.lanes()).blue).toMatchObject({ weight: 100, healthy: 2 });
  });
});
