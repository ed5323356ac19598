// biome-ignore-all lint/suspicious/noConsole: the console is what is tested here
import { afterEach, describe, expect, it } from 'vitest';
import { insideSandbox, installSandboxes, outsideSandbox } from '../../../../local/aws/lambda/sandbox.ts';
import { openSite } from '../../../../local/in-process-sites.ts';
import { aFunction, aLambda } from './a-lambda.ts';

const worldKey = Symbol.for('sluice.world');
let undo: () => void = () => {};
afterEach(() => undo());

function aSandbox(env: Record<string, string> = {}) {
  const written: string[] = [];
  const world = { now: () => new Date(5), sleep: async () => {}, use: () => {} };
  return { written, env, world, aws: { call: async () => ({}) }, write: (text: string) => void written.push(text) };
}

describe('a sandbox', () => {
  it('has its own environment, for reading and writing, also after an await', async () => {
    undo = installSandboxes();
    process.env.SLUICE_TEST_OUTSIDE = 'outside';
    const sandbox = aSandbox({ A: '1' });
    await insideSandbox(sandbox, async () => {
      await Promise.resolve();
      process.env.B = '2';
      expect({ ...process.env }).toEqual({ A: '1', B: '2' });
      expect('SLUICE_TEST_OUTSIDE' in process.env).toBe(false);
      expect(outsideSandbox(() => process.env.SLUICE_TEST_OUTSIDE)).toBe('outside');
    });
    expect(process.env.B).toBeUndefined();
    delete process.env.SLUICE_TEST_OUTSIDE;
  });

  it('shows its world and only to code inside it', () => {
    undo = installSandboxes();
    const sandbox = aSandbox();
    expect(insideSandbox(sandbox, () => Reflect.get(globalThis, worldKey))).toBe(sandbox.world);
    expect(Reflect.get(globalThis, worldKey)).toBeUndefined();
  });

  it('takes all output: the console, standard output and error', async () => {
    undo = installSandboxes();
    const sandbox = aSandbox();
    await insideSandbox(sandbox, async () => {
      globalThis.console.log('a %s', 'b');
      await new Promise<void>((written) => process.stdout.write('c', () => written()));
      process.stderr.write(new TextEncoder().encode('d'));
    });
    expect(sandbox.written).toEqual(['a b\n', 'c', 'd']);
  });

  it('reaches sites of the world by fetch without a socket, and only from inside', async () => {
    undo = installSandboxes();
    const asked: unknown[] = [];
    const close = openSite('http://127.0.0.1:9', (request) => {
      asked.push(request);
      return 202;
    });
    const put = () => fetch('http://127.0.0.1:9/answer?a=1', { method: 'PUT', body: 'done' });
    expect((await insideSandbox(aSandbox(), put)).status).toBe(202);
    expect(asked).toEqual([{ method: 'PUT', path: '/answer', body: 'done' }]);
    await expect(put()).rejects.toThrow('fetch failed');
    close();
    await expect(insideSandbox(aSandbox(), put)).rejects.toThrow('fetch failed');
  });

  it('leaves the process as it was', () => {
    const before = [process.env, process.stdout.write, globalThis.console.log, globalThis.fetch];
    const [first, second] = [installSandboxes(), installSandboxes()];
    first();
    first();
    expect(process.env).not.toBe(before[0]);
    second();
    expect([process.env, process.stdout.write, globalThis.console.log, globalThis.fetch]).toEqual(before);
    expect(Object.hasOwn(globalThis, worldKey)).toBe(false);
  });
});

describe('a function', () => {
  it('sees exactly its own variables and those of Lambda, at load and when invoked', async () => {
    const { lambdas, invoke } = aLambda();
    undo = () => lambdas.stop();
    await aFunction(lambdas, 'const atLoad = { ...process.env }; exports.handler = () => ({ atLoad, now: { ...process.env } });', {
      Environment: { Variables: { TABLE: 'ledger', AWS_REGION: 'overridden' } },
    });
    const expected = {
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_FUNCTION_NAME: 'Shop-Fn',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Shop-Fn',
      AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      AWS_REGION: 'eu-west-1',
      POWERTOOLS_TRACE_ENABLED: 'false',
      TABLE: 'ledger',
      _HANDLER: 'index.handler',
    };
    expect((await invoke('Shop-Fn')).payload).toEqual({ atLoad: expected, now: expected });
  });

  it('asks AWS for what then happens outside of it', async () => {
    const seen: unknown[] = [];
    const answer = () => {
      seen.push([process.env.AWS_LAMBDA_FUNCTION_NAME, Reflect.get(globalThis, worldKey)]);
      return {};
    };
    const { lambdas, invoke } = aLambda({ answer });
    undo = () => lambdas.stop();
    const client = 'let mw; globalThis[Symbol.for("sluice.world")].use({ middlewareStack: { add: (m) => { mw = m; } } });';
    const send = 'mw(undefined, { clientName: "ECSClient", commandName: "UpdateService" })({ input: {} })';
    await aFunction(lambdas, `${client} exports.handler = async () => { await ${send}; return process.env.AWS_LAMBDA_FUNCTION_NAME; };`);
    expect((await invoke('Shop-Fn')).payload).toBe('Shop-Fn');
    expect(seen).toEqual([[undefined, undefined]]);
  });

  it('keeps its own output and its own world beside another function', async () => {
    const { lambdas, invoke } = aLambda();
    undo = () => lambdas.stop();
    const text = (name: string) =>
      `console.log("load ${name}"); exports.handler = async () => { await null; console.error("run ${name}"); };`;
    await aFunction(lambdas, text('a'), {}, 'A');
    await aFunction(lambdas, text('b'), {}, 'B');
    await Promise.all([invoke('Shop-A'), invoke('Shop-B'), invoke('Shop-A')]);
    expect(lambdas.output('Shop-A').split('\n').sort()).toEqual(['', 'load a', 'load a', 'run a', 'run a']);
    expect(lambdas.output('Shop-B')).toBe('load b\nrun b\n');
  });
});
