import { describe, expect, it } from 'vitest';
import type { CloudWatchSource } from '../../../core/analysis/source.ts';
import { refuse } from '../scripted-aws.ts';
import {
  aCloudWatchSource,
  aComparison,
  answering,
  aRequest,
  aThreshold,
  begin,
  moment,
  nameOf,
  type Query,
  scriptedSources,
} from './metric-builders.ts';

const valueAt = (seconds: number, candidate: number | null) => ({ startedAt: begin + seconds, candidate, stable: null });
const queriesIn = (input: Readonly<Record<string, unknown>> | undefined) => input?.MetricDataQueries as readonly Query[];

/** What a threshold metric on CloudWatch reads when it is answered so. */
async function queueOf(answer: Parameters<typeof scriptedSources>[0], source: Partial<CloudWatchSource> = {}) {
  const { sources, inputs } = scriptedSources(answer);
  const evidence = (await sources.read(aRequest([aThreshold(aCloudWatchSource(source))]))).queue;
  return { evidence, inputs: inputs() };
}

describe('any metric of CloudWatch', () => {
  it('is read for the candidate, with its placeholders filled in', async () => {
    const { evidence, inputs } = await queueOf(answering(() => ({ 0: 3, 120: 5.5 })));
    expect(evidence).toEqual({ counts: {}, values: { queue: [valueAt(0, 3), valueAt(60, null), valueAt(120, 5.5)] } });
    const Metric = { Namespace: 'Shop', MetricName: 'QueueAge', Dimensions: [{ Name: 'Service', Value: 'orders-green' }] };
    expect(inputs).toMatchObject([{ MetricDataQueries: [{ MetricStat: { Metric, Period: 60, Stat: 'Maximum' } }] }]);
  });

  it('counts an absent value as zero only where the source says so', async () => {
    const { evidence } = await queueOf(
      answering(() => ({ 0: 3 })),
      { absentIsZero: true },
    );
    expect(evidence).toEqual({ counts: {}, values: { queue: [valueAt(0, 3), valueAt(60, 0), valueAt(120, 0)] } });
  });

  it('is missing while its newest block has no value', async () => {
    const { evidence } = await queueOf(answering(() => ({ 0: 3 })));
    expect(evidence?.missing).toBe('candidate: there is no value (2026-11-20T10:02:00Z)');
  });

  it('that no block has a value of is missing, with a hint at the query', async () => {
    const { evidence } = await queueOf(answering(() => ({})));
    expect(evidence?.missing).toBe('candidate: no block has a value: does the query match this lane? (2026-11-20T10:02:00Z)');
  });

  it('with a value that is no number has none in that block', async () => {
    const { evidence } = await queueOf(
      answering(() => ({ 0: 1, 60: Number.NaN, 120: Number.POSITIVE_INFINITY })),
      { absentIsZero: true },
    );
    expect(evidence).toEqual({
      counts: {},
      values: { queue: [valueAt(0, 1), valueAt(60, null), valueAt(120, null)] },
      missing: 'candidate: the value is Infinity (2026-11-20T10:02:00Z)',
    });
  });

  it('is computed by metric math; the ids of its metrics are made unique, and texts in quotes are left alone', async () => {
    const stat = (name: string) => ({ namespace: 'Shop', name, dimensions: { Lane: '{lane}' }, statistic: 'Sum' });
    const math = {
      metrics: { e: stat('Errors'), r: stat('Requests') },
      expression: 'IF(r > 0, e / r, 0) + 0 * DATAPOINT_COUNT(e) + LEN("e r")',
    };
    const { evidence, inputs } = await queueOf(
      answering(() => ({ 0: 1, 60: 2, 120: 3 })),
      math,
    );
    expect(queriesIn(inputs[0])).toEqual([
      { Id: 'q0', Expression: 'IF(q0_r > 0, q0_e / q0_r, 0) + 0 * DATAPOINT_COUNT(q0_e) + LEN("e r")', Period: 60 },
      expect.objectContaining({ Id: 'q0_e', ReturnData: false }),
      expect.objectContaining({ Id: 'q0_r', ReturnData: false }),
    ]);
    expect(evidence?.values.queue).toEqual([valueAt(0, 1), valueAt(60, 2), valueAt(120, 3)]);
  });

  it('of high resolution is read by its own period, in a call of its own', async () => {
    const { sources, inputs } = scriptedSources(answering(() => ({ 10: 1 })));
    const metrics = [aComparison(), aThreshold(aCloudWatchSource({ periodSeconds: 10 }))];
    const evidence = await sources.read(aRequest(metrics, { from: moment(4), until: moment(29) }));
    expect(evidence.queue?.values).toEqual({ queue: [valueAt(10, 1)] });
    expect(inputs()).toMatchObject([{ StartTime: moment(10), EndTime: moment(20) }]);
  });

  it('of high resolution is not asked for beyond the three hours that CloudWatch keeps it', async () => {
    const { sources, inputs } = scriptedSources(
      answering(() => ({})),
      { now: () => moment(3 * 3_600 + 5) },
    );
    await sources.read(aRequest([aThreshold(aCloudWatchSource({ periodSeconds: 10 }))], { until: moment(30) }));
    expect(inputs()).toMatchObject([{ StartTime: moment(10), EndTime: moment(30) }]);
  });
});

