import { describe, expect, it } from 'vitest';
import { httpSource } from '../../../adapters/metrics/http-source.ts';
import type { HttpSource } from '../../../core/analysis/source.ts';
import { DefectError } from '../../../core/errors.ts';
import { type Arrived, type Reply, testServer } from './http-server.ts';
import { aComparison, aRequest, aThreshold, begin, moment, scriptedSources } from './metric-builders.ts';

const { sources } = scriptedSources(() => ({}), { fetch });

function aSource(url: string, change: Partial<HttpSource> = {}): HttpSource {
  return { kind: 'http', periodSeconds: 60, absentIsZero: false, url, headers: {}, auth: { kind: 'none' }, pointer: '/value', ...change };
}

const unasked = () => Promise.reject(new DefectError('not asked'));
const valueAt = (seconds: number, candidate: number | null) => ({ startedAt: begin + seconds, candidate, stable: null });
const fromIn = ({ path }: Arrived) => Number(new URL(path, 'http://x').searchParams.get('from')) - begin;
const byBlock = '/{lane}?from={from}&to={until}&p={period}&lb={loadBalancer}';

async function asked(
  reply: (request: Arrived) => Reply,
  path: string,
  change: { source?: Partial<HttpSource>; request?: Parameters<typeof aRequest>[1] } = {},
) {
  await using server = await testServer(reply);
  const metric = aThreshold(aSource(`${server.url}${path}`, change.source));
  return { evidence: (await sources.read(aRequest([metric], change.request))).queue, arrived: server.arrived };
}

describe('an HTTP endpoint', () => {
  it('is asked once for each block, with its placeholders encoded and its headers as they are', async () => {
    const { evidence, arrived } = await asked((request) => ({ body: { value: fromIn(request) } }), byBlock, {
      source: { headers: { 'x-team': 'shop' } },
    });
    expect(arrived.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      [0, 60, 120].map((seconds) => `GET /green?from=${begin + seconds}&to=${begin + seconds + 60}&p=60&lb=app%2Forders%2F50dc`),
    );
    expect(arrived[0]?.headers).toMatchObject({ accept: 'application/json', 'x-team': 'shop' });
    expect(evidence).toEqual({ counts: {}, values: { queue: [valueAt(0, 0), valueAt(60, 60), valueAt(120, 120)] } });
  });

  it('is not asked again for blocks that are kept', async () => {
    const { arrived } = await asked(() => ({ body: { value: 1 } }), byBlock, { request: { keptUntil: { queue: begin + 120, other: 0 } } });
    expect(arrived.map(fromIn)).toEqual([120]);
  });

  it('is asked for all blocks that are not kept, also after it was away', async () => {
    const { evidence, arrived } = await asked(() => ({ body: { value: 1 } }), byBlock, { request: { until: moment(3_600) } });
    const minutes = Array.from({ length: 60 }, (_, index) => index * 60);
    expect(arrived.map(fromIn).sort((a, b) => a - b)).toEqual(minutes);
    expect(evidence).toEqual({ counts: {}, values: { queue: minutes.map((seconds) => valueAt(seconds, 1)) } });
  });

  // What nobody asked for was not told to be missing, and the next look went on after it: a candidate was safe by every fourth block.
  it('is missing when there are more than a look may ask, though the newest ones are asked', async () => {
    const { evidence, arrived } = await asked(() => ({ body: { value: 1 } }), byBlock, { request: { until: moment(241 * 60) } });
    expect([arrived.length, Math.min(...arrived.map(fromIn))]).toEqual([240, 60]);
    expect(evidence?.values.queue).toHaveLength(240);
    expect(evidence?.missing).toBe(
      'candidate: 241 blocks are to be read, 240 are at most: look sooner, or give the metric a longer period',
    );
  });

  it('is missing when it is so slow that the patience of a look ends in between', async () => {
    const patience = new AbortController();
    const answers: typeof fetch = async () => {
      patience.abort();
      return Response.json({ value: 1 });
    };
    const read = httpSource({ fetch: answers, sign: unasked, secrets: unasked }, () => patience.signal);
    const window = { fromSeconds: begin, untilSeconds: begin + 3_600, periodSeconds: 60 };
    const reading = await read({ source: aSource('https://m.example/{from}'), placeholders: {}, window, keptUntil: 0 });
    expect([reading.read.length, reading.failed]).toEqual([12, 'the endpoint is too slow: 48 blocks are not read']);
  });

  it('that tells of now is asked for the newest block only', async () => {
    const { evidence, arrived } = await asked(() => ({ body: { value: 4 } }), '/now');
    expect(arrived).toHaveLength(1);
    expect(evidence).toEqual({ counts: {}, values: { queue: [valueAt(120, 4)] } });
    expect((await asked(() => ({ body: { value: 4 } }), '/now', { request: { keptUntil: { queue: begin + 180 } } })).arrived).toEqual([]);
  });

  it('answers with the number that the pointer points at', async () => {
    const { evidence } = await asked(() => ({ body: { data: [{ 'a/b~c': 7 }] } }), '/now', { source: { pointer: '/data/0/a~1b~0c' } });
    expect(evidence?.values.queue).toEqual([valueAt(120, 7)]);
  });

  it.each([{}, { value: null }, { other: 1 }, []])('that answers %j has no value, or zero where the source says so', async (body) => {
    const { evidence } = await asked(() => ({ body }), '/now');
    expect(evidence?.values.queue).toEqual([valueAt(120, null)]);
    expect(evidence?.missing).toContain('no block has a value');
    const zero = await asked(() => ({ body }), '/now', { source: { absentIsZero: true } });
    expect(zero.evidence).toEqual({ counts: {}, values: { queue: [valueAt(120, 0)] } });
  });

  it.each(['{"value":"7"}', '{"value":true}', '{"value":{}}', '{"value":1e999}'])(
    'that answers %s has none, whatever the source says',
    async (body) => {
      const { evidence } = await asked(() => ({ body }), '/now', { source: { absentIsZero: true } });
      expect(evidence?.values.queue).toEqual([valueAt(120, null)]);
      expect(evidence?.missing).toMatch(/^candidate: 127.0.0.1:\d+ answered with no number at \/value \(2026-11-20T10:02:00Z\)$/);
    },
  );

  it('that fails for a block gives no block there, and says why', async () => {
    const { evidence } = await asked(
      (request) => (fromIn(request) === 60 ? { status: 503, body: 'later' } : { body: { value: 1 } }),
      byBlock,
    );
    expect(evidence?.values.queue).toEqual([valueAt(0, 1), valueAt(120, 1)]);
    expect(evidence?.missing).toMatch(/^candidate: 127.0.0.1:\d+ answered 503: later$/);
  });

  it('that answers with more than a document around one number needs is not read to its end', async () => {
    const { evidence } = await asked(() => ({ body: 'x'.repeat(128 * 1024 + 1) }), '/now');
    expect(evidence?.missing).toMatch(/ answered with more than 131072 bytes$/);
  });

  it('that fails is not asked further in that look', async () => {
    const { arrived } = await asked(() => ({ status: 429, body: '' }), byBlock, { request: { until: moment(3_600) } });
    expect(arrived).toHaveLength(12);
  });

  it('counts both lanes, each by its own answer', async () => {
    await using server = await testServer(({ path }) => ({
      body: { all: path.includes('blue') ? 900 : 100, bad: path.includes('blue') ? 3 : 2 },
    }));
    const part = (pointer: string) => aSource(`${server.url}${byBlock}`, { pointer });
    const ratio = aComparison({ kind: 'ratio', requests: part('/all'), bad: part('/bad') });
    expect((await sources.read(aRequest([ratio], { until: moment(60) }))).errors).toEqual({
      counts: { errors: [{ startedAt: begin, candidate: { requests: 100, bad: 2 }, stable: { requests: 900, bad: 3 } }] },
      values: {},
    });
  });
});

