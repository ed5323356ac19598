import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { useModelledAws } from '../../local/sdk-middleware.ts';

const worldKey = Symbol.for('sluice.world');
const calls: unknown[] = [];
const modelled = useModelledAws(
  { call: async (...call) => ({ calls: calls.push(call) }) },
  { roleArn: 'arn:aws:iam::111122223333:role/f' },
);

/** The module as a function bundle has it: a copy of its own, loaded into this world or into none. */
async function loaded(world?: object) {
  vi.resetModules();
  Reflect.set(globalThis, worldKey, world);
  const { client } = await import('../../adapters/clients.ts');
  return client;
}

beforeEach(() => {
  for (const name of Object.keys(process.env).filter((name) => name.startsWith('AWS_'))) vi.stubEnv(name, undefined);
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/nowhere');
});
afterAll(() => {
  vi.unstubAllEnvs();
  Reflect.deleteProperty(globalThis, worldKey);
});

describe('client', () => {
  it('is made once per class', async () => {
    const client = await loaded();
    expect(client(ECSClient)).toBe(client(ECSClient));
    expect(client(SFNClient)).not.toBe(client(ECSClient));
  });

  it('tries three times in all, in the standard way', async () => {
    const { config } = (await loaded())(ECSClient);
    expect(await config.maxAttempts()).toBe(3);
    expect(await config.retryMode).toBe('standard');
  });

  it('tries as often as its pace says, and tells its world', async () => {
    const told: unknown[] = [];
    const client = await loaded({ now: () => new Date(), use: (_client: unknown, tries: unknown) => told.push(tries) });
    const made = [client(ECSClient), client(ECSClient, 'brisk'), client(ECSClient, 'hurried'), client(ECSClient, 'insistent')];
    expect(await Promise.all(made.map(({ config }) => config.maxAttempts()))).toEqual([3, 3, 1, 6]);
    expect(told).toEqual([3, 3, 1, 6]);
  });

  it.each([
    ['patient', 6_000],
    ['brisk', 1_500],
    ['hurried', 1_000],
    ['insistent', 4_000],
  ] as const)('a %s one gives each try %d ms', async (pace, requestTimeout) => {
    const { requestHandler } = (await loaded())(ECSClient, pace).config;
    const settings = await (requestHandler as unknown as { readonly configProvider: Promise<object> }).configProvider;
    expect(settings).toMatchObject({ requestTimeout, connectionTimeout: 1_000, throwOnRequestTimeout: true });
  });

  it('belongs to the world it was loaded into, which answers before credentials or a region are asked for', async () => {
    const client = (await loaded({ now: () => new Date(), use: modelled }))(ECSClient);
    const credentials = vi.spyOn(client.config, 'credentials');
    const region = vi.spyOn(client.config, 'region');
    await client.send(new DescribeServicesCommand({ cluster: 'prod', services: ['orders-blue'] }));
    expect(calls).toEqual([
      [
        'ECS',
        'DescribeServices',
        { cluster: 'prod', services: ['orders-blue'] },
        { roleArn: 'arn:aws:iam::111122223333:role/f', tries: 3 },
      ],
    ]);
    expect(credentials).not.toHaveBeenCalled();
    expect(region).not.toHaveBeenCalled();
  });

  it('is a plain one outside of any world', async () => {
    const client = (await loaded())(ECSClient);
    await expect(client.send(new DescribeServicesCommand({ services: [] }))).rejects.toThrow('Region is missing');
  });
});