describe('a look asks CloudWatch', () => {
  it('for all metrics of one period in one call', async () => {
    const { sources, inputs } = scriptedSources(answering(() => ({})));
    await sources.read(aRequest([aComparison(), aThreshold(aCloudWatchSource()), aComparison({ kind: 'alb-errors' }, 'again')]));
    expect(inputs().map((input) => queriesIn(input).length)).toEqual([13]);
  });

  it('in several calls when there are more queries than one may have', async () => {
    const { sources, inputs } = scriptedSources(answering(() => ({})));
    const metric = (index: number) => ({ namespace: 'Shop', name: `M${index}`, dimensions: {}, statistic: 'Sum' });
    const many = Array.from({ length: 501 }, (_, index) => aThreshold(aCloudWatchSource({ metrics: { m: metric(index) } }), `m${index}`));
    await sources.read(aRequest(many));
    expect(inputs().map((input) => queriesIn(input).length)).toEqual([500, 1]);
  });

  it('alone for math over all metrics of a call', async () => {
    const { sources, inputs } = scriptedSources(answering(() => ({})));
    await sources.read(aRequest([aComparison(), aThreshold(aCloudWatchSource({ expression: 'SUM(METRICS())' }))]));
    expect(
      inputs()
        .map((input) => queriesIn(input).map(({ Expression }) => Expression))
        .filter((each) => each.includes('SUM(METRICS())')),
    ).toEqual([['SUM(METRICS())', undefined]]);
  });

  it('page by page; the last one says whether a series is complete', async () => {
    const part = answering(() => ({ 0: 1, 60: 2 }), { StatusCode: 'PartialData' });
    const rest = answering(() => ({ 120: 3 }));
    const { evidence, inputs } = await queueOf((input) => (input.NextToken ? rest(input) : { ...part(input), NextToken: 'more' }));
    expect(evidence).toEqual({ counts: {}, values: { queue: [valueAt(0, 1), valueAt(60, 2), valueAt(120, 3)] } });
    expect(inputs).toHaveLength(2);
  });
});

