import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricsReader, type ObservationRequest } from '../../adapters/metrics-reader.ts';
import { admittedAt, blueArn, greenArn, secondsLater } from '../core/builders.ts';
import { refuse, scriptedAws } from './scripted-aws.ts';

const request: ObservationRequest = {
  ruleArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/orders/50dc/f2f7/9683',
  candidateTargetGroupArn: greenArn,
  stableTargetGroupArn: blueArn,
  from: admittedAt,
  until: secondsLater(180),
};

type Points = Readonly<Record<number, number>>;
type Series = Partial<Record<'requests' | 'failed' | 'refused', Points>>;

/** What CloudWatch answers: values by minute for the series given, and no points for the others. */
function answerOf(candidate: Series, stable: Series = {}, more: object = {}) {
  const results = Object.entries({ candidate, stable }).flatMap(([lane, series]) =>
    (['requests', 'failed', 'refused'] as const).map((id) => ({
      Id: `${lane}_${id}`,
      StatusCode: 'Complete',
      Timestamps: Object.keys(series[id] ?? {}).map((minute) => secondsLater(Number(minute) * 60)),
      Values: Object.values(series[id] ?? {}),
      ...more,
    })),
  );
  return { MetricDataResults: results };
}

async function observe(answer: object | ((input: Readonly<Record<string, unknown>>) => object), change: Partial<ObservationRequest> = {}) {
  const aws = scriptedAws({ GetMetricData: (input) => (typeof answer === 'function' ? answer(input) : answer) });
  const observation = await metricsReader(aws.on(new CloudWatchClient({}))).observe({ ...request, ...change });
  return { observation, inputs: aws.inputs('GetMetricData') };
}

const window = { from: admittedAt, until: secondsLater(180) };

describe('observe', () => {
  it('asks for both lanes by the dimensions of the load balancer’s metrics', async () => {
    const { inputs } = await observe(answerOf({}));
    const query = (Id: string, MetricName: string, TargetGroup: string) => ({
      Id,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/ApplicationELB',
          MetricName,
          Dimensions: [
            { Name: 'LoadBalancer', Value: 'app/orders/50dc' },
            { Name: 'TargetGroup', Value: TargetGroup },
          ],
        },
        Period: 60,
        Stat: 'Sum',
      },
    });
    const lane = (name: string, group: string) => [
      query(`${name}_requests`, 'RequestCount', group),
      query(`${name}_failed`, 'HTTPCode_Target_5XX_Count', group),
      query(`${name}_refused`, 'TargetConnectionErrorCount', group),
    ];
    const green = 'targetgroup/orders-green/8f1d6bc24d8a0671';
    const blue = 'targetgroup/orders-blue/73e2d6bc24d8a067';
    const MetricDataQueries = [...lane('candidate', green), ...lane('stable', blue)];
    expect(inputs).toEqual([{ MetricDataQueries, StartTime: window.from, EndTime: window.until, ScanBy: 'TimestampAscending' }]);
  });

  it('adds up what each lane served; a minute without errors has no point and counts as none', async () => {
    const answer = answerOf(
      { requests: { 0: 100, 1: 120, 2: 80 }, failed: { 1: 7 }, refused: { 2: 3 } },
      { requests: { 0: 900, 1: 880, 2: 920 }, failed: { 0: 1 } },
    );
    const { observation } = await observe(answer);
    const counts = { candidate: { requests: 300, errors: 10 }, stable: { requests: 2_700, errors: 1 } };
    expect(observation).toEqual({ ...window, ...counts, complete: true });
  });

  it('takes a lane without points for one without traffic', async () => {
    const { observation } = await observe(answerOf({}, { requests: { 0: 900 } }));
    expect(observation).toMatchObject({ candidate: { requests: 0, errors: 0 }, complete: true });
  });

  it('never counts more failures than requests because one request broke several connections', async () => {
    const { observation } = await observe(answerOf({ requests: { 0: 10 }, failed: { 0: 4 }, refused: { 0: 30 } }));
    expect(observation.candidate).toEqual({ requests: 10, errors: 10 });
  });

  it('looks at full minutes only: what began before the window and what is not over are left out', async () => {
    const { observation, inputs } = await observe(answerOf({}), { from: secondsLater(1), until: secondsLater(179) });
    expect(observation).toMatchObject({ from: secondsLater(60), until: secondsLater(120) });
    expect(inputs).toMatchObject([{ StartTime: secondsLater(60), EndTime: secondsLater(120) }]);
  });

  it.each([0, 59, 60])('asks nothing while not a single full minute is over: %i s', async (seconds) => {
    const { observation, inputs } = await observe(answerOf({}), { from: secondsLater(1), until: secondsLater(seconds) });
    expect(inputs).toEqual([]);
    const nothing = { requests: 0, errors: 0 };
    const empty = { from: secondsLater(60), until: secondsLater(60) };
    expect(observation).toEqual({ ...empty, candidate: nothing, stable: nothing, complete: true });
  });

  it('reads every page; the last one says whether a series is complete', async () => {
    const first = answerOf({ requests: { 0: 100 } }, {}, { StatusCode: 'PartialData' });
    const pages = { ...first, NextToken: 'more' };
    const { observation, inputs } = await observe(({ NextToken }) =>
      NextToken ? answerOf({ requests: { 1: 50 }, failed: { 1: 5 } }) : pages,
    );
    expect(observation).toMatchObject({ candidate: { requests: 150, errors: 5 }, complete: true });
    expect(inputs).toHaveLength(2);
  });
});

