import { describe, expect, it } from 'vitest';
import type { Source } from '../../../core/analysis/source.ts';
import { parseService } from '../../../core/service/parse-service.ts';
import { aDeclaration } from '../builders.ts';
import { problemsOfMetrics } from './problems-of.ts';
import { cloudWatch, http, prometheus } from './some-sources.ts';

const metricOf = (source: unknown) => ({ kind: 'threshold', name: 'queue', source, failWhen: { above: 30 } });

function planOf(source: unknown): Source | undefined {
  const [metric] = parseService(aDeclaration({ analysis: { metrics: [metricOf(source)] } })).analysis.metrics;
  return metric?.kind === 'threshold' ? metric.source : undefined;
}

/** The problems of a metric with this source, without what every line begins with. */
const problemsOf = (source: unknown) => problemsOfMetrics(metricOf(source)).map((line) => line.replace('.0.source', ''));

const secret = '/sluice/secrets/orders/grafana';
const workspace = 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1';

describe('a source', () => {
  it('is metric math over several CloudWatch metrics', () => {
    const { metric } = cloudWatch;
    const metrics = { failed: metric, all: { ...metric, name: 'All' } };
    expect(planOf({ kind: 'cloudwatch', metrics, expression: 'failed / all', period: '10s' })).toEqual({
      ...{ kind: 'cloudwatch', metrics, expression: 'failed / all' },
      ...{ periodSeconds: 10, absentIsZero: false },
    });
  });

  it('is PromQL with braces of its own', () => {
    expect(planOf({ ...prometheus, period: '30s', auth: { kind: 'bearer', secret } })).toEqual({
      ...{ kind: 'prometheus', url: prometheus.url, query: prometheus.query, auth: { kind: 'bearer', secretName: secret } },
      ...{ periodSeconds: 30, absentIsZero: false },
    });
  });

  it.each([
    [workspace, 'eu-west-1'],
    ['https://vpce-1a.aps-workspaces.us-east-2.vpce.amazonaws.com/workspaces/ws-1', 'us-east-2'],
  ])('is signed for the Region of its workspace: %s', (url, region) => {
    expect(planOf({ ...prometheus, url, auth: { kind: 'sigv4' } })).toMatchObject({ auth: { kind: 'sigv4', region } });
  });

  it('is an HTTP endpoint with headers and a password', () => {
    expect(planOf({ ...http, headers: { 'X-Scope-OrgID': 'shop' }, auth: { kind: 'basic', secret } })).toEqual({
      ...{ kind: 'http', url: http.url, headers: { 'X-Scope-OrgID': 'shop' }, pointer: http.pointer },
      ...{ auth: { kind: 'basic', secretName: secret }, periodSeconds: 60, absentIsZero: false },
    });
  });

  it('may be without encryption when that is said and nothing is secret', () => {
    const url = 'http://prometheus.shop.internal:9090';
    expect(problemsOf({ ...prometheus, url })).toEqual([expect.stringMatching(/^\.url: .* use https; where there is none, set allowHttp/)]);
    expect(problemsOf({ ...prometheus, url, allowHttp: true })).toEqual([]);
    const auth = { kind: 'bearer', secret };
    expect(problemsOf({ ...prometheus, url, allowHttp: true, auth })).toEqual([expect.stringMatching(/^\.url: .* use https/)]);
  });

  it.each<[string, unknown, string]>([
    ['an unknown kind', { kind: 'datadog' }, '.kind: "datadog" is not usable; write one of cloudwatch, prometheus, http as kind'],
    ['no kind', { url: http.url }, '.kind: missing; write one of cloudwatch, prometheus, http as kind'],
    ['a text', 'errors', ': "errors" is not usable; write one of cloudwatch, prometheus, http as kind'],
    ['an unknown key', { ...http, headres: {} }, '.headres: an object; remove it,'],
    ['a period of 5 s', { ...http, period: '5s' }, '.period: "5s" is not usable; write a whole number'],
    ['a period that CloudWatch has not', { ...cloudWatch, period: '90s' }, '.period: "90s" is not usable; give 10s, 30s or whole minutes'],
    ['no metric', { kind: 'cloudwatch' }, '.metric: missing; give a metric, or metrics with an expression'],
    [
      'both a metric and metrics',
      { ...cloudWatch, metrics: { m: cloudWatch.metric }, expression: 'm' },
      '.metric: an object; give either metric, or metrics with an expression',
    ],
    ['metrics without an expression', { kind: 'cloudwatch', metrics: { m: cloudWatch.metric } }, '.expression: missing; give metrics and'],
    [
      'an id that CloudWatch refuses',
      { kind: 'cloudwatch', metrics: { Failed: cloudWatch.metric }, expression: 'Failed' },
      '.metrics.Failed: an object; give metrics by id',
    ],
    [
      'an id that every object has',
      { kind: 'cloudwatch', metrics: { constructor: cloudWatch.metric }, expression: 'constructor' },
      '.metrics.constructor: an object; give metrics by id',
    ],
    [
      'an unknown statistic',
      { ...cloudWatch, metric: { ...cloudWatch.metric, statistic: 'Median' } },
      '.metric.statistic: "Median" is not usable; give a CloudWatch statistic',
    ],
    [
      'an unknown placeholder in a dimension',
      { ...cloudWatch, metric: { ...cloudWatch.metric, dimensions: { Lane: '{Lane}' } } },
      '.metric.dimensions.Lane: "{Lane}" is not usable; correct the word in braces: placeholders are {lane},',
    ],
    [
      'an unknown placeholder in PromQL',
      { ...prometheus, query: 'up{lane="{colour}"}' },
      '.query: "up{lane=\\"{colour}\\"}" is not usable; correct',
    ],
    [
      'an unknown placeholder in a URL',
      { ...http, url: 'https://a.example/{colour}' },
      '.url: "https://a.example/{colour}" is not usable; correct',
    ],
    [
      'a placeholder in a base URL',
      { ...prometheus, url: 'https://{lane}.example.com' },
      '.url: "https://{lane}.example.com" is not usable; give a URL',
    ],
    ['a pointer without its slash', { ...http, pointer: 'data.value' }, '.pointer: "data.value" is not usable; give a JSON pointer'],
    [
      'a secret itself',
      { ...http, auth: { kind: 'bearer', secret: 'glsa_x' } },
      '.auth.secret: a text of 6 characters, which may be a credential, is not usable; give the name of a SecureString',
    ],
    [
      "another part's parameter",
      { ...http, auth: { kind: 'bearer', secret: '/sluice/services/orders' } },
      '.auth.secret: "/sluice/services/orders" is not usable; give the name',
    ],
    [
      'a path out of the secrets',
      { ...http, auth: { kind: 'basic', secret: '/sluice/secrets//x' } },
      '.auth.secret: "/sluice/secrets//x" is not usable; give the name',
    ],
    [
      'a signature of AWS for others',
      { ...http, auth: { kind: 'sigv4' } },
      '.auth.kind: "sigv4" is not usable; write one of bearer, basic',
    ],
    [
      'a signature for a host of others',
      { ...prometheus, auth: { kind: 'sigv4' } },
      '.url: "https://prometheus.example.com" is not usable; give the URL of a workspace',
    ],
    [
      'a credential as header',
      { ...http, headers: { Authorization: 'x' } },
      '.headers.Authorization: a text of 1 characters, which may be a credential, is not usable; give header names',
    ],
    [
      'a key as header',
      { ...http, headers: { 'dd-api-key': 'x' } },
      '.headers.dd-api-key: a text of 1 characters, which may be a credential, is not usable; give header names',
    ],
    [
      'a header of two lines',
      { ...http, headers: { a: 'b\r\nc: d' } },
      '.headers.a: a text of 7 characters, which may be a credential, is not usable; give header names',
    ],
  ])('is refused with %s', (_, source, line) => {
    expect(problemsOf(source).map((problem) => problem.slice(0, line.length))).toEqual([line]);
  });
});

