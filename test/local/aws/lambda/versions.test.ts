import { afterEach, describe, expect, it } from 'vitest';
import type { Lambda } from '../../../../local/aws/lambda/lambda.ts';
import { aFunction, aLambda } from './a-lambda.ts';

const made: Lambda[] = [];
afterEach(() => {
  for (const lambdas of made.splice(0)) lambdas.stop();
});
function given(options: Parameters<typeof aLambda>[0] = {}) {
  const world = aLambda(options);
  made.push(world.lambdas);
  const make = async (type: string, properties: object) =>
    world.lambdas.resources[`AWS::Lambda::${type}`]?.({ ...properties }, { logicalId: 'Made', stackName: 'Shop' });
  const publish = () => make('Version', { FunctionName: 'Shop-Fn' });
  return { ...world, make, publish };
}

const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:Shop-Fn';
const says = (word: string) =>
  `exports.handler = () => [${JSON.stringify(word)}, process.env.COLOUR, process.env.AWS_LAMBDA_FUNCTION_VERSION];`;
const colour = (COLOUR: string) => ({ Environment: { Variables: { COLOUR } } });

describe('AWS::Lambda::Version', () => {
  it('keeps code and configuration as they were, whatever becomes of the function', async () => {
    const { lambdas, invoke, publish } = given();
    await aFunction(lambdas, says('first'), colour('red'));
    expect(await publish()).toEqual({ ref: `${arn}:1`, attributes: { FunctionArn: `${arn}:1`, Version: '1' } });
    await aFunction(lambdas, says('second'), colour('blue'));
    expect(await publish()).toEqual({ ref: `${arn}:2`, attributes: { FunctionArn: `${arn}:2`, Version: '2' } });
    await aFunction(lambdas, says('third'), colour('green'));
    const answers = await Promise.all([`${arn}:1`, 'Shop-Fn:2', arn, 'Shop-Fn:$LATEST'].map(async (name) => (await invoke(name)).payload));
    const latest = ['third', 'green', '$LATEST'];
    expect(answers).toEqual([['first', 'red', '1'], ['second', 'blue', '2'], latest, latest]);
    expect((await invoke('Shop-Fn', {}, { Qualifier: '1' })).payload).toEqual(['first', 'red', '1']);
    expect(lambdas.functions().map(({ version }) => version)).toEqual(['$LATEST']);
  });

  it('is refused when nothing has changed since the last one, as CloudFormation refuses it', async () => {
    const { lambdas, publish } = given();
    await aFunction(lambdas, says('first'));
    await publish();
    await expect(publish()).rejects.toThrow(
      'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
    );
  });

  it('is refused with a property that is not modelled, by name', async () => {
    const { lambdas, make } = given();
    await aFunction(lambdas, says('first'));
    const properties = { FunctionName: 'Shop-Fn', ProvisionedConcurrencyConfig: {} };
    await expect(make('Version', properties)).rejects.toThrow('ProvisionedConcurrencyConfig of AWS::Lambda::Version is not modelled');
  });

  it('that does not exist is no function', async () => {
    const { lambdas, invoke } = given();
    await aFunction(lambdas, says('first'));
    for (const name of [`${arn}:7`, 'Shop-Fn:7', 'Shop-Fn:live']) {
      const message = `Function not found: ${arn}:${name.split(':').at(-1)}`;
      await expect(invoke(name)).rejects.toMatchObject({ name: 'ResourceNotFoundException', message });
    }
  });
});

describe('AWS::Lambda::Alias', () => {
  it('leads to its version, and after an update to another one', async () => {
    const { lambdas, invoke, publish, make } = given();
    const point = (FunctionVersion: string) => make('Alias', { FunctionName: 'Shop-Fn', Name: 'live', FunctionVersion });
    await aFunction(lambdas, says('first'));
    await publish();
    expect(await point('1')).toEqual({ ref: `${arn}:live`, attributes: { AliasArn: `${arn}:live` } });
    await aFunction(lambdas, says('second'));
    expect((await invoke(`${arn}:live`)).payload).toEqual(['first', null, '1']);
    await publish();
    await point('2');
    expect((await invoke(`${arn}:live`)).payload).toEqual(['second', null, '2']);
    await expect(point('3')).rejects.toThrow(`Function not found: ${arn}:3`);
  });
});

describe('an update of a function', () => {
  const answersLater = (word: string) =>
    `exports.handler = () => new Promise((resolve) => { globalThis.later = () => resolve(${word}); });`;
  const answer = () => (globalThis as { later?: () => void }).later?.();

  it('lets what runs go on to its end', async () => {
    const { lambdas, invoke } = given();
    await aFunction(lambdas, answersLater('1'));
    const running = invoke('Shop-Fn');
    await aFunction(lambdas, says('second'));
    answer();
    expect((await running).payload).toBe(1);
    expect((await invoke('Shop-Fn')).payload).toEqual(['second', null, '$LATEST']);
  });

  it('does not keep a kill from what runs, nor from the next invocation of any version', async () => {
    const { lambdas, clock, invoke, publish } = given();
    await aFunction(lambdas, answersLater('1'));
    await publish();
    const ended: unknown[] = [];
    void invoke('Shop-Fn').then(({ payload }) => ended.push(payload));
    await aFunction(lambdas, says('second'));
    lambdas.kill('Shop-Fn', 'current');
    answer();
    lambdas.kill('Shop-Fn', 'next');
    void invoke('Shop-Fn').then(({ payload }) => ended.push(payload));
    await clock.advance(900_000);
    expect(ended).toMatchObject([{ errorType: 'Sandbox.Timedout' }, { errorType: 'Sandbox.Timedout' }]);
    expect((await invoke('Shop-Fn')).payload).toEqual(['second', null, '$LATEST']);
  });

  it('tells whoever is told of an asynchronous failure which version ran', async () => {
    const { lambdas, asked, clock, invoke, publish, make } = given({ answer: () => ({}) });
    await aFunction(lambdas, 'exports.handler = () => { throw new Error("no"); };');
    await publish();
    const Destination = 'arn:aws:sqs:eu-west-1:111122223333:failed';
    const config = { FunctionName: 'Shop-Fn', MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination } } };
    await make('EventInvokeConfig', { ...config, Qualifier: '1' });
    await invoke('Shop-Fn', {}, { InvocationType: 'Event' });
    await invoke('Shop-Fn:1', {}, { InvocationType: 'Event' });
    await clock.advance(900_000);
    const told = asked.map((call) => JSON.parse((call as [string, { MessageBody: string }])[1].MessageBody));
    expect(told).toMatchObject([{ requestContext: { functionArn: `${arn}:1` }, responseContext: { executedVersion: '1' } }]);
  });
});
