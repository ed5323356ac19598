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
  return world;
}

describe('Lambda.Invoke', () => {
  it('answers what the handler answers, by name, partial ARN, ARN and qualifier of the latest code', async () => {
    const { lambdas, invoke } = given();
    await aFunction(lambdas, 'exports.handler = async (event) => ({ twice: event.n * 2 });');
    const names = ['Shop-Fn', '111122223333:function:Shop-Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:Shop-Fn', 'Shop-Fn:$LATEST'];
    for (const name of names) expect(await invoke(name, { n: 4 })).toEqual({ StatusCode: 200, payload: { twice: 8 } });
  });

  it('answers null for a handler that answers nothing', async () => {
    const { lambdas, invoke } = given();
    await aFunction(lambdas, 'exports.handler = async () => {};');
    expect(await invoke('Shop-Fn')).toEqual({ StatusCode: 200, payload: null });
  });

  it('reports a thrown error by its name, message and trace', async () => {
    const { lambdas, invoke } = given();
    await aFunction(lambdas, 'exports.handler = async () => { const e = new Error("too late"); e.name = "StaleDecisionError"; throw e; };');
    const trace = expect.arrayContaining([expect.stringContaining('too late')]);
    const payload = { errorType: 'StaleDecisionError', errorMessage: 'too late', trace };
    expect(await invoke('Shop-Fn')).toEqual({ StatusCode: 200, FunctionError: 'Unhandled', payload });
  });

  it.each([
    [
      'has no such file',
      'exports.handler = () => 1;',
      'main.handler',
      { errorType: 'Runtime.ImportModuleError', errorMessage: "Cannot find module 'main'" },
    ],
    [
      'has no such export',
      'exports.other = 1;',
      'index.handler',
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
    ],
    [
      'throws while it loads',
      'throw new RangeError("bad setting");',
      'index.handler',
      { errorType: 'RangeError', errorMessage: 'bad setting' },
    ],
  ])('fails when the code %s', async (_title, text, Handler, payload) => {
    const { lambdas, invoke } = given();
    await aFunction(lambdas, text, { Handler });
    expect(await invoke('Shop-Fn')).toMatchObject({ FunctionError: 'Unhandled', payload });
  });

  it('refuses a function that does not exist, as AWS does', async () => {
    const { invoke } = given();
    await expect(invoke('Nobody')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:eu-west-1:111122223333:function:Nobody',
    });
  });

  it('ends a handler that outlives its timeout and starts afresh afterwards', async () => {
    const { lambdas, clock, invoke } = given();
    await aFunction(
      lambdas,
      'let calls = 0; exports.handler = (e) => { calls += 1; return e.hang ? new Promise(() => {}) : { calls }; };',
      { Timeout: 30 },
    );
    expect((await invoke('Shop-Fn')).payload).toEqual({ calls: 1 });
    const hanging = invoke('Shop-Fn', { hang: true });
    await clock.advance(30_000);
    const { FunctionError, payload } = await hanging;
    expect(FunctionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 30.00 seconds$/),
    });
    expect((await invoke('Shop-Fn')).payload).toEqual({ calls: 1 });
  });

  it('reuses an idle instance and starts another one beside a busy one', async () => {
    const { lambdas, invoke } = given();
    await aFunction(lambdas, 'let calls = 0; exports.handler = async () => { calls += 1; return calls; };');
    const atOnce = await Promise.all([invoke('Shop-Fn'), invoke('Shop-Fn')]);
    expect(atOnce.map((answer) => answer.payload)).toEqual([1, 1]);
    expect((await invoke('Shop-Fn')).payload).toBe(2);
  });

  it('refuses an invocation beyond the reserved concurrency', async () => {
    const { lambdas, invoke } = given();
    await aFunction(lambdas, 'exports.handler = () => new Promise(() => {});', { ReservedConcurrentExecutions: 1 });
    void invoke('Shop-Fn');
    await expect(invoke('Shop-Fn')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });

  it('takes the latency asked for: cold first, then warm', async () => {
    const { lambdas, clock, invoke } = given({ latency: { coldStartMs: () => 300, warmStartMs: () => 5 } });
    await aFunction(lambdas, 'exports.handler = () => 1;');
    for (const ms of [300, 5]) {
      let done = false;
      const answer = invoke('Shop-Fn').then(() => {
        done = true;
      });
      await clock.advance(ms - 1);
      expect(done).toBe(false);
      await clock.advance(1);
      await answer;
    }
  });

  it('gives the handler the context that AWS gives', async () => {
    const { lambdas, invoke } = given();
    await aFunction(lambdas, 'exports.handler = (_, c) => ({ ...c, left: c.getRemainingTimeInMillis() });', {
      Timeout: 9,
      MemorySize: 256,
    });
    expect((await invoke('Shop-Fn')).payload).toEqual({
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'Shop-Fn',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:Shop-Fn',
      left: 9_000,
      logGroupName: '/aws/lambda/Shop-Fn',
      logStreamName: 'local',
      memoryLimitInMB: '256',
    });
  });

  it('says of a killed function only that its time is over, when it is, and lets it do nothing more', async () => {
    const { lambdas, asked, clock, invoke } = given({ answer: () => ({}) });
    const use = 'const w = globalThis[Symbol.for("sluice.world")]; let mw; w.use({ middlewareStack: { add: (m) => { mw = m; } } });';
    const call = '(name) => mw(undefined, { clientName: "ECSClient", commandName: name })({ input: {} })';
    await aFunction(lambdas, `${use} const call = ${call}; exports.handler = async () => { await call("First"); await call("Second"); };`, {
      Timeout: 30,
    });
    lambdas.kill('Shop-Fn', 'next');
    const ended: unknown[] = [];
    void invoke('Shop-Fn').then(({ payload }) => ended.push(payload));
    await clock.advance(39_999);
    expect(ended).toEqual([]);
    await clock.advance(1);
    expect({ ended, asked }).toMatchObject({ ended: [{ errorType: 'Sandbox.Timedout' }], asked: [] });
    expect((await invoke('Shop-Fn')).FunctionError).toBeUndefined();
    expect(asked).toEqual(['First', 'Second'].map((name) => [`ECS.${name}`, {}, 'arn:aws:iam::111122223333:role/Fn']));
  });

  it.each(['current', 'next'] as const)('reports a sandbox that dies at once, when the %s invocation is killed', async (which) => {
    const { lambdas, asked, clock, invoke } = given({ answer: () => ({}) });
    const use = 'const w = globalThis[Symbol.for("sluice.world")]; let mw; w.use({ middlewareStack: { add: (m) => { mw = m; } } });';
    const call = '(name) => mw(undefined, { clientName: "ECSClient", commandName: name })({ input: {} })';
    const wait = 'if (e.wait) await new Promise(() => {});';
    await aFunction(lambdas, `${use} const call = ${call}; exports.handler = async (e) => { ${wait} await call("First"); };`);
    if (which === 'next') lambdas.kill('Shop-Fn', which, 'at-once');
    const ended = invoke('Shop-Fn', { wait: which === 'current' });
    await clock.advance(1_000);
    if (which === 'current') lambdas.kill('Shop-Fn', which, 'at-once');
    const errorMessage = expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: signal: killed$/);
    expect(await ended).toEqual({ StatusCode: 200, FunctionError: 'Unhandled', payload: { errorType: 'Runtime.ExitError', errorMessage } });
    expect(asked).toEqual([]);
    expect((await invoke('Shop-Fn')).FunctionError).toBeUndefined();
  });

  it('counts invocations, errors and throttles as AWS/Lambda metrics', async () => {
    const recorded: unknown[] = [];
    const { lambdas, invoke } = given({ record: ({ name, dimensions, value }) => recorded.push([name, dimensions.FunctionName, value]) });
    const text = 'exports.handler = (e) => { if (e.hang) return new Promise(() => {}); throw new Error("no"); };';
    await aFunction(lambdas, text, { ReservedConcurrentExecutions: 1 });
    await invoke('Shop-Fn');
    void invoke('Shop-Fn', { hang: true });
    await expect(invoke('Shop-Fn')).rejects.toThrow();
    expect(recorded).toEqual([
      ['Invocations', 'Shop-Fn', 1],
      ['Errors', 'Shop-Fn', 1],
      ['Throttles', 'Shop-Fn', 1],
    ]);
  });

  it('refuses a property that it does not model, by name', async () => {
    const { lambdas } = given();
    await expect(aFunction(lambdas, '', { Layers: ['x'] })).rejects.toThrow('Layers of AWS::Lambda::Function (Shop/Fn) is not modelled');
  });
});