describe('the URL of a source', () => {
  it.each([
    ['https://user:pass@metrics.example.com', 'give a URL such as'],
    ['https://metrics.example.com/#top', 'give a URL such as'],
    ['https://metrics.example.com\\@evil.example', 'give a URL such as'],
    ['ftp://metrics.example.com', 'give a URL such as'],
    ['https://[::1]/', 'give a URL such as'],
    ['//metrics.example.com', 'give a URL such as'],
    ['https://169.254.169.254/latest/meta-data', 'give the host of a metrics service'],
    ['https://169.254.170.2/v2/credentials', 'give the host of a metrics service'],
    ['https://127.0.0.1:9001/2018-06-01/runtime', 'give the host of a metrics service'],
    ['https://localhost/', 'give the host of a metrics service'],
    ['https://a.localhost./', 'give the host of a metrics service'],
    ['https://2852039166/', 'give the host of a metrics service'],
    ['https://0xA9FEA9FE/', 'give the host of a metrics service'],
    ['https://0251.0376.0251.0376/', 'give the host of a metrics service'],
    ['https://169.254.43518/', 'give the host of a metrics service'],
    ['https://127.1/', 'give the host of a metrics service'],
    ['https://0.0.0.0/', 'give the host of a metrics service'],
    ['https://metrics.example.com/?api_key=1', 'leave credentials out of the URL'],
    ['https://metrics.example.com/?a=1&access_token=1', 'leave credentials out of the URL'],
    ['https://metrics.example.com/?X-Amz-Signature=1', 'leave credentials out of the URL'],
  ])('is refused: %s', (url, fix) => {
    expect(problemsOf({ ...http, url })).toEqual([expect.stringContaining(`is not usable; ${fix}`)]);
  });

  it.each(['https://10.0.0.7:9090/a?b=c', 'https://metrics/{lane}', 'https://m.example.com?from={from}', 'https://169.253.1.1/'])(
    'is accepted: %s',
    (url) => {
      expect(problemsOf({ ...http, url })).toEqual([]);
    },
  );
});

