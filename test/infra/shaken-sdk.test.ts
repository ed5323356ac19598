import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shakeSdk } from '../../infra/bundling/shake-sdk.ts';

/** One command of each client whose errors are cut, with an answer and an error as AWS writes them. */
const cases = [
  [
    'ssm',
    'SSM',
    'GetParameter',
    { Name: '/a' },
    { Parameter: { Name: '/a', Value: '{}', Version: 3, LastModifiedDate: 1_790_000_000.5 } },
    'ParameterNotFound',
  ],
  [
    'ecs',
    'ECS',
    'DescribeServices',
    { services: ['a'] },
    { services: [{ serviceName: 'a', deployments: [{ createdAt: 1_790_000_000.25 }] }], failures: [] },
    'ClusterNotFoundException',
  ],
  [
    'ecr',
    'ECR',
    'DescribeImages',
    { repositoryName: 'a' },
    { imageDetails: [{ imageDigest: 'sha256:1', imageTags: ['1'] }] },
    'ImageNotFoundException',
  ],
  [
    'sfn',
    'SFN',
    'DescribeExecution',
    { executionArn: 'arn' },
    { executionArn: 'arn', status: 'FAILED', error: 'RolledBack' },
    'ExecutionDoesNotExist',
  ],
  [
    'eventbridge',
    'EventBridge',
    'PutEvents',
    { Entries: [] },
    { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] },
    'ResourceNotFoundException',
  ],
  [
    'cloudwatch',
    'CloudWatch',
    'DescribeAlarms',
    { AlarmNames: ['a'] },
    { MetricAlarms: [{ AlarmName: 'a', StateValue: 'ALARM' }] },
    'InvalidNextToken',
  ],
  [
    'application-auto-scaling',
    'ApplicationAutoScaling',
    'DescribeScalableTargets',
    { ServiceNamespace: 'ecs' },
    { ScalableTargets: [{ MinCapacity: 0, SuspendedState: { DynamicScalingInSuspended: true } }] },
    'ValidationException',
  ],
] as const;

interface Answered {
  readonly answer?: object;
  readonly error?: { readonly name: string; readonly message: string; readonly $fault: string; readonly status: number };
}
type Ask = (service: string, endpoint: string, input: object) => Promise<Answered>;

const folder = mkdtempSync(join(tmpdir(), 'sluice-shaken-'));
let reply = { status: 200, body: '{}' };
const aws = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.1' }).end(reply.body));
});
let endpoint = '';
let whole: Ask;
let shaken: Ask;

beforeAll(async () => {
  await new Promise<void>((resolve) => void aws.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
  [whole, shaken] = await Promise.all([bundled('whole', false), bundled('shaken', true)]);
});
afterAll(() => {
  aws.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a client with its unused parts cut', () => {
  it.each(cases)('answers as the whole one does: %s', async (service, _client, _command, input, answer) => {
    reply = { status: 200, body: JSON.stringify(answer) };
    const expected = await whole(service, endpoint, input);
    expect(expected.answer).toBeDefined();
    expect(await shaken(service, endpoint, input)).toEqual(expected);
  });

  it.each(cases)('throws under the same name as the whole one: %s', async (service, _client, _command, input, _answer, name) => {
    reply = { status: 400, body: JSON.stringify({ __type: `com.amazonaws#${name}`, message: 'no' }) };
    const expected = await whole(service, endpoint, input);
    expect(expected.error).toMatchObject({ name, message: 'no' });
    expect(await shaken(service, endpoint, input)).toEqual(expected);
  });
});

async function bundled(name: string, cut: boolean): Promise<Ask> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    stdin: { contents: program(), resolveDir: import.meta.dirname, loader: 'js' },
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', mainFields: ['module', 'main'], logLevel: 'error' },
    plugins: cut ? [shakeSdk] : [],
  });
  return ((await import(pathToFileURL(outfile).href)) as { ask: Ask }).ask;
}

function program(): string {
  const imports = cases.map(
    ([service, client, command]) => `import { ${client}Client, ${command}Command } from '@aws-sdk/client-${service}';`,
  );
  const made = cases.map(([service, client, command]) => `'${service}': [${client}Client, ${command}Command],`);
  return `${imports.join('\n')}
    const clients = { ${made.join('\n')} };
    export async function ask(service, endpoint, input) {
      const [Client, Command] = clients[service];
      const client = new Client({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 });
      try {
        const { $metadata, ...answer } = await client.send(new Command(input));
        return { answer };
      } catch ({ name, message, $fault, $metadata }) {
        return { error: { name, message, $fault, status: $metadata.httpStatusCode } };
      }
    }`;
}