describe('asynchronous invocation', () => {
  const failing = 'let n = 0; exports.handler = async () => { n += 1; console.log("try " + n); throw new Error("no"); };';

  it('is accepted at once and tried again one and two minutes later', async () => {
    const { lambdas, clock, invoke } = given();
    await aFunction(lambdas, failing);
    expect(await invoke('Shop-Fn', {}, { InvocationType: 'Event' })).toEqual({ StatusCode: 202, payload: undefined });
    const tries = () => lambdas.output('Shop-Fn').match(/try/g)?.length ?? 0;
    const seen = [tries()];
    for (const ms of [0, 59_999, 1, 119_999, 1, 86_400_000]) {
      await clock.advance(ms);
      seen.push(tries());
    }
    expect(seen).toEqual([0, 1, 1, 2, 2, 3, 3]);
  });

  it('is tried again a minute after the time of a sandbox is over that said nothing any more', async () => {
    const { lambdas, clock, invoke } = given();
    await aFunction(lambdas, 'exports.handler = async (e) => { console.log("done " + e.order); };', { Timeout: 30 });
    lambdas.kill('Shop-Fn', 'next', 'hang');
    await invoke('Shop-Fn', { order: 7 }, { InvocationType: 'Event' });
    await clock.advance(99_999);
    const before = lambdas.output('Shop-Fn').match(/done 7/g)?.length;
    await clock.advance(1);
    expect([before, lambdas.output('Shop-Fn').match(/done 7/g)?.length]).toEqual([1, 2]);
  });

  it('is tried again a minute after its sandbox died at once', async () => {
    const { lambdas, clock, invoke } = given();
    await aFunction(lambdas, 'exports.handler = async (e) => { console.log("done " + e.order); };');
    lambdas.kill('Shop-Fn', 'next', 'at-once');
    await invoke('Shop-Fn', { order: 7 }, { InvocationType: 'Event' });
    await clock.advance(59_999);
    const before = lambdas.output('Shop-Fn').match(/done 7/g)?.length;
    await clock.advance(1);
    expect([before, lambdas.output('Shop-Fn').match(/done 7/g)?.length]).toEqual([1, 2]);
  });

  it('tells the on-failure destination and the dead-letter queue when tries are used up', async () => {
    const { lambdas, asked, clock, invoke } = given({ answer: () => ({}) });
    await aFunction(lambdas, failing, { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:111122223333:dead' } });
    const properties = {
      FunctionName: 'Shop-Fn',
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:eu-west-1:111122223333:pages' } },
    };
    await lambdas.resources['AWS::Lambda::EventInvokeConfig']?.(properties, { logicalId: 'Config', stackName: 'Shop' });
    await invoke('Shop-Fn', { order: 7 }, { InvocationType: 'Event' });
    await clock.advance(60_000);
    const [published, sent] = asked as [string, { Message: string }, string][];
    expect([published?.[0], JSON.parse(published?.[1].Message ?? '')]).toEqual([
      'SNS.Publish',
      {
        version: '1.0',
        timestamp: '2026-01-01T00:01:00.000Z',
        requestContext: {
          requestId: expect.any(String),
          functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:Shop-Fn:$LATEST',
          condition: 'RetriesExhausted',
          approximateInvokeCount: 2,
        },
        requestPayload: { order: 7 },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: expect.objectContaining({ errorType: 'Error', errorMessage: 'no' }),
      },
    ]);
    const queue = 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead';
    expect(sent).toMatchObject(['SQS.SendMessage', { QueueUrl: queue, MessageBody: '{"order":7}' }, 'arn:aws:iam::111122223333:role/Fn']);
  });

  it('gives up on an event that would be too old at the next try', async () => {
    const { lambdas, clock, invoke } = given();
    await aFunction(lambdas, failing);
    const properties = { FunctionName: 'Shop-Fn', MaximumEventAgeInSeconds: 100 };
    await lambdas.resources['AWS::Lambda::EventInvokeConfig']?.(properties, { logicalId: 'Config', stackName: 'Shop' });
    await invoke('Shop-Fn', {}, { InvocationType: 'Event' });
    await clock.advance(86_400_000);
    expect(lambdas.output('Shop-Fn').match(/try/g)).toHaveLength(2);
  });
});

describe('the clock of a function', () => {
  it('may be ahead of the world’s, each by its own', async () => {
    const skews: Readonly<Record<string, number>> = { 'Shop-A': 5_000, 'Shop-B': -250 };
    const { lambdas, clock, invoke } = aLambda({ skewMs: (name) => skews[name] ?? 0 });
    const text = "exports.handler = async () => globalThis[Symbol.for('sluice.world')].now().getTime()";
    await aFunction(lambdas, text, {}, 'A');
    await aFunction(lambdas, text, {}, 'B');
    const names = lambdas.functions().map(({ name }) => name);
    const [a, b] = await Promise.all(names.map(async (name) => (await invoke(name)).payload));
    const now = clock.now().getTime();
    expect({ a: Number(a) - now, b: Number(b) - now }).toEqual({ a: skews[names[0] ?? ''] ?? 0, b: skews[names[1] ?? ''] ?? 0 });
    expect(Number(a)).not.toBe(Number(b));
  });
});