describe('a credential that is written where it does not belong', () => {
  it.each([
    ['as a header', { ...http, headers: { Authorization: 'Bearer hunter2' } }],
    ['as the name of the secret', { ...http, auth: { kind: 'bearer', secret: 'hunter2' } }],
    ['as the kind of auth', { ...http, auth: { kind: 'Bearer hunter2' } }],
    ['as a field of its own', { ...http, auth: { kind: 'bearer', token: 'hunter2' } }],
    ['beside the source', { ...http, password: 'hunter2' }],
    ['as the password of a URL', { ...http, url: 'https://user:hunter2@metrics.example.com/a' }],
    ['as the user of a URL', { ...prometheus, url: 'https://hunter2@metrics.example.com' }],
    ['in the query of a URL', { ...http, url: 'https://metrics.example.com/a?lane={lane}&api_key=hunter2' }],
  ])('is refused and not repeated: %s', (_, source) => {
    const problems = problemsOf(source).join();
    expect(problems).toContain('is not usable');
    expect(problems).not.toContain('hunter2');
  });

  it('leaves the rest of a URL readable', () => {
    expect(problemsOf({ ...http, url: 'https://user:x@metrics.example.com/a?lane={lane}&api_key=y' })).toEqual([
      expect.stringContaining('"https://…@metrics.example.com/a?lane={lane}&api_key=…" is not usable'),
    ]);
  });
});

describe('a secret of another service', () => {
  it('is refused, whatever kind of metric names it', () => {
    const prometheus = { kind: 'prometheus', url: 'https://prometheus.example.com', query: 'up{lane="{lane}"}' };
    const auth = { kind: 'bearer', secret: '/sluice/secrets/payments/grafana' };
    const foreign = { ...prometheus, auth };
    const metrics = [
      'errors',
      { kind: 'comparison', name: 'own', requests: prometheus, bad: foreign },
      { kind: 'threshold', name: 'queue', source: foreign, failWhen: { above: 1 } },
    ];
    expect(() => parseService(aDeclaration({ analysis: { metrics } }))).toThrow(
      /refused, 2 to fix:\n.*metrics.1: "\/sluice\/secrets\/payments\/grafana" is not a secret of this service; keep it in a parameter below \/sluice\/secrets\/orders\/\n.*metrics.2: /,
    );
  });
});
