import { ApplicationAutoScalingServiceException } from '@aws-sdk/client-application-auto-scaling';
import { describe, expect, it } from 'vitest';
import { stackUpdateHolder } from '../../core/deployment/holders.ts';
import type { AwsEvent } from '../../local/aws/aws-event.ts';
import type { Call } from '../../local/aws/router.ts';
import { aReleasedService, type ReleasedService, type ServiceOptions } from './a-released-service.ts';

const denied = new ApplicationAutoScalingServiceException({
  ...{ name: 'AccessDeniedException', message: 'somebody took the leave away' },
  ...{ $fault: 'client', $metadata: { httpStatusCode: 400 } },
});

/** Nobody may read scaling, which an admission reads with the lease. */
async function aDeniedPush(options: ServiceOptions = {}): Promise<ReleasedService> {
  const fault = ({ operation }: Call) => (operation === 'DescribeScalableTargets' ? { throwBefore: denied } : undefined);
  const service = await aReleasedService({ ...options, fault });
  service.push('1.1.0');
  await service.ended();
  return service;
}

const said = ({ log }: ReleasedService) => log.published().map(({ type, because }) => [type, because]);
const paged = ({ world }: ReleasedService) => world.sns.published().map(({ subject }) => subject);
const because = 'it ended before it was admitted: AccessDeniedException: somebody took the leave away';

describe('a push that could not be admitted', () => {
  it('is refused aloud, pages at once, and leaves no lease', async () => {
    const service = await aDeniedPush();
    await service.pass(10);
    expect([said(service), paged(service)]).toEqual([[['DeploymentRefused', because]], ['Sluice could not admit storefront']]);
    const [{ name } = { name: '' }] = await service.deployments();
    const request = { service: 'storefront', trigger: expect.objectContaining({ kind: 'image-push' }) };
    const detail = { request: expect.objectContaining(request), refusals: [{ code: 'NotAdmitted', because }] };
    expect(service.log.published()).toMatchObject([{ deploymentId: name, detail }]);
    expect(await service.ledger.heldLeases()).toEqual([]);
    await service.pass(600);
    expect([said(service).length, paged(service).length]).toEqual([1, 1]);
  });

  it('is told of by the sweep when the event of its end is lost', async () => {
    const isStatus = ({ event }: { readonly event: AwsEvent }) => event['detail-type'].startsWith('Step Functions Execution');
    const service = await aDeniedPush({ arrivals: (delivery) => (isStatus(delivery) ? [] : [0]) });
    await service.pass(70);
    expect([said(service), paged(service)]).toEqual([[['DeploymentRefused', because]], ['Sluice could not admit storefront']]);
    expect(await service.ledger.heldLeases()).toEqual([]);
  });

  it('because stack updates kept the service busy for half an hour is refused aloud, and wakes nobody', async () => {
    const service = await aReleasedService();
    const holder = stackUpdateHolder('storefront');
    const update = { service: 'storefront', holder, executionArn: 'arn:stack', alarmArns: [], candidateLane: '' };
    const leaseAnew = async () => {
      await service.ledger.release('storefront', holder);
      await service.ledger.lease(update, service.now());
    };
    await leaseAnew();
    service.push('1.1.0');
    for (let updates = 0; updates < 3; updates += 1) {
      await service.pass(780);
      await leaseAnew();
    }
    expect(await service.ended()).toMatchObject({ status: 'FAILED', error: 'ServiceBusyError' });
    const busy = 'storefront is busy: stack:storefront has it for a moment, try again in half a minute';
    expect(said(service)).toEqual([['DeploymentRefused', `it ended before it was admitted: ServiceBusyError: ${busy}`]]);
    expect(paged(service)).toEqual([]);
  });
});