describe('an observation is not complete', () => {
  const whole = answerOf({ requests: { 0: 100 } });
  const changed = (Id: string, change: object) => ({
    MetricDataResults: whole.MetricDataResults.map((result) => (result.Id === Id ? { ...result, ...change } : result)),
  });

  it.each([
    ['a series says PartialData to the end', changed('stable_failed', { StatusCode: 'PartialData' })],
    ['a series says InternalError', changed('candidate_requests', { StatusCode: 'InternalError' })],
    ['a series says Forbidden', changed('candidate_refused', { StatusCode: 'Forbidden' })],
    ['a series is not answered', changed('candidate_failed', { Id: 'other' })],
    ['nothing is answered', {}],
    ['times and values do not match', changed('candidate_requests', { Values: [] })],
    ['a value is negative', changed('candidate_requests', { Values: [-1] })],
    ['a value is not finite', changed('candidate_requests', { Values: [Number.NaN] })],
    ['errors came before the requests of their minute', answerOf({ requests: { 0: 100 }, failed: { 1: 1 } })],
  ])('when %s', async (_, answer) => {
    expect((await observe(answer)).observation.complete).toBe(false);
  });
});

describe('whatever CloudWatch answers', () => {
  it('the counts are finite and not negative', async () => {
    const value = fc.oneof(fc.nat(1_000), fc.double(), fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY));
    const points = fc.dictionary(fc.constantFrom('0', '1', '2'), value);
    const series = fc.record({ requests: points, failed: points, refused: points }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(series, series, fc.constantFrom('Complete', 'PartialData'), async (candidate, stable, StatusCode) => {
        const { observation } = await observe(answerOf(candidate, stable, { StatusCode }));
        const counts = [observation.candidate, observation.stable].flatMap(({ requests, errors }) => [requests, errors]);
        expect(counts.every((count) => Number.isFinite(count) && count >= 0)).toBe(true);
      }),
    );
  });
});

describe('what cannot be observed', () => {
  it.each([
    ['ruleArn', 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/net/orders/50dc/f2f7/9683'],
    ['stableTargetGroupArn', 'orders-blue'],
  ])('is refused by name: %s', async (field, arn) => {
    const error = { name: 'InvalidInputError', message: expect.stringContaining(arn) };
    await expect(observe(answerOf({}), { [field]: arn })).rejects.toMatchObject(error);
  });

  it('is worth another try when CloudWatch throttles', async () => {
    await expect(observe(() => refuse('ThrottlingException'))).rejects.toMatchObject({ name: 'DependencyError' });
  });
});
