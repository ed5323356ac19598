import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signer } from '../../../adapters/metrics/sign.ts';
import type { HttpSource, PrometheusSource, SourceAuth } from '../../../core/analysis/source.ts';
import { type Arrived, type Reply, testServer } from './http-server.ts';
import { aRequest, aThreshold, moment, scriptedSources } from './metric-builders.ts';

const password = 'p"w/o+ &\\9';
const bearer: SourceAuth = { kind: 'bearer', secretName: '/sluice/secrets/token' };
const basic: SourceAuth = { kind: 'basic', secretName: '/sluice/secrets/login' };
const sigv4: SourceAuth = { kind: 'sigv4', region: 'eu-west-1' };
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG', sessionToken: 'FwoGZXIvYXdzEXAMPLETOKEN' };
const texts = new Map([
  ['/sluice/secrets/token', `tok-${password}`],
  ['/sluice/secrets/login', `sluice:${password}`],
]);
const header = 'static-header-value';

const { sources } = scriptedSources(() => ({}), {
  fetch,
  secrets: async (name) => ({ kind: 'found', text: texts.get(name) ?? '' }),
  sign: signer(new CloudWatchClient({ region: 'eu-west-1', credentials }), () => moment(0)),
});

const common = { periodSeconds: 60, absentIsZero: false } as const;
const prometheus = (url: string, auth: SourceAuth): PrometheusSource => ({ kind: 'prometheus', ...common, url, query: 'up', auth });
const endpoint = (url: string, auth: SourceAuth): HttpSource => ({
  kind: 'http',
  ...common,
  url,
  headers: { 'x-key': header },
  auth,
  pointer: '/v',
});

/** Everything that came with the request and was meant for the server alone, in the ways it may be written. */
function secretsIn({ headers }: Arrived): readonly string[] {
  const [scheme, proof = ''] = (headers.authorization ?? '').split(/ (.*)/s);
  const login = scheme === 'Basic' ? Buffer.from(proof, 'base64').toString() : '';
  const signature = /Signature=(\w+)/.exec(proof)?.[1] ?? '';
  const given = [proof, login, login.replace(/^[^:]*:/, ''), signature, headers['x-amz-security-token'], headers['x-key']];
  const texts = given.flatMap((text) => (typeof text === 'string' && text !== '' ? text : []));
  return texts.flatMap((text) => [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)]);
}

/** Servers that tell all they know, in every place that could reach people. */
const echoes: readonly ((said: string) => Reply)[] = [
  (body) => ({ status: 403, body }),
  (body) => ({ body: `not json ${body}` }),
  (error) => ({ status: 400, body: { status: 'error', error } }),
  (error) => ({ body: { status: 'error', error } }),
  (warning) => ({ body: { status: 'success', warnings: [warning], data: { resultType: 'matrix', result: [] } } }),
  (resultType) => ({ body: { status: 'success', data: { resultType, result: [] } } }),
  (v) => ({ body: { v } }),
  (location) => ({
    status: 302,
    headers: { location: `http://127.0.0.1:1/${encodeURIComponent(location)}`, 'retry-after': 'x' },
    body: '',
  }),
];

describe('what a server repeats of a request', () => {
  const kinds = [bearer, basic, sigv4].flatMap((auth) => [prometheus, endpoint].map((make) => [auth.kind, make.name, make, auth] as const));

  it.each(kinds)('reaches nobody: %s to %s', async (_kind, _name, make, auth) => {
    let reply: (request: Arrived) => Reply = () => 'hang up';
    await using server = await testServer((request) => reply(request));
    for (const echo of echoes) {
      for (let nth = 0; nth < 12; nth += 1) {
        // Only the begin of a text is shown, so each secret is once said at the begin.
        reply = (request) => echo(`${secretsIn(request)[nth] ?? ''} ${JSON.stringify(request.headers)}`);
        const told = JSON.stringify(await sources.read(aRequest([aThreshold(make(server.url, auth))])));
        const secrets = server.arrived.flatMap(secretsIn);
        expect(secrets.filter((secret) => told.includes(secret) || told.includes(JSON.stringify(secret).slice(1, -1)))).toEqual([]);
      }
    }
    expect(server.arrived.length).toBeGreaterThanOrEqual(echoes.length * 12);
  });

  it('is short', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 2_000 }), fc.constantFrom(200, 400, 500), async (body, status) => {
        const answers: typeof fetch = async () => new Response(body, { status });
        const told = (
          await scriptedSources(() => ({}), { fetch: answers }).sources.read(
            aRequest([aThreshold(prometheus('https://p.example', { kind: 'none' }))]),
          )
        ).queue;
        expect(told?.missing?.length).toBeLessThan(300);
        expect(told?.missing).toMatch(/^[^\p{Cc}]*$/u);
      }),
    );
  });
});

describe('credentials', () => {
  it.each([
    [bearer, `Bearer tok-${password}`],
    [basic, `Basic ${Buffer.from(`sluice:${password}`).toString('base64')}`],
    [{ kind: 'none' } as const, undefined],
  ])('are sent as their kind asks: %j', async (auth, authorization) => {
    await using server = await testServer(() => ({ body: { v: 1 } }));
    await sources.read(aRequest([aThreshold(endpoint(server.url, auth))]));
    expect(server.arrived[0]?.headers.authorization).toBe(authorization);
  });

  it('that cannot be used are not sent, and the reason does not hold them', async () => {
    const secrets = async () => ({ kind: 'found', text: 'no-colon-here' }) as const;
    const evidence = await scriptedSources(() => ({}), { secrets }).sources.read(
      aRequest([aThreshold(endpoint('https://m.example', basic))]),
    );
    expect(evidence.queue?.missing).toBe(
      'candidate: m.example was not asked: the secret /sluice/secrets/login has no colon: write user:password',
    );
  });

  it('do not go along with a redirect', async () => {
    await using elsewhere = await testServer(() => ({ body: { v: 1 } }));
    await using server = await testServer(() => ({ status: 307, headers: { location: elsewhere.url }, body: '' }));
    await sources.read(aRequest([aThreshold(endpoint(server.url, bearer))]));
    expect(elsewhere.arrived).toEqual([]);
  });
});
