import { afterEach, describe, expect, it } from 'vitest';
import { type Lambda, lambda } from '../../../local/aws/lambda/lambda.ts';
import type { ModelledService } from '../../../local/aws/modelled-service.ts';
import { type Router, router } from '../../../local/aws/router.ts';
import { VirtualClock } from '../../../local/clocks/virtual-clock.ts';
import { loadTemplate } from '../../../local/template/load-template.ts';
import { anAssembly } from './an-assembly.ts';

const place = { account: '111122223333', region: 'eu-west-1' };

let lambdas: Lambda | undefined;
afterEach(() => lambdas?.stop());

/** Loads a template whose custom resource is answered by a function with this body: `answer(member)` sends the PUT. */
async function load(body: string, properties: object = {}) {
  const clock = new VirtualClock(new Date(0));
  const given: unknown[] = [];
  const sink: ModelledService = {
    id: 'Test',
    operations: {},
    resources: {
      'Test::Thing': (resolved) => {
        given.push(resolved);
        return { ref: 'thing', attributes: {} };
      },
    },
  };
  lambdas = lambda({ ...place, clock, random: () => 0.5, aws: () => aws, assetPath: () => undefined });
  const services = [lambdas, sink];
  const aws: Router = router(services, { clock });
  const text = `const answer = (event, members) => fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(members) });
    exports.handler = async (event) => { console.log(JSON.stringify(event)); ${body} };`;
  const resources = (more: object = {}) => ({
    Fn: {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { ZipFile: text }, Handler: 'index.handler', Runtime: 'nodejs24.x', Role: 'arn:role' },
    },
    Kept: {
      Type: 'Custom::Kept',
      Properties: { ServiceToken: { 'Fn::GetAtt': ['Fn', 'Arn'] }, Size: 3, On: true, ...properties, ...more },
    },
    Thing: { Type: 'Test::Thing', Properties: { ref: { Ref: 'Kept' }, weight: { 'Fn::GetAtt': ['Kept', 'Weight'] } } },
  });
  const needs = { ...place, services, aws, clock };
  const loading = loadTemplate(anAssembly(resources()), needs);
  return {
    clock,
    given,
    loading,
    resources,
    requests: () =>
      lambdas
        ?.output('Shop-Fn')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

const succeed = `await answer(event, { Status: 'SUCCESS', PhysicalResourceId: 'kept-1', Data: { Weight: event.RequestType === 'Create' ? 100 : 70 } });`;

describe('a custom resource', () => {
  it('is made by its function, and its answer is what Ref and GetAtt give', async () => {
    const { loading, given, requests } = await load(succeed);
    await loading;
    expect(given).toEqual([{ ref: 'kept-1', weight: 100 }]);
    expect(requests()).toEqual([
      {
        StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Shop/00000000-0000-4000-8000-000000000000',
        LogicalResourceId: 'Kept',
        ResourceType: 'Custom::Kept',
        RequestType: 'Create',
        RequestId: 'request-1',
        ResponseURL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//),
        ResourceProperties: { ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:Shop-Fn', Size: '3', On: 'true' },
      },
    ]);
  });

  it('may answer through any HTTP client', async () => {
    const put = `const answered = Promise.withResolvers();
      require('node:http').request(event.ResponseURL, { method: 'PUT' }, answered.resolve).end('{"Status":"SUCCESS","PhysicalResourceId":"k"}');
      await answered.promise;`;
    const { loading, given } = await load(put);
    await expect(loading).rejects.toThrow('Fn::GetAtt Kept.Weight does not exist');
    expect(given).toEqual([]);
  });

  it('is asked again when its properties change, with the old ones, and what depends on it follows', async () => {
    const { loading, given, requests, resources } = await load(succeed);
    const changes = await (await loading).update(anAssembly(resources({ Size: 4 })));
    expect(changes).toEqual({ created: [], updated: ['Shop/Kept', 'Shop/Thing'], removed: [] });
    expect(given.at(-1)).toEqual({ ref: 'kept-1', weight: 70 });
    expect(requests()?.at(-1)).toMatchObject({
      RequestType: 'Update',
      PhysicalResourceId: 'kept-1',
      ResourceProperties: { Size: '4' },
      OldResourceProperties: { Size: '3' },
    });
  });

  it.each([
    [
      'answers FAILED',
      `await answer(event, { Status: 'FAILED', Reason: 'a deployment is running' });`,
      'Shop/Kept: a deployment is running',
    ],
    ['throws', `throw new RangeError('too wide');`, /Shop\/Kept: Custom::Kept function failed: .*too wide/],
    ['answers no JSON', `await fetch(event.ResponseURL, { method: 'PUT', body: 'ok' });`, 'something that is not JSON'],
    ['names nothing', `await answer(event, { Status: 'SUCCESS' });`, 'SUCCESS without a PhysicalResourceId'],
  ])('fails the load when its function %s', async (_title, body, message) => {
    const { loading } = await load(body);
    await expect(loading).rejects.toThrow(message);
  });

  it('fails the load when nothing answers within its ServiceTimeout', async () => {
    const { loading, clock } = await load('', { ServiceTimeout: 90 });
    const failed = expect(loading).rejects.toThrow('Shop/Kept: no answer within 90 seconds');
    // The responder listens first; only then is there something to wait for.
    while (lambdas?.output('Shop-Fn') === '') await new Promise((turn) => setImmediate(turn));
    await clock.advance(90_000);
    await failed;
  });
});