describe('a metric is missing as a whole, and says why', () => {
  const two = (input: Readonly<Record<string, unknown>>) => {
    const results = queriesIn(input).flatMap(({ Id }) => [1, 2].map(() => ({ Id, StatusCode: 'Complete', Timestamps: [], Values: [] })));
    return { MetricDataResults: results };
  };
  const Messages = [{ Code: 'Forbidden', Value: 'no access to account 123' }];

  it.each<[string, Parameters<typeof scriptedSources>[0], string]>([
    ['it says PartialData to the end', answering(() => ({ 0: 1 }), { StatusCode: 'PartialData' }), 'CloudWatch says PartialData'],
    ['it says InternalError', answering(() => ({ 0: 1 }), { StatusCode: 'InternalError' }), 'CloudWatch says InternalError'],
    [
      'it is forbidden',
      answering(() => ({}), { StatusCode: 'Forbidden', Messages }),
      'CloudWatch says Forbidden: no access to account 123',
    ],
    [
      'it says nothing of completeness',
      answering(() => ({ 0: 1 }), { StatusCode: undefined }),
      'CloudWatch says nothing about its completeness',
    ],
    ['it is not answered', answering(() => ({}), { Id: 'other' }), 'CloudWatch gave no answer for the metric'],
    ['nothing is answered', () => ({}), 'CloudWatch gave no answer for the metric'],
    ['it is several series', two, 'CloudWatch answered with several series: aggregate them into one'],
    ['times and values do not match', answering(() => ({ 0: 1 }), { Values: [] }), 'CloudWatch gave times and values that do not match'],
    [
      'CloudWatch throttles',
      () => refuse('ThrottlingException', 'Rate exceeded'),
      'CloudWatch GetMetricData did not answer (ThrottlingException: Rate exceeded): try again',
    ],
    [
      'CloudWatch refuses',
      () => refuse('AccessDenied', 'not authorized'),
      'CloudWatch GetMetricData was refused (AccessDenied: not authorized)',
    ],
    ['pages never end', () => ({ NextToken: 'more' }), 'CloudWatch GetMetricData gave the same page twice: try again'],
  ])('when %s', async (_, answer, because) => {
    const { evidence } = await queueOf(answer);
    expect(evidence).toEqual({ counts: {}, values: { queue: [] }, missing: `candidate: ${because}` });
  });

  it('but not because another one is wrong', async () => {
    const answer = answering((query) =>
      ['green RequestCount Sum', 'green HTTPCode_Target_2XX_Count Sum'].includes(nameOf(query)) ? { 0: 7 } : {},
    );
    const { sources } = scriptedSources((input) => {
      const wrong = queriesIn(input).some(({ MetricStat }) => MetricStat?.Stat === 'q99');
      return wrong ? refuse('ValidationError', 'The value q99 for parameter Stat is not valid') : answer(input);
    });
    const metric = { namespace: 'Shop', name: 'QueueAge', dimensions: {}, statistic: 'q99' };
    const evidence = await sources.read(aRequest([aComparison(), aThreshold(aCloudWatchSource({ metrics: { m: metric } }))]));
    expect(evidence).toEqual({
      errors: {
        counts: { errors: [{ startedAt: begin, candidate: { requests: 7, bad: 0 }, stable: { requests: 0, bad: 0 } }] },
        values: {},
      },
      queue: {
        counts: {},
        values: { queue: [] },
        missing: 'candidate: CloudWatch GetMetricData was refused (ValidationError: The value q99 for parameter Stat is not valid)',
      },
    });
  });
});

describe('a metric with two sources', () => {
  const named = (name: string) =>
    aCloudWatchSource({ metrics: { m: { namespace: 'Shop', name, dimensions: { L: '{lane}' }, statistic: 'Sum' } } });

  it('is counts of both, rounded; a zero that was read is a block', async () => {
    const table: Readonly<Record<string, Readonly<Record<number, number>>>> = {
      'green All Sum': { 0: 10.4, 60: 0, 120: 5 },
      'green Bad Sum': { 0: 10.3, 60: 0, 120: 1 },
      'blue All Sum': { 0: 90, 60: 0, 120: 50 },
      'blue Bad Sum': { 0: 1.5, 60: 0 },
    };
    const { sources } = scriptedSources(answering((query) => table[nameOf(query)]));
    const evidence = await sources.read(aRequest([aComparison({ kind: 'ratio', requests: named('All'), bad: named('Bad') })]));
    const zero = { requests: 0, bad: 0 };
    expect(evidence.errors).toEqual({
      counts: {
        errors: [
          { startedAt: begin, candidate: { requests: 10, bad: 10 }, stable: { requests: 90, bad: 2 } },
          { startedAt: begin + 60, candidate: zero, stable: zero },
        ],
      },
      values: {},
      missing: 'stable, 2026-11-20T10:02:00Z: there is no value of bad',
    });
  });

  it('gives no block where more is bad than there is', async () => {
    const { sources } = scriptedSources(answering((query) => ({ 0: nameOf(query).includes('Bad') ? 3 : 2 })));
    const evidence = await sources.read(
      aRequest([aComparison({ kind: 'ratio', requests: named('All'), bad: named('Bad') })], { until: moment(60) }),
    );
    expect(evidence.errors).toMatchObject({ counts: { errors: [] }, missing: expect.stringContaining('3 bad of 2 requests came') });
  });

  it('gives no block when they count over different times', async () => {
    const { sources } = scriptedSources(answering(() => ({ 0: 1, 60: 1, 120: 1 })));
    const bad = { ...named('Bad'), periodSeconds: 180 };
    const evidence = await sources.read(aRequest([aComparison({ kind: 'ratio', requests: named('All'), bad })], { until: moment(360) }));
    expect(evidence.errors).toMatchObject({ counts: { errors: [] }, missing: expect.stringContaining('give both the same') });
  });
});
