import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { DependencyError } from '../../../core/errors.ts';
import type { SluiceEvent } from '../../../core/events/published-events.ts';
import { valueAt } from '../../../core/input.ts';
import { startDeployment } from '../../../functions/start-deployment/start-deployment.ts';
import { aService, digest } from '../../core/builders.ts';
import { anEvent, machineArn } from '../an-event.ts';
import { fakeExecutions } from '../fake-executions.ts';

function aPush(change: Record<string, unknown> = {}): Record<string, unknown> {
  const detail = {
    result: 'SUCCESS',
    'action-type': 'PUSH',
    'repository-name': 'orders',
    'image-digest': digest,
    'image-tag': '1.43.0',
    ...change,
  };
  return anEvent({ id: 'event-1', time: '2026-11-20T09:50:34Z', 'detail-type': 'ECR Image Action', detail });
}

function aRequest(detail: object): Record<string, unknown> {
  return anEvent({ time: '2026-11-20T09:50:34Z', 'detail-type': 'DeploymentRequested', detail });
}

function aControlPlane(change: Partial<Parameters<typeof startDeployment>[0]> = {}) {
  const { executions, started } = fakeExecutions();
  const announced: SluiceEvent[] = [];
  const start = startDeployment({
    deploymentMachineArn: machineArn,
    now: () => new Date('2026-11-20T09:50:35Z'),
    announcer: { announce: async (event) => void announced.push(event) },
    catalogue: {
      declared: async (name) => (name === 'orders' ? aService({ taskDefinition: 'orders:7' }) : undefined),
      declaration: async () => undefined,
      servicesOf: async (repository) => (repository === 'orders' ? ['orders', 'orders-eu'] : []),
    },
    images: { digestOf: async (_, tag) => (tag === '1.43.0' ? { kind: 'found', digest } : { kind: 'missing' }) },
    ledger: memoryLedger(),
    executions,
    ...change,
  });
  return { started, announced, start };
}

