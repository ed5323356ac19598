import { afterEach, describe, expect, it } from 'vitest';
import type { Lambda } from '../../../../local/aws/lambda/lambda.ts';
import { handlerLoader } from '../../../../local/aws/lambda/load-handler.ts';
import { poolingHandlerLoader } from '../../../../local/aws/lambda/pooling-handler-loader.ts';
import { aFunction, aLambda } from './a-lambda.ts';

/** Captures its world once, at load, as a bundle does; counts its invocations; answers all that it sees. */
const text = `
  const captured = globalThis[Symbol.for("sluice.world")];
  let send; captured.use({ middlewareStack: { add: (middleware) => { send = middleware; } } });
  const ask = async (operation) => (await send(undefined, { clientName: "ECSClient", commandName: operation })({ input: {} })).output;
  const atLoad = captured.now().toISOString();
  let invocations = 0;
  process.env.LOADED = (process.env.LOADED ?? "") + "once";
  delete process.env.DROPPED;
  exports.handler = async ({ work, changes, leaves }) => {
    invocations += 1;
    if (changes) process.env.CHANGED = "yes";
    if (leaves) setImmediate(() => void ask("Late").catch(() => {}));
    if (work === "fail") throw new RangeError("no");
    if (work === "hang") await new Promise(() => {});
    const { from } = await ask("Describe");
    console.log("asked " + from);
    return { invocations, from, atLoad, now: captured.now().toISOString(), env: [process.env.TABLE, process.env.LOADED, process.env.DROPPED] };
  };
`;

const made: Lambda[] = [];
afterEach(() => {
  for (const lambdas of made.splice(0)) lambdas.stop();
  pool.empty();
});
let pool = poolingHandlerLoader();

async function aWorld(name: string, TABLE = 'ledger', loader = pool) {
  const world = aLambda({ answer: () => ({ from: name }), loader });
  made.push(world.lambdas);
  await aFunction(world.lambdas, text, { Role: `role/${name}`, Timeout: 30, Environment: { Variables: { TABLE, DROPPED: 'yes' } } });
  return { ...world, ask: async (event: object = {}) => (await world.invoke('Shop-Fn', event)).payload };
}
/** Null: what was undefined before it was JSON. */
const env = ['ledger', 'once', null];
const atStart = '2026-01-01T00:00:00.000Z';

describe('poolingHandlerLoader', () => {
  it('gives a module to the next world, where it sees the clock, AWS, role and output of that world alone', async () => {
    const first = await aWorld('first');
    await first.clock.advance(60_000);
    const atLoad = '2026-01-01T00:01:00.000Z';
    expect(await first.ask()).toEqual({ invocations: 1, from: 'first', atLoad, now: atLoad, env });
    first.lambdas.stop();
    const second = await aWorld('second');
    expect(await second.ask()).toEqual({ invocations: 2, from: 'second', atLoad, now: atStart, env });
    expect([first.asked, second.asked]).toEqual([[['ECS.Describe', {}, 'role/first']], [['ECS.Describe', {}, 'role/second']]]);
    expect([first.lambdas.output('Shop-Fn'), second.lambdas.output('Shop-Fn')]).toEqual(['asked first\n', 'asked second\n']);
  });

  it('keeps two worlds that are alive at once apart, call by call', async () => {
    const [first, second] = [await aWorld('first'), await aWorld('second')];
    await second.clock.advance(60_000);
    const answers = await Promise.all([first.ask(), second.ask(), first.ask(), second.ask()]);
    const own = (from: string, now: string) => ({ invocations: 1, from, atLoad: now, now, env });
    const later = '2026-01-01T00:01:00.000Z';
    expect(answers).toEqual([own('first', atStart), own('second', later), own('first', atStart), own('second', later)]);
  });

  it('never gives one module to two instances that are alive at once, also when it was used before', async () => {
    const first = await aWorld('first');
    await first.ask();
    first.lambdas.stop();
    const second = await aWorld('second');
    const both = (await Promise.all([second.ask(), second.ask()])) as { readonly invocations: number }[];
    expect(both.map(({ invocations }) => invocations).sort()).toEqual([1, 2]);
  });

  it('loads anew for another environment', async () => {
    const first = await aWorld('first', 'blue');
    await first.ask();
    first.lambdas.stop();
    expect(await (await aWorld('second', 'green')).ask()).toMatchObject({ invocations: 1, env: ['green', 'once', null] });
  });

  it('uses a module again whose invocation failed, as Lambda does', async () => {
    const first = await aWorld('first');
    await first.ask({ work: 'fail' });
    first.lambdas.stop();
    expect(await (await aWorld('second')).ask()).toMatchObject({ invocations: 2 });
  });

  it.each([
    ['was killed', async (world: Awaited<ReturnType<typeof aWorld>>) => world.lambdas.kill('Shop-Fn', 'current')],
    ['timed out', async (world: Awaited<ReturnType<typeof aWorld>>) => world.clock.advance(30_000)],
    ['was still running when its world ended', async () => undefined],
  ])('throws a module away whose instance %s', async (_title, end) => {
    const first = await aWorld('first');
    void first.ask({ work: 'hang' });
    await first.clock.advance(0);
    await end(first);
    first.lambdas.stop();
    expect(await (await aWorld('second')).ask()).toMatchObject({ invocations: 1 });
  });

  it('gives a module whose instance died to the next world when told so, and not to its own', async () => {
    pool = poolingHandlerLoader(handlerLoader(), { keepsUnfinished: true });
    const first = await aWorld('first');
    void first.ask({ work: 'hang' });
    await first.clock.advance(0);
    first.lambdas.kill('Shop-Fn', 'current');
    expect(await first.ask()).toMatchObject({ invocations: 1, from: 'first' });
    first.lambdas.stop();
    const second = await aWorld('second');
    const both = (await Promise.all([second.ask(), second.ask()])) as { readonly invocations: number }[];
    expect(both).toMatchObject([
      { invocations: 2, from: 'second' },
      { invocations: 2, from: 'second' },
    ]);
    pool.empty();
    pool = poolingHandlerLoader();
  });

  it('throws a module away that changed its environment after it was loaded', async () => {
    const first = await aWorld('first');
    await first.ask({ changes: true });
    first.lambdas.stop();
    expect(await (await aWorld('second')).ask()).toMatchObject({ invocations: 1 });
  });

  it('lets nothing that an ended world left behind reach any world', async () => {
    const first = await aWorld('first');
    await first.ask({ leaves: true });
    first.lambdas.stop();
    const second = await aWorld('second');
    await second.ask();
    await new Promise((resolve) => setImmediate(resolve));
    expect([...first.asked, ...second.asked]).toEqual([
      ['ECS.Describe', {}, 'role/first'],
      ['ECS.Describe', {}, 'role/second'],
    ]);
  });

  it('takes the modules of any loader', async () => {
    pool = poolingHandlerLoader(handlerLoader());
    const first = await aWorld('first');
    await first.ask();
    first.lambdas.stop();
    expect(await (await aWorld('second')).ask()).toMatchObject({ invocations: 2, from: 'second' });
  });
});
