import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aCloudWatchSource,
  aComparison,
  answering,
  aRequest,
  begin,
  moment,
  nameOf,
  type Points,
  type Query,
  ruleArn,
  scriptedSources,
} from './metric-builders.ts';

type Table = Readonly<Record<string, Points>>;

const requests = { green: 'green RequestCount Sum', blue: 'blue RequestCount Sum' };
const failed = { green: 'green HTTPCode_Target_5XX_Count Sum', blue: 'blue HTTPCode_Target_5XX_Count Sum' };
const refused = { green: 'green TargetConnectionErrorCount Sum', blue: 'blue TargetConnectionErrorCount Sum' };

const answered = (lane: 'green' | 'blue', hundreds: 2 | 3 | 4) => `${lane} HTTPCode_Target_${hundreds}XX_Count Sum`;

/** What is not told of answers 2xx is what the other counts leave of the requests. */
function toldBy(table: Table) {
  return answering((query) => {
    const lane = nameOf(query).startsWith('green') ? 'green' : 'blue';
    if (nameOf(query) !== answered(lane, 2) || table[answered(lane, 2)] !== undefined) return table[nameOf(query)];
    const of = (name: string, at: string) => table[name]?.[Number(at)] ?? 0;
    const rest = Object.entries(table[requests[lane]] ?? {}).map(([at, all]) => {
      const left = Math.max(0, all - of(failed[lane], at) - of(refused[lane], at));
      return [at, Number.isSafeInteger(left) ? left : 0] as const;
    });
    return Object.fromEntries(rest);
  });
}

async function errorsOf(table: Table) {
  const { sources } = scriptedSources(toldBy(table));
  return (await sources.read(aRequest([aComparison()]))).errors;
}

const block = (minute: number, candidate: readonly [number, number], stable: readonly [number, number]) => ({
  startedAt: begin + minute * 60,
  candidate: { requests: candidate[0], bad: candidate[1] },
  stable: { requests: stable[0], bad: stable[1] },
});

describe('errors of a load balancer’s target groups', () => {
  it('are asked for both lanes in one call, by the dimensions of the load balancer’s metrics', async () => {
    const { sources, inputs } = scriptedSources(answering(() => ({})));
    await sources.read(aRequest([aComparison()]));
    const [input] = inputs();
    const queries = input?.MetricDataQueries as readonly Query[];
    expect({ ...input, MetricDataQueries: queries.map(nameOf).sort() }).toEqual({
      MetricDataQueries: [
        ...Object.values(failed),
        ...Object.values(refused),
        ...Object.values(requests),
        ...(['green', 'blue'] as const).flatMap((lane) => ([2, 3, 4] as const).map((hundreds) => answered(lane, hundreds))),
      ].sort(),
      StartTime: moment(0),
      EndTime: moment(180),
      ScanBy: 'TimestampAscending',
    });
    expect(inputs()).toHaveLength(1);
    expect(queries.find((query) => nameOf(query) === requests.green)?.MetricStat).toEqual({
      Metric: {
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'RequestCount',
        Dimensions: [
          { Name: 'LoadBalancer', Value: 'app/orders/50dc' },
          { Name: 'TargetGroup', Value: 'targetgroup/orders-green/8f1d' },
        ],
      },
      Period: 60,
      Stat: 'Sum',
    });
  });

  it('are a block for each minute with traffic; a lane that served nothing has zeros, and no error points are no errors', async () => {
    const evidence = await errorsOf({
      [requests.green]: { 0: 100, 60: 120 },
      [failed.green]: { 60: 7 },
      [requests.blue]: { 0: 900 },
      [refused.blue]: { 0: 2 },
    });
    expect(evidence).toEqual({ counts: { errors: [block(0, [100, 0], [900, 2]), block(1, [120, 7], [0, 0])] }, values: {} });
  });

  it('are never more than requests because one request broke several connections', async () => {
    const evidence = await errorsOf({ [requests.green]: { 0: 10 }, [failed.green]: { 0: 4 }, [refused.green]: { 0: 30 } });
    expect(evidence?.counts).toEqual({ errors: [block(0, [10, 10], [0, 0])] });
  });

  it('say how many requests have no counted ending: neither an answer of any code nor a broken connection', async () => {
    const evidence = await errorsOf({
      [requests.green]: { 0: 100, 60: 100, 120: 100 },
      [answered('green', 2)]: { 0: 50, 60: 70, 120: 95 },
      [answered('green', 3)]: { 0: 20 },
      [answered('green', 4)]: { 0: 10 },
      [failed.green]: { 0: 12, 120: 15 },
      [refused.green]: { 0: 30 },
      [requests.blue]: { 60: 900 },
    });
    const second = { ...block(1, [100, 0], [900, 0]), candidate: { requests: 100, bad: 0, unaccounted: 30 } };
    const third = { ...block(2, [100, 15], [0, 0]), candidate: { requests: 100, bad: 15, unaccounted: -10 } };
    expect(evidence?.counts).toEqual({ errors: [block(0, [100, 42], [0, 0]), second, third] });
  });

  it('of whole minutes only are read: what began before the window and what is not over are left out', async () => {
    const { sources, inputs } = scriptedSources(answering(() => ({})));
    await sources.read(aRequest([aComparison()], { from: moment(1), until: moment(179) }));
    expect(inputs()).toMatchObject([{ StartTime: moment(60), EndTime: moment(120) }]);
  });

  it.each([0, 59, 119])('are not asked for while not a single minute is over: %i s', async (seconds) => {
    const { sources, inputs } = scriptedSources(answering(() => ({})));
    const evidence = await sources.read(aRequest([aComparison()], { from: moment(1), until: moment(seconds) }));
    expect(inputs()).toEqual([]);
    expect(evidence).toEqual({ errors: { counts: { errors: [] }, values: {} } });
  });

  it('ahead of the reader’s clock are left out', async () => {
    const evidence = await errorsOf({ [requests.green]: { 120: 80, 180: 90, 240: 70 } });
    expect(evidence?.counts).toEqual({ errors: [block(2, [80, 0], [0, 0])] });
  });

  it('without an ARN of a listener rule are refused by name', async () => {
    const { sources } = scriptedSources(answering(() => ({})));
    const wrong = ruleArn.replace('/app/', '/net/');
    const request = aRequest([aComparison()]);
    const error = { name: 'InvalidInputError', message: expect.stringContaining(wrong) };
    await expect(sources.read({ ...request, lanes: { ...request.lanes, ruleArn: wrong } })).rejects.toMatchObject(error);
  });
});

