import { describe, expect, it } from 'vitest';
import { refuse } from '../scripted-aws.ts';
import { answering, greenArn, moment, nameOf, type Points, type Query, ruleArn, scriptedSources } from './metric-builders.ts';

const lane = { ruleArn, targetGroupArn: greenArn };
const hour = { from: moment(20), until: moment(3_725) };

const served: Readonly<Record<string, Points>> = {
  'green RequestCount Sum': { 60: 36_600 },
  'green HTTPCode_Target_2XX_Count Sum': { 60: 36_000 },
  'green HTTPCode_Target_3XX_Count Sum': { 60: 363 },
  'green HTTPCode_Target_4XX_Count Sum': { 60: 200 },
  'green HTTPCode_Target_5XX_Count Sum': { 60: 30 },
  'green TargetConnectionErrorCount Sum': { 60: 6.6 },
  'green TargetResponseTime p50': { 60: 0.02 },
  'green TargetResponseTime p90': { 60: 0.11 },
  'green TargetResponseTime p99': { 60: 0.4 },
};

function profileOf(table: Readonly<Record<string, Points>>, window = hour) {
  const { sources, inputs } = scriptedSources(answering((query) => table[nameOf(query)]));
  return { profile: sources.profile(lane, window), inputs };
}

describe('the profile of a lane', () => {
  it('is asked for as one period over the whole minutes of the window', async () => {
    const { profile, inputs } = profileOf({});
    await profile;
    const [input] = inputs();
    const queries = input?.MetricDataQueries as readonly Query[];
    expect(input).toMatchObject({ StartTime: moment(60), EndTime: moment(3_720) });
    expect(queries.map(({ MetricStat }) => MetricStat?.Period)).toEqual(Array.from({ length: 9 }, () => 3_660));
    expect(queries.map(nameOf).sort()).toEqual(Object.keys(served).sort());
  });

  it('is rates and quantiles of all requests', async () => {
    expect(await profileOf(served).profile).toEqual({
      from: '2026-11-20T10:01:00.000Z',
      until: '2026-11-20T11:02:00.000Z',
      requests: 36_600,
      requestsPerSecond: 10,
      errorRate: 37 / 36_600,
      p50Seconds: 0.02,
      p90Seconds: 0.11,
      p99Seconds: 0.4,
    });
  });

  it('has other quantiles that are asked for', async () => {
    const table: typeof served = { ...served, 'green TargetResponseTime p95': { 60: 0.2 } };
    const { sources } = scriptedSources(answering((query) => table[nameOf(query)]));
    const profile = await sources.profile(lane, hour, [0.9, 0.95, 0.999]);
    expect(profile).toMatchObject({ p90Seconds: 0.11, quantileSeconds: { p95: 0.2 } });
    expect(await sources.profile(lane, hour)).not.toHaveProperty('quantileSeconds');
  });

  it('has the share of requests without a counted ending where there are any', async () => {
    const upgraded: typeof served = { ...served, 'green HTTPCode_Target_2XX_Count Sum': { 60: 17_700 } };
    expect(await profileOf(upgraded).profile).toMatchObject({ requests: 36_600, errorRate: 37 / 36_600, unaccountedShare: 0.5 });
  });

  it('lacks the quantiles that CloudWatch does not tell', async () => {
    const { 'green TargetResponseTime p99': _, ...rest } = served;
    expect(await profileOf(rest).profile).not.toHaveProperty('p99Seconds');
  });

  it.each([[{}], [{ 'green RequestCount Sum': { 60: 0 } }]])('of a lane that served nothing is undefined: %j', async (table) => {
    expect(await profileOf(table).profile).toBeUndefined();
  });

  it('of no whole minute is undefined, and not asked for', async () => {
    const { profile, inputs } = profileOf(served, { from: moment(1), until: moment(119) });
    expect(await profile).toBeUndefined();
    expect(inputs()).toEqual([]);
  });

  it('is of the last day at most', async () => {
    const { profile, inputs } = profileOf({}, { from: moment(0), until: moment(3 * 86_400) });
    await profile;
    expect(inputs()).toMatchObject([{ StartTime: moment(2 * 86_400), EndTime: moment(3 * 86_400) }]);
  });

  it.each<[string, Parameters<typeof scriptedSources>[0], string]>([
    ['CloudWatch throttles', () => refuse('ThrottlingException'), 'ThrottlingException'],
    ['CloudWatch answers in part', answering(() => ({ 60: 1 }), { StatusCode: 'PartialData' }), 'CloudWatch says PartialData'],
    ['CloudWatch cuts the window in two', answering(() => ({ 60: 1, 1800: 1 })), 'a value came 1740 s after the begin'],
    [
      'errors came without requests',
      answering((query) => (nameOf(query).includes('5XX') ? { 60: 1 } : {})),
      'errors came before the requests',
    ],
  ])('is worth another try when %s', async (_, answer, because) => {
    const profile = scriptedSources(answer).sources.profile(lane, hour);
    await expect(profile).rejects.toMatchObject({ name: 'DependencyError', message: expect.stringContaining(because) });
  });
});