describe('startDeployment', () => {
  it('starts one execution for each service that releases the pushed repository', async () => {
    const { start, started } = aControlPlane();
    const { deployments } = await start(aPush());
    expect(deployments.map(({ kind }) => kind)).toEqual(['started', 'started']);
    expect(started.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^orders-20261120T095034Z-[0-9a-f]{8}$/),
      expect.stringMatching(/^orders-eu-20261120T095034Z-[0-9a-f]{8}$/),
    ]);
    const trigger = { kind: 'image-push', id: '1.43.0@2026-11-20T09:50:34Z', at: '2026-11-20T09:50:34Z' };
    expect(started.map(({ machineArn: arn, input }) => ({ arn, input }))).toEqual([
      { arn: machineArn, input: { service: 'orders', imageDigest: digest, trigger } },
      { arn: machineArn, input: { service: 'orders-eu', imageDigest: digest, trigger } },
    ]);
  });

  it('answers a redelivered push, also under another event id, with the deployments it already started', async () => {
    const { start, started, announced } = aControlPlane();
    const first = await start(aPush());
    const second = await start({ ...aPush(), id: 'event-2' });
    expect(second.deployments).toEqual(first.deployments.map(({ deploymentId }) => ({ deploymentId, kind: 'duplicate' })));
    expect(started).toHaveLength(2);
    expect(announced).toEqual(
      first.deployments.map(({ deploymentId }, index) => ({
        type: 'DeploymentDuplicated',
        at: '2026-11-20T09:50:35.000Z',
        service: ['orders', 'orders-eu'][index],
        deploymentId,
        because: `this trigger came before and started ${deploymentId}`,
        detail: { request: started[index]?.input },
      })),
    );
  });

  it('starts what a delivery that died half way had only remembered', async () => {
    const ledger = memoryLedger();
    const { executions } = fakeExecutions();
    const dying = { ...executions, start: () => Promise.reject(new DependencyError('Step Functions is busy')) };
    await expect(aControlPlane({ ledger, executions: dying }).start(aPush())).rejects.toThrow('Step Functions is busy');
    const { start, started } = aControlPlane({ ledger });
    const { deployments } = await start(aPush());
    expect(started.map(({ name }) => name)).toEqual(deployments.map(({ deploymentId }) => deploymentId));
  });

  it('starts each service once, however many deliveries of one push there are and in whatever order their calls arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (scheduler, deliveries) => {
        const ledger = memoryLedger();
        const rememberTrigger = scheduler.scheduleFunction(ledger.rememberTrigger);
        const { start, started } = aControlPlane({ ledger: { ...ledger, rememberTrigger } });
        const all = Array.from({ length: deliveries }, (_, index) => start({ ...aPush(), id: `event-${index}` }));
        const answers = await scheduler.waitFor(Promise.all(all));
        expect(started).toHaveLength(2);
        expect(answers.flatMap(({ deployments }) => deployments).filter(({ kind }) => kind === 'started')).toHaveLength(2);
      }),
    );
  });

  it.each([
    [{ 'detail-type': 'ECS Task State Change', detail: {} }, 'ECS Task State Change asks for no deployment'],
    [{ 'detail-type': 'Parameter Store Change', detail: { name: '/prod/password' } }, 'parameter /prod/password declares no service'],
  ])('ignores an event that asks for nothing: %j', async (event, because) => {
    const { start, started } = aControlPlane();
    expect(await start(anEvent(event))).toEqual({ kind: 'ignored', because, deployments: [] });
    expect(started).toEqual([]);
  });

  it.each([
    ['a deletion', { 'action-type': 'DELETE' }],
    ['a failed push', { result: 'FAILURE' }],
    ['a part of an index, which has no tag', { 'image-tag': undefined }],
  ])('ignores %s', async (_, change) => {
    const { start, started } = aControlPlane();
    expect((await start(aPush(change))).kind).toBe('ignored');
    expect(started).toEqual([]);
  });

  it.each([
    ['an image that is gone', { 'image-tag': '1.42.0' }, 'orders:1.42.0 is not in the registry any more: push it again to release it'],
    [
      'an older image of a tag that was pushed again',
      { 'image-digest': `sha256:${'0'.repeat(64)}` },
      `orders:1.43.0 is ${digest} by now, not sha256:${'0'.repeat(64)}: its own push releases it`,
    ],
  ])('releases nothing for a push of %s', async (_, change, because) => {
    const { start, started } = aControlPlane();
    expect(await start(aPush(change))).toEqual({ kind: 'ignored', because, deployments: [] });
    expect(started).toEqual([]);
  });

  it.each([
    ['another account', { account: '444455556666' }, 'the event is of account "444455556666": only those of 111122223333 count'],
    ['another Region', { region: 'us-east-1' }, 'the event is of Region "us-east-1": only those of eu-west-1 count'],
    [
      'somebody who is not ECR',
      { source: 'sluice.request' },
      'the event is of source "sluice.request": ECR Image Action counts from aws.ecr only',
    ],
  ])('releases nothing for a push of %s', async (_, change, because) => {
    const { start, started } = aControlPlane();
    expect(await start({ ...aPush(), ...change })).toEqual({ kind: 'ignored', because, deployments: [] });
    expect(started).toEqual([]);
  });

  it('resolves the tag of a request to a digest', async () => {
    const { start, started } = aControlPlane();
    const detail = { service: 'orders', image: '1.43.0', requestId: 'release-9' };
    await start(aRequest(detail));
    expect(started.map(({ input }) => input)).toEqual([
      { service: 'orders', imageDigest: digest, trigger: { kind: 'request', id: 'release-9', at: '2026-11-20T09:50:34Z' } },
    ]);
  });

  it('takes a measurement of the judge with an image for another deployment than its release, once each', async () => {
    const { start, started } = aControlPlane();
    const ask = (purpose?: string) => {
      const detail = { service: 'orders', image: '1.43.0', requestId: 'release-9', purpose };
      return start(aRequest(detail));
    };
    const answers = [await ask(), await ask('a-a'), await ask('a-a')];
    expect(answers.flatMap(({ deployments }) => deployments.map(({ kind }) => kind))).toEqual(['started', 'started', 'duplicate']);
    const trigger = { kind: 'request', id: 'release-9', at: '2026-11-20T09:50:34Z' };
    expect(started.map(({ input }) => input)).toEqual([
      { service: 'orders', imageDigest: digest, trigger },
      { service: 'orders', imageDigest: digest, purpose: 'a-a', trigger },
    ]);
  });

  it.each([
    [{ service: 'orders', image: '1.43.0', purpose: 'test' }, 'detail.purpose is "test": give release or a-a'],
    [
      { service: 'orders', image: '9.9.9' },
      'detail.image is "9.9.9": push it to repository orders first, or give a tag or digest that is there',
    ],
    [{ service: 'ordres', image: '1.43.0' }, 'service "ordres" is not declared: deploy its ProgressiveService, or correct the name'],
    [{ image: '1.43.0' }, 'detail.service is missing: give a non-empty string'],
    [{ service: 'ordres' }, 'service "ordres" is not declared: deploy its ProgressiveService, or correct the name'],
    [
      { service: '../images/orders' },
      'detail.service is "../images/orders": use 1 to 31 lower-case letters, digits and hyphens; begin with a letter, end without a hyphen',
    ],
    [{ service: 'orders', taskDefinitionArn: 'a#b' }, 'detail.taskDefinitionArn is "a#b": give the ARN of a task definition'],
    [
      { service: 'orders', image: '1.43.0', requestId: 'x'.repeat(201) },
      `detail.requestId is "${'x'.repeat(80)}…": give at most 200 characters`,
    ],
  ])('refuses the request %j before anything starts', async (detail, message) => {
    const { start, started } = aControlPlane();
    await expect(start(aRequest(detail))).rejects.toThrow(message);
    expect(started).toEqual([]);
  });

  const outsideOfFourDigits = ['9999-12-31T23:59:59-01:00', '0000-01-01T00:00:00+01:00'];
  it.each(['2026-13-45T99:99:99Z', 'tomorrow', '+275760-09-13T00:00:00.000Z', '2026-11-20', ...outsideOfFourDigits])(
    'refuses an event of %s, which is no moment: its deployment would have no name',
    async (time) => {
      const { start, started } = aControlPlane();
      await expect(start({ ...aPush(), time })).rejects.toThrow(`time is "${time}": give a time such as 2026-11-20T10:14:12Z`);
      expect(started).toEqual([]);
    },
  );

  describe('a request of a time that is still to come', () => {
    const because =
      'image "1.43.0" is not released: time is "2026-11-20T09:50:41Z", and it is 2026-11-20T09:50:35.000Z: put the event without Time, or set the clock of who puts it, and ask again';
    const ask = (time = '2026-11-20T09:50:41Z') => ({ ...aRequest({ service: 'orders', image: '1.43.0', requestId: 'release-9' }), time });
    const trigger = { kind: 'request', id: 'release-9', at: '2026-11-20T09:50:41Z' };

    // An error would be tried again when that time is over: until then nobody can abort it, which means what was asked for before.
    it('is refused aloud and for good, and asked again it is heard', async () => {
      const { start, started, announced } = aControlPlane();
      const answer = await start(ask());
      const deploymentId = expect.stringMatching(/^orders-20261120T095041Z-[0-9a-f]{8}$/);
      expect(answer).toEqual({ kind: 'refused', because, deployments: [{ deploymentId, kind: 'refused' }] });
      const refusals = [{ code: 'TimeAhead', because }];
      const fact = { type: 'DeploymentRefused', at: '2026-11-20T09:50:35.000Z', service: 'orders', deploymentId, because };
      expect(announced).toEqual([{ ...fact, detail: { request: { service: 'orders', trigger }, refusals } }]);
      expect(started).toEqual([]);
      expect((await start(ask('2026-11-20T09:50:34Z'))).deployments).toMatchObject([{ kind: 'started' }]);
    });

    it('names the tag that is not released: what is announced has no digest of it', async () => {
      const { start } = aControlPlane();
      expect((await start(ask())).because).toMatch(/^image "1\.43\.0" is not released: time is "2026-11-20T09:50:41Z"/);
      const unnamed = { ...aRequest({ service: 'orders' }), time: '2026-11-20T09:50:41Z' };
      expect((await start(unnamed)).because).toMatch(/^time is "2026-11-20T09:50:41Z"/);
    });

    it.each([new DependencyError('DynamoDB is busy'), new RangeError('AccessDenied on PutEvents')])(
      'is no error when nobody can be told of it, which would be tried again past an abort: %s',
      async (error) => {
        const { start, started } = aControlPlane({ announcer: { announce: () => Promise.reject(error) } });
        const answer = await start(ask());
        expect(answer).toMatchObject({ kind: 'refused', because: `${because}; nobody could be told: ${String(error)}` });
        expect(started).toEqual([]);
      },
    );

    it('is started when clocks may differ as much', async () => {
      const { start, started } = aControlPlane();
      await start(ask('2026-11-20T09:50:40Z'));
      expect(started).toHaveLength(1);
    });
  });

  describe('a declaration', () => {
    /** The parameter of `orders`, and an event of each change of it, at its time unless it says another. */
    function aTemplate(change: Parameters<typeof aControlPlane>[0] = {}) {
      const said = { taskDefinition: 'orders:7', at: new Date(0), version: 1 };
      const declaration = async () => ({ service: aService({ taskDefinition: said.taskDefinition }), at: said.at, version: said.version });
      const catalogue = { declaration, declared: async () => undefined, servicesOf: async () => [] };
      const bench = aControlPlane({ catalogue, ...change });
      const told = async (time: string) => {
        const detail = { name: '/sluice/services/orders' };
        const { deployments, because } = await bench.start(anEvent({ time, 'detail-type': 'Parameter Store Change', detail }));
        return deployments.length === 0 ? because : deployments.map(({ kind }) => kind);
      };
      const written = (time: string, taskDefinition = said.taskDefinition, version = said.version + 1) =>
        Object.assign(said, { taskDefinition, version, at: new Date(time) });
      const changed = async (time: string, taskDefinition?: string) => {
        written(time, taskDefinition);
        return await told(time);
      };
      return { ...bench, told, written, changed };
    }

    it('starts one deployment of its task definition, however often another field of it changes', async () => {
      const { changed, started } = aTemplate();
      expect([await changed('2026-11-20T09:50:34Z'), await changed('2026-11-20T11:00:00Z')]).toEqual([['started'], ['duplicate']]);
      const at = '2026-11-20T09:50:34.000Z';
      const trigger = { kind: 'template', id: `orders:7@${at}`, at };
      expect(started.map(({ input }) => input)).toEqual([{ service: 'orders', taskDefinitionArn: 'orders:7', trigger }]);
    });

    // The lanes are made with it: the first change of any other field would release what serves.
    it('that the service was made with starts nothing, nor does the first change of another field', async () => {
      const { written, told, changed, started } = aTemplate();
      written('2026-11-20T09:00:00Z', 'orders:7', 1);
      const because = 'orders was made with orders:7: there is nothing to release';
      expect([await told('2026-11-20T09:00:00Z'), await changed('2026-11-20T09:50:34Z')]).toEqual([because, because]);
      expect(await changed('2026-11-20T10:00:00Z', 'orders:8')).toEqual(['started']);
      expect(await changed('2026-11-20T10:05:00Z', 'orders:7')).toEqual(['started']);
      expect(started).toHaveLength(2);
    });

    // CloudFormation that takes a stack back declares the revision before, by the same ARN.
    it('of an earlier task definition starts it again, and an event that comes twice does not', async () => {
      const { changed, started } = aTemplate();
      const answers = [await changed('2026-11-20T09:50:34Z'), await changed('2026-11-20T10:00:00Z', 'orders:8')];
      answers.push(await changed('2026-11-20T10:05:00Z', 'orders:7'), await changed('2026-11-20T10:05:00Z'));
      expect(answers).toEqual([['started'], ['started'], ['started'], ['duplicate']]);
      expect(started.map(({ input }) => valueAt(input, 'taskDefinitionArn'))).toEqual(['orders:7', 'orders:8', 'orders:7']);
    });

    it('that was read before a newer one, and comes after it, starts nothing', async () => {
      const { changed, started } = aTemplate();
      await changed('2026-11-20T10:00:00Z', 'orders:8');
      expect(await changed('2026-11-20T09:50:34Z', 'orders:7')).toBe('a newer declaration of orders releases something else');
      expect(started).toHaveLength(1);
    });

    // With the time of the earlier event it would be older than a declaration in between.
    it('is of the time at which it was written, whichever event of it comes first', async () => {
      const { written, told, started } = aTemplate();
      written('2026-11-20T09:50:34Z', 'orders:8');
      expect([await told('2026-11-20T09:40:00Z'), await told('2026-11-20T09:50:34Z')]).toEqual([['started'], ['duplicate']]);
      expect(started.map(({ input }) => valueAt(input, 'trigger.at'))).toEqual(['2026-11-20T09:50:34.000Z']);
    });

    it('that is older than its event is read again for a minute, and then stands', async () => {
      const now = { at: new Date('2026-11-20T09:50:35Z') };
      const { written, told } = aTemplate({ now: () => now.at });
      written('2026-11-20T09:50:28.999Z');
      await expect(told('2026-11-20T09:50:34Z')).rejects.toEqual(
        new DependencyError(
          'the declaration of orders is of 2026-11-20T09:50:28.999Z: the event of 2026-11-20T09:50:34Z is delivered again',
        ),
      );
      expect(await told('2026-11-20T09:50:33Z')).toEqual(['started']);
      now.at = new Date('2026-11-20T09:51:34Z');
      expect(await told('2026-11-20T09:50:34Z')).toEqual(['duplicate']);
    });

    it('that is gone by now is refused', async () => {
      const { start } = aControlPlane();
      const detail = { name: '/sluice/services/orders' };
      await expect(start(anEvent({ 'detail-type': 'Parameter Store Change', detail }))).rejects.toThrow(
        'service "orders" is not declared: deploy its ProgressiveService, or correct the name',
      );
    });

    it('is started by a later delivery when the first one died after it was remembered', async () => {
      const ledger = memoryLedger();
      const rememberTrigger = () => Promise.reject(new DependencyError('DynamoDB is busy'));
      await expect(aTemplate({ ledger: { ...ledger, rememberTrigger } }).changed('2026-11-20T09:50:34Z')).rejects.toThrow('busy');
      expect(await aTemplate({ ledger }).changed('2026-11-20T09:50:34Z')).toEqual(['started']);
    });
  });
});
