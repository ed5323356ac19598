import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { compilingHandlerLoader } from '../../../../local/aws/lambda/compiling-handler-loader.ts';
import { handlerLoader } from '../../../../local/aws/lambda/load-handler.ts';
import { poolingHandlerLoader } from '../../../../local/aws/lambda/pooling-handler-loader.ts';
import { aFunction, aLambda } from './a-lambda.ts';

/** A function as Sluice ships them: Powertools and the SDK bundled, clients through the world's seam. */
const source = `
  import { Logger } from '@aws-lambda-powertools/logger';
  import { Metrics } from '@aws-lambda-powertools/metrics';
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
  import { now, world } from './adapters/world.ts';
  const logger = new Logger();
  const metrics = new Metrics({ namespace: 'Test' });
  const client = new DynamoDBClient({});
  world()?.use(client);
  const document = DynamoDBDocumentClient.from(client);
  export const handler = async ({ id }) => {
    const { Item } = await document.send(new GetCommand({ TableName: process.env.TABLE, Key: { id } }));
    logger.appendKeys({ deploymentId: id });
    logger.info('read');
    new Logger({ serviceName: 'child' }).warn('made inside the handler');
    metrics.addMetric('Reads', 'Count', 1);
    metrics.publishStoredMetrics();
    return { Item, at: now().toISOString() };
  };
`;

// Before the world's own patch, so that it sees what passes through it.
const spilled = vi.spyOn(process.stdout, 'write');
const folder = mkdtempSync(join(tmpdir(), 'sluice-bundle-'));

beforeAll(async () => {
  await build({
    stdin: { contents: source, resolveDir: resolve(import.meta.dirname, '../../../..') },
    outfile: join(folder, 'index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
    logLevel: 'silent',
  });
});
afterAll(() => spilled.mockRestore());

const compiling = compilingHandlerLoader();
const evaluated: string[] = [];
const pool = poolingHandlerLoader({
  load: (code, handler) => {
    evaluated.push(handler);
    return compiling.load(code, handler);
  },
  close: () => compiling.close(),
});
describe.each([
  ['imported', handlerLoader()],
  ['compiled', compilingHandlerLoader()],
  ['put into a pool', pool],
  ['taken from a pool', pool],
])('a minified bundle, %s', (_title, loader) => {
  const world = aLambda({
    answer: () => ({ Item: { id: { S: 'd-1' }, step: { N: '3' } } }),
    assetPath: (key) => (key === 'abc.zip' ? folder : undefined),
    loader,
  });
  beforeAll(async () => {
    const properties = {
      Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
      Environment: { Variables: { TABLE: 'ledger', POWERTOOLS_SERVICE_NAME: 'sluice' } },
    };
    await aFunction(world.lambdas, '', properties);
  });
  afterAll(() => world.lambdas.stop());

  it('runs in the world: its clock, its AWS under its own role', async () => {
    expect(await world.invoke('Shop-Fn', { id: 'd-1' })).toEqual({
      StatusCode: 200,
      payload: { Item: { id: 'd-1', step: 3 }, at: '2026-01-01T00:00:00.000Z' },
    });
    expect(world.asked).toEqual([
      ['DynamoDB.GetItem', { TableName: 'ledger', Key: { id: { S: 'd-1' } } }, 'arn:aws:iam::111122223333:role/Fn'],
    ]);
  });

  it('writes its logs and metrics to its own output and nowhere else', async () => {
    await world.invoke('Shop-Fn', { id: 'd-1' });
    expect(spilled.mock.calls.filter(([chunk]) => String(chunk).includes('deploymentId'))).toEqual([]);
    const lines = world.lambdas.output('Shop-Fn').trim().split('\n');
    const last = lines.slice(-3).map((line) => JSON.parse(line));
    expect(last).toMatchObject([
      { level: 'INFO', message: 'read', deploymentId: 'd-1', service: 'sluice' },
      { level: 'WARN', message: 'made inside the handler', service: 'child' },
      { Reads: 1, _aws: { CloudWatchMetrics: [{ Namespace: 'Test' }] } },
    ]);
  });
});

it('evaluates a pooled bundle once for two worlds, though Powertools changes its environment as it loads', () => {
  expect(evaluated).toEqual(['index.handler']);
});
