import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { requestCounter } from '../../../adapters/metrics/request-counter.ts';
import { DependencyError } from '../../../core/errors.ts';
import { refuse, scriptedAws } from '../scripted-aws.ts';
import { answering, greenArn, moment, nameOf, type Points, ruleArn } from './metric-builders.ts';

const lane = { ruleArn, targetGroupArn: greenArn };
const fiveMinutes = { from: moment(20), until: moment(320) };

function aCounter(answer: Parameters<typeof scriptedAws>[0][string]) {
  const aws = scriptedAws({ GetMetricData: answer });
  return { count: requestCounter(aws.on(new CloudWatchClient({})), () => moment(320)), inputs: () => aws.inputs('GetMetricData') };
}

const served = (points: Points) => answering((query) => (nameOf(query) === 'green RequestCount Sum' ? points : undefined));

describe('the requests of a lane', () => {
  it('are those of its whole minutes, by whatever rule they came', async () => {
    const { count, inputs } = aCounter(served({ 60: 12, 240: 30 }));
    expect(await count(lane, fiveMinutes)).toBe(42);
    expect(inputs()).toMatchObject([{ StartTime: moment(60), EndTime: moment(300) }]);
  });

  it('are none when CloudWatch shows none, or there is no whole minute to ask for', async () => {
    const { count, inputs } = aCounter(served({}));
    expect(await count(lane, fiveMinutes)).toBe(0);
    expect(await count(lane, { from: moment(20), until: moment(110) })).toBe(0);
    expect(inputs()).toHaveLength(1);
  });

  it.each([
    ['throttled', () => refuse('Throttling')],
    ['told a part', answering(() => ({ 60: 1 }), { StatusCode: 'PartialData' })],
    ['told no number', served({ 60: Number.NaN })],
  ])('are not known when CloudWatch %s', async (_, answer) => {
    await expect(aCounter(answer).count(lane, fiveMinutes)).rejects.toThrow(DependencyError);
    await expect(aCounter(answer).count(lane, fiveMinutes)).rejects.toThrow(`nobody told whether requests reach ${greenArn}: `);
  });
});
