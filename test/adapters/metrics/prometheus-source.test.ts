import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricEvidence } from '../../../core/analysis/evidence.ts';
import type { PrometheusSource } from '../../../core/analysis/source.ts';
import { type Arrived, type Reply, testServer } from './http-server.ts';
import { aComparison, aRequest, aThreshold, begin, moment, scriptedSources } from './metric-builders.ts';

const sources = scriptedSources(() => ({}), { fetch }).sources;

function aSource(url: string, change: Partial<PrometheusSource> = {}): PrometheusSource {
  const query = 'sum(rate(errors{lane="{lane}",service="{service}"}[{period}s]))';
  return { kind: 'prometheus', periodSeconds: 60, absentIsZero: false, url, query, auth: { kind: 'none' }, ...change };
}

const matrix = (...result: unknown[]) => ({ status: 'success', data: { resultType: 'matrix', result } });
const series = (...values: unknown[]) => ({ metric: {}, values });
const valueAt = (seconds: number, candidate: number | null) => ({ startedAt: begin + seconds, candidate, stable: null });

async function askedOnce(
  reply: Reply,
  change: Partial<PrometheusSource> = {},
): Promise<{ evidence: MetricEvidence | undefined; arrived: readonly Arrived[] }> {
  await using server = await testServer(() => reply);
  const evidence = (await sources.read(aRequest([aThreshold(aSource(`${server.url}/prom/`, change))]))).queue;
  return { evidence, arrived: server.arrived };
}