describe('a minute gives no block, and says why', () => {
  const whole = { [requests.green]: { 0: 100, 60: 100 }, [requests.blue]: { 0: 900, 60: 900 } };

  it.each<[string, Table, string]>([
    ['errors came before any request', { [requests.green]: { 0: 100 }, [failed.green]: { 60: 1 } }, 'errors came before the requests'],
    ['more errors than requests came', { [failed.green]: { 60: 101 } }, '101 errors came before all requests of their minute'],
    ['a count is not a number', { [failed.green]: { 60: Number.NaN } }, 'the value is NaN'],
    ['a count is infinite', { [requests.green]: { 0: 100, 60: Number.POSITIVE_INFINITY } }, 'the value is Infinity'],
    ['a count is negative', { [failed.green]: { 60: -1 } }, '-1 failed cannot be a count'],
    ['a count is beyond all counting', { [requests.green]: { 0: 100, 60: 1e300 } }, 'is no count of requests'],
    ['a point lies between two minutes', { [failed.green]: { 67: 1 } }, 'a value came 7 s after the begin of the block'],
  ])('when %s', async (_, change, because) => {
    const evidence = await errorsOf({ ...whole, ...change });
    expect(evidence?.counts).toEqual({ errors: [block(0, [100, 0], [900, 0])] });
    expect(evidence?.missing).toBe(evidence?.missing?.startsWith('candidate, 2026-11-20T10:01:00Z: ') ? evidence.missing : 'elsewhere');
    expect(evidence?.missing).toContain(because);
  });

  it('until late data can no longer correct it: then it does not hold up the others', async () => {
    const { sources } = scriptedSources(answering((query) => (nameOf(query) === failed.green ? { 0: 1 } : {})));
    const until = (seconds: number) => sources.read(aRequest([aComparison()], { until: moment(seconds) }));
    expect((await until(15 * 60)).errors?.missing).toContain('errors came before the requests');
    expect((await until(16 * 60)).errors?.missing).toBeUndefined();
  });

  // A block of an hour was older than that when it ended, so that its gap was never told.
  it('counted from the end of the block, however long it is', async () => {
    const part = (name: string) =>
      aCloudWatchSource({ periodSeconds: 3_600, metrics: { one: { namespace: 'Shop', name, dimensions: {}, statistic: 'Sum' } } });
    const { sources } = scriptedSources(answering(() => ({})));
    const hourly = aComparison({ kind: 'ratio', requests: part('All'), bad: part('Bad') });
    const until = (seconds: number) => sources.read(aRequest([hourly], { until: moment(seconds) }));
    expect((await until(3_600)).errors?.missing).toContain('there is no value of requests');
    expect((await until(3_600 + 15 * 60)).errors?.missing).toBeUndefined();
  });
});

describe('whatever CloudWatch answers', () => {
  it('there are whole blocks only, ascending, none twice, with integers and no more bad requests than requests', async () => {
    const value = fc.oneof(fc.nat(1_000), fc.double(), fc.constantFrom(-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY));
    const seconds = fc.oneof(fc.constantFrom(0, 60, 120), fc.integer({ min: -600, max: 600 }));
    const points = fc.array(fc.tuple(seconds, value), { maxLength: 6 });
    const result = fc.record({ points, StatusCode: fc.constantFrom('Complete', 'Complete', 'Complete', 'PartialData', 'Forbidden') });
    const page = fc.array(result, { minLength: 6, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 3 }), async (pages) => {
        let nth = 0;
        const { sources } = scriptedSources(({ MetricDataQueries }) => {
          const results = (MetricDataQueries as readonly Query[]).map(({ Id }, index) => {
            const { points: found = [], StatusCode } = pages[nth]?.[index] ?? {};
            return { Id, StatusCode, Timestamps: found.map(([at]) => moment(at)), Values: found.map(([, each]) => each) };
          });
          nth += 1;
          return { MetricDataResults: results, ...(nth < pages.length && { NextToken: `page-${nth}` }) };
        });
        const blocks = (await sources.read(aRequest([aComparison()]))).errors?.counts.errors ?? [];
        expect(blocks.map(({ startedAt }) => startedAt)).toEqual(
          [0, 60, 120].map((at) => begin + at).filter((at) => blocks.some((each) => each.startedAt === at)),
        );
        for (const { requests: all, bad } of blocks.flatMap(({ candidate, stable }) => [candidate, stable])) {
          expect(Number.isSafeInteger(all) && Number.isSafeInteger(bad) && bad >= 0 && bad <= all && !Object.is(bad, -0)).toBe(true);
        }
      }),
    );
  });
});