describe('an address is not asked at all', () => {
  it.each([
    ['http://169.254.169.254/latest/meta-data', 'an address of the machine'],
    ['http://2852039166/latest/meta-data', 'an address of the machine'],
    ['http://0xa9fea9fe/latest/meta-data', 'an address of the machine'],
    ['http://169.254.170.2/v2/credentials', 'an address of the machine'],
    ['http://[fd00:ec2::254]/latest', 'an address of the machine'],
    ['http://[fe80::1]/', 'an address of the machine'],
    ['http://[::ffff:169.254.169.254]/', 'an address of the machine'],
    ['https://user:hunter2@metrics.example/', 'its URL holds credentials'],
    ['file:///etc/passwd', 'file: is not asked'],
    ['metrics.example', 'the URL of the endpoint is none'],
  ])('when it is %s', async (url, because) => {
    const never: typeof fetch = () => Promise.reject(new TypeError('asked'));
    const evidence = await scriptedSources(() => ({}), { fetch: never }).sources.read(aRequest([aThreshold(aSource(url))]));
    expect(evidence.queue?.missing).toContain(because);
    expect(JSON.stringify(evidence)).not.toContain('hunter2');
  });

  it('when it is of another machine, without TLS, and credentials would go there', async () => {
    const never: typeof fetch = () => Promise.reject(new TypeError('asked'));
    const auth = { kind: 'bearer', secretName: '/sluice/secrets/x' } as const;
    const evidence = await scriptedSources(() => ({}), { fetch: never }).sources.read(
      aRequest([aThreshold(aSource('http://metrics.example/', { auth }))]),
    );
    expect(evidence.queue?.missing).toBe('candidate: metrics.example is not asked: credentials are not sent over http: use https');
  });
});