describe('Prometheus', () => {
  it('is asked for the value at the end of each block, by a form', async () => {
    const { arrived } = await askedOnce({ body: matrix() });
    expect(arrived).toMatchObject([
      { method: 'POST', path: '/prom/api/v1/query_range', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ]);
    expect(Object.fromEntries(new URLSearchParams(arrived[0]?.body))).toEqual({
      query: 'sum(rate(errors{lane="green",service="orders"}[60s]))',
      start: `${begin + 60}`,
      end: `${begin + 180}`,
      step: '60',
    });
  });

  it('gives a block the value of its end', async () => {
    const { evidence } = await askedOnce({ body: matrix(series([begin + 60, '1'], [begin + 120, '2.5'], [begin + 180, '-3e-1'])) });
    expect(evidence).toEqual({ counts: {}, values: { queue: [valueAt(0, 1), valueAt(60, 2.5), valueAt(120, -0.3)] } });
  });

  it('gives nothing of a clock that is ahead, nor of the time before', async () => {
    const { evidence } = await askedOnce({ body: matrix(series([begin, '9'], [begin + 180, '1'], [begin + 240, '9'])) });
    expect(evidence?.values.queue).toEqual([valueAt(0, null), valueAt(60, null), valueAt(120, 1)]);
  });

  it('is not asked while not a single block is over', async () => {
    await using server = await testServer(() => ({ body: matrix() }));
    const evidence = await sources.read(aRequest([aThreshold(aSource(server.url))], { until: moment(59) }));
    expect({ evidence, arrived: server.arrived }).toEqual({ evidence: { queue: { counts: {}, values: { queue: [] } } }, arrived: [] });
  });

  it('without a series has zeros only where the source says so', async () => {
    const zeros = [valueAt(0, 0), valueAt(60, 0), valueAt(120, 0)];
    expect((await askedOnce({ body: matrix() }, { absentIsZero: true })).evidence).toEqual({ counts: {}, values: { queue: zeros } });
    expect((await askedOnce({ body: matrix() })).evidence?.missing).toBe(
      'candidate: no block has a value: does the query match this lane? (2026-11-20T10:02:00Z)',
    );
  });

  it.each(['NaN', '+Inf', '-Inf', '', 'x', null, 7])('has no value in a block of %j', async (value) => {
    const { evidence } = await askedOnce({ body: matrix(series([begin + 60, '1'], [begin + 180, value])) }, { absentIsZero: true });
    expect(evidence?.values.queue).toEqual([valueAt(0, 1), valueAt(60, 0), valueAt(120, null)]);
    expect(evidence?.missing).toMatch(/^candidate: the value is (NaN|-?Infinity) \(2026-11-20T10:02:00Z\)$/);
  });

  it('counts both lanes of a ratio', async () => {
    await using server = await testServer(({ body }) => {
      const query = new URLSearchParams(body).get('query') ?? '';
      const value = (query.includes('bad') ? 0.4 : 10) * (query.includes('blue') ? 9 : 1);
      return { body: matrix(series([begin + 60, `${value}`])) };
    });
    const counter = (name: string) => aSource(server.url, { query: `sum(increase(${name}{lane="{lane}"}[{period}s]))` });
    const ratio = aComparison({ kind: 'ratio', requests: counter('all'), bad: counter('bad') });
    expect(await sources.read(aRequest([ratio], { until: moment(60) }))).toEqual({
      errors: {
        counts: { errors: [{ startedAt: begin, candidate: { requests: 10, bad: 0 }, stable: { requests: 90, bad: 4 } }] },
        values: {},
      },
    });
  });
});

describe('an answer of Prometheus is missing as a whole, and says why', () => {
  const long = 'x'.repeat(2 * 1024 * 1024 + 1);
  it.each<[string, Reply, string | RegExp]>([
    ['several series', { body: matrix(series(), series()) }, 'Prometheus answered with 2 series: aggregate them into one, as sum(…) does'],
    [
      'a scalar',
      { body: { status: 'success', data: { resultType: 'scalar', result: [begin, '1'] } } },
      'Prometheus answered with scalar, not with a series',
    ],
    [
      'a string',
      { body: { status: 'success', data: { resultType: 'string', result: [begin, 'x'] } } },
      'Prometheus answered with string, not with a series',
    ],
    ['a histogram', { body: matrix({ metric: {}, histograms: [] }) }, /^Prometheus answered without values: histograms are no numbers/],
    [
      'warnings',
      { body: { ...matrix(series([begin + 60, '1'])), warnings: ['store a:1 is down', 'x'] } },
      'Prometheus warns: store a:1 is down',
    ],
    ['a part', { body: { ...matrix(series([begin + 60, '1'])), isPartial: true } }, 'Prometheus answered in part'],
    ['an error with status 200', { body: { status: 'error', error: 'query timed out' } }, 'Prometheus could not answer: query timed out'],
    // No text can be made of these: what throws here would end a healthy release at once.
    ['an error that is no text', { body: '{"error":{"toString":1,"valueOf":1}}' }, 'Prometheus could not answer: it does not say why'],
    [
      'a warning that is no text',
      { body: { status: 'success', warnings: [{ toString: 1 }] } },
      'Prometheus warns: it does not say of what',
    ],
    [
      'a type that is nested without end',
      { body: `{"status":"success","data":{"resultType":${'['.repeat(200_000)}${']'.repeat(200_000)}}}` },
      'Prometheus answered with something else, not with a series',
    ],
    ['null', { body: 'null' }, 'Prometheus could not answer: it does not say why'],
    ['a bad query', { status: 400, body: { status: 'error', error: 'parse error' } }, /^127.0.0.1:\d+ answered 400: .*parse error/],
    [
      'too many requests',
      { status: 429, headers: { 'retry-after': '30' }, body: '' },
      /^127.0.0.1:\d+ answered 429, and asks to wait 30 s$/,
    ],
    ['a web page', { body: '<html>\n <b>log in</b>' }, /^127.0.0.1:\d+ did not answer with JSON: <html> <b>log in<\/b>$/],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }, /redirects, which is not followed/],
    ['a broken connection', 'hang up', /^127.0.0.1:\d+ could not be asked \([A-Z_]+\)$/],
    ['more than may be read', { body: long }, /^127.0.0.1:\d+ answered with more than 2097152 bytes$/],
  ])('when it is %s', async (_, reply, because) => {
    const { evidence } = await askedOnce(reply);
    expect(evidence?.values).toEqual({ queue: [] });
    const [lane, ...rest] = evidence?.missing?.split(': ') ?? [];
    expect(lane).toBe('candidate');
    if (typeof because === 'string') expect(rest.join(': ')).toBe(because);
    else expect(rest.join(': ')).toMatch(because);
  });

  it('when nobody is there', async () => {
    await using server = await testServer(() => 'hang up');
    const { url } = server;
    await server[Symbol.asyncDispose]();
    const evidence = (await sources.read(aRequest([aThreshold(aSource(url))]))).queue;
    expect(evidence?.missing).toMatch(/^candidate: 127.0.0.1:\d+ could not be asked \(ECONNREFUSED\)$/);
  });

  it('when it takes too long', async () => {
    const late: typeof fetch = () => Promise.reject(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    const evidence = await scriptedSources(() => ({}), { fetch: late }).sources.read(
      aRequest([aThreshold(aSource('https://prometheus.example'))]),
    );
    expect(evidence.queue?.missing).toBe('candidate: prometheus.example did not answer within 5 s');
  });
});

describe('whatever Prometheus answers', () => {
  it('every block of the window is there once, with a finite value or none, or none is and it is said why', async () => {
    const sample = fc.oneof(
      fc.tuple(fc.integer({ min: begin - 90, max: begin + 300 }), fc.oneof(fc.constantFrom('1', 'NaN', '+Inf'), fc.string())),
      fc.jsonValue(),
    );
    const body = fc.oneof(
      fc.jsonValue(),
      fc.array(sample, { maxLength: 8 }).map((values) => matrix(series(...values))),
      fc.array(fc.jsonValue()).map((result) => matrix(...result)),
    );
    await fc.assert(
      fc.asyncProperty(body, async (json) => {
        const answers: typeof fetch = async () => new Response(JSON.stringify(json));
        const evidence = (
          await scriptedSources(() => ({}), { fetch: answers }).sources.read(aRequest([aThreshold(aSource('https://p.example'))]))
        ).queue;
        const blocks = evidence?.values.queue ?? [];
        if (blocks.length === 0) expect(evidence?.missing).toMatch(/^candidate: ./);
        else expect(blocks.map(({ startedAt }) => startedAt - begin)).toEqual([0, 60, 120]);
        expect(blocks.every(({ candidate }) => candidate === null || Number.isFinite(candidate))).toBe(true);
      }),
    );
  });
});
