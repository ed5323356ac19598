import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ElbReader } from '../../adapters/elb-reader.ts';
import type { Executions } from '../../adapters/executions.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { MetricSources } from '../../adapters/metrics/metric-sources.ts';
import type { ServiceCatalogue } from '../../adapters/service-catalogue.ts';
import { bundleFunctions } from '../../infra/constructs/function-bundles.ts';
import { aRequest, aThreshold } from './metrics/metric-builders.ts';

interface Seen {
  readonly authorization: string;
  readonly token: string;
}
interface Probe {
  readonly catalogue: ServiceCatalogue;
  readonly elb: ElbReader;
  readonly ledger: Ledger;
  readonly machines: Executions;
  readonly metrics: MetricSources;
}

const adapters = join(import.meta.dirname, '../../adapters');
const folder = mkdtempSync(join(tmpdir(), 'sluice-probe-'));
const seen: Seen[] = [];
let answer = { status: 400, type: 'application/x-amz-json-1.0', body: '' };
let aws: Server;
let probe: Probe;

const source = `
import { catalogue } from '${adapters}/wiring/catalogue.ts';
import { ledger, machines } from '${adapters}/wiring/control-plane.ts';
import { metrics } from '${adapters}/wiring/metrics.ts';
import { elb } from '${adapters}/wiring/readers.ts';
export const probe = { catalogue: catalogue(), elb: elb(), ledger: ledger(), machines: machines(), metrics: metrics() };
`;

beforeAll(async () => {
  aws = createServer((request, response) => {
    seen.push({ authorization: request.headers.authorization ?? '', token: String(request.headers['x-amz-security-token']) });
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
  });
  await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
  mkdirSync(join(folder, 'functions/probe'), { recursive: true });
  writeFileSync(join(folder, 'functions/probe/handler.ts'), source);
  const bundled = bundleFunctions(['probe'], { functionsRoot: join(folder, 'functions'), outDirectory: join(folder, 'out') });
  const { port } = aws.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('SLUICE_TABLE', 'sluice');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'token');
  ({ probe } = await import(join(bundled.probe, 'index.mjs')));
});

afterAll(() => {
  vi.unstubAllEnvs();
  aws.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = new Date(0).toISOString();
const figures = { requests: 0, requestsPerSecond: 0, errorRate: 0 };
const profile = { taskDefinitionArn: 'orders:1', deploymentId: 'orders-1', from: at, until: at, ...figures };
const json = (type: string) => ({ status: 400, type: 'application/x-amz-json-1.0', body: JSON.stringify({ __type: type, message: 'no' }) });

describe('the SDK inside a bundle', () => {
  it('signs with the credentials of the function’s environment', async () => {
    answer = json('com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException');
    await probe.ledger.keepProfile('orders', profile);
    expect(seen.at(-1)?.authorization).toContain('Credential=AKIDEXAMPLE/');
    expect(seen.at(-1)?.token).toBe('token');
  });

  it('names the errors of DynamoDB', async () => {
    answer = json('com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException');
    await expect(probe.ledger.keepProfile('orders', profile)).resolves.toBeUndefined();
  });

  it('names the errors of SSM', async () => {
    answer = json('ParameterNotFound');
    await expect(probe.catalogue.declared('orders')).resolves.toBeUndefined();
  });

  it('names the errors of Step Functions', async () => {
    answer = json('ExecutionDoesNotExist');
    await expect(probe.machines.status('arn')).resolves.toBe('unknown');
  });

  it('names the errors of ELB', async () => {
    const body =
      '<ErrorResponse><Error><Type>Sender</Type><Code>RuleNotFound</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>';
    answer = { status: 400, type: 'text/xml', body };
    await expect(probe.elb.rule('arn')).resolves.toBeUndefined();
  });

  it('signs requests to Prometheus too', async () => {
    answer = {
      status: 200,
      type: 'application/json',
      body: JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] } }),
    };
    const url = `http://127.0.0.1:${(aws.address() as AddressInfo).port}/workspaces/ws-1`;
    const auth = { kind: 'sigv4', region: 'eu-central-1' } as const;
    await probe.metrics.read(aRequest([aThreshold({ kind: 'prometheus', periodSeconds: 60, absentIsZero: true, url, query: 'up', auth })]));
    expect(seen.at(-1)?.authorization).toMatch(/Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/aps\/aws4_request/);
    expect(seen.at(-1)?.token).toBe('token');
  });
});
