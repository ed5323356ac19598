import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { answeringCloudFormation } from '../../adapters/cloudformation-answer.ts';
import { DependencyError, InvalidInputError } from '../../core/errors.ts';

interface Received {
  readonly method: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** CloudFormation's answer address: keeps what it got. */
async function anAddress(status = 200): Promise<{ readonly url: string; readonly received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push({ method: request.method, contentType: request.headers['content-type'], body });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/answer?signature=abc`, received };
}

function aRequest(ResponseURL: string, RequestType = 'Create'): Record<string, unknown> {
  const ids = { StackId: 'arn:stack', RequestId: 'request-1', LogicalResourceId: 'KeepLanes' };
  return { RequestType, ResponseURL, ...ids, ResourceProperties: { Service: 'orders' } };
}

const sent = { PhysicalResourceId: 'keep-orders', StackId: 'arn:stack', RequestId: 'request-1', LogicalResourceId: 'KeepLanes' };
const physicalId = () => 'keep-orders';

describe('answeringCloudFormation', () => {
  it.each(['Create', 'Update'])('sends the attributes on %s, without a content type: the address is signed so', async (type) => {
    const { url, received } = await anAddress();
    const asked: unknown[] = [];
    const handle = answeringCloudFormation(physicalId, async (request) => {
      asked.push(request);
      return { BlueWeight: 100 };
    });
    expect(await handle(aRequest(url, type))).toEqual({ kind: 'SUCCESS', because: 'the attributes were sent' });
    expect(asked).toEqual([aRequest(url, type)]);
    expect(received.map(({ body, ...request }) => ({ ...request, body: JSON.parse(body) }))).toEqual([
      { method: 'PUT', contentType: '', body: { Status: 'SUCCESS', Data: { BlueWeight: 100 }, ...sent } },
    ]);
  });

  it.each([
    [{ ResponseURL: 'not a URL' }, 'ResponseURL is no URL of the web: give the one that CloudFormation sent'],
    [{ ResponseURL: 'file:///etc/passwd' }, 'ResponseURL is no URL of the web: give the one that CloudFormation sent'],
    [{ RequestId: undefined }, 'RequestId is missing: give a non-empty string'],
  ])('does nothing for a request that it could not answer: %j', async (change, message) => {
    const done: unknown[] = [];
    const handle = answeringCloudFormation(physicalId, async (request) => ({ done: done.push(request) }));
    await expect(handle({ ...aRequest('http://127.0.0.1:9/'), ...change })).rejects.toThrow(new InvalidInputError(message));
    expect(done).toEqual([]);
  });

  it('fails by name when nobody takes the answer: the invocation is tried again', async () => {
    const handle = answeringCloudFormation(physicalId, async () => ({}));
    await expect(handle(aRequest('http://127.0.0.1:9/'))).rejects.toThrow(
      new DependencyError('CloudFormation did not take the answer: try again'),
    );
  });

  it('sends the reason when the use case fails', async () => {
    const { url, received } = await anAddress();
    const handle = answeringCloudFormation(physicalId, () => Promise.reject(new InvalidInputError('orders-1 is running')));
    const Reason = 'InvalidInputError: orders-1 is running';
    expect(await handle(aRequest(url))).toEqual({ kind: 'FAILED', because: Reason });
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([{ Status: 'FAILED', Reason, ...sent }]);
  });

  it('never runs the use case on Delete, so that a stack can always be deleted', async () => {
    const { url, received } = await anAddress();
    const handle = answeringCloudFormation(physicalId, () => Promise.reject(new InvalidInputError('never asked')));
    expect(await handle(aRequest(url, 'Delete'))).toEqual({ kind: 'SUCCESS', because: 'the attributes were sent' });
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([{ Status: 'SUCCESS', Data: {}, ...sent }]);
  });

  // CloudFormation drops an answer above 4,096 bytes and waits for an hour.
  it('cuts a reason that would make the answer too long for CloudFormation', async () => {
    const { url, received } = await anAddress();
    await answeringCloudFormation(physicalId, () => Promise.reject(new InvalidInputError('ü'.repeat(5_000))))(aRequest(url));
    const body = received[0]?.body ?? '';
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4_096);
    expect(JSON.parse(body)).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^InvalidInputError: ü+…$/) });
  });

  it('fails when the address refuses the answer, so that Lambda tries again', async () => {
    const { url } = await anAddress(503);
    const failure = await answeringCloudFormation(physicalId, async () => ({}))(aRequest(url)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'DependencyError', message: 'CloudFormation refused the answer with status 503: try again' });
  });

  it.each(['Update', 'Delete'])(
    'keeps the physical id of an %s that must not replace anything: another one would be another resource',
    async (type) => {
      const { url, received } = await anAddress();
      const handle = answeringCloudFormation(physicalId, () => Promise.reject(new InvalidInputError('orders-1 is running')));
      await handle({ ...aRequest(url, type), PhysicalResourceId: 'keep-0' });
      expect(received.map(({ body }) => JSON.parse(body).PhysicalResourceId)).toEqual(['keep-0']);
    },
  );

  it('refuses what is no request of CloudFormation', async () => {
    await expect(answeringCloudFormation(physicalId, async () => ({}))({})).rejects.toThrow('RequestType is missing');
  });
});
