import { describe, expect, it } from 'vitest';
import { aCloudWatch, anAlarmInput } from '../a-cloudwatch.ts';

async function fiveAlarms() {
  const world = aCloudWatch();
  for (const name of ['c', 'a', 'b1', 'b2']) await world.call('PutMetricAlarm', anAlarmInput({ AlarmName: name }));
  await world.call('PutCompositeAlarm', { AlarmName: 'any', AlarmRule: 'ALARM(a)' });
  const names = async (input: object) => {
    const { MetricAlarms, CompositeAlarms, NextToken } = await world.call('DescribeAlarms', input);
    const all = [...(MetricAlarms as { AlarmName: string }[]), ...(CompositeAlarms as { AlarmName: string }[])];
    return { names: all.map(({ AlarmName }) => AlarmName), NextToken };
  };
  return { ...world, names };
}

describe('DescribeAlarms', () => {
  it('answers the whole alarm', async () => {
    const { call } = aCloudWatch();
    await call('PutMetricAlarm', anAlarmInput());
    const at = new Date('2026-11-20T10:00:00Z');
    expect(await call('DescribeAlarms', {})).toEqual({
      MetricAlarms: [
        {
          ...anAlarmInput(),
          AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-green-5xx',
          AlarmConfigurationUpdatedTimestamp: at,
          ActionsEnabled: true,
          AlarmActions: [],
          OKActions: [],
          InsufficientDataActions: [],
          StateValue: 'INSUFFICIENT_DATA',
          StateReason: 'Unchecked: Initial alarm creation',
          StateUpdatedTimestamp: at,
          StateTransitionedTimestamp: at,
        },
      ],
      CompositeAlarms: [],
    });
  });

  it('leaves out composite alarms that are not asked for, and names without an alarm', async () => {
    const { names } = await fiveAlarms();
    expect(await names({ AlarmNames: ['any', 'a', 'gone'] })).toEqual({ names: ['a'] });
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual({ names: ['any'] });
  });

  it('filters by prefix and by state', async () => {
    const { names, call } = await fiveAlarms();
    await call('SetAlarmState', { AlarmName: 'b2', StateValue: 'ALARM', StateReason: 'by hand' });
    expect(await names({ AlarmNamePrefix: 'b' })).toEqual({ names: ['b1', 'b2'] });
    expect(await names({ AlarmNamePrefix: 'b', StateValue: 'ALARM' })).toEqual({ names: ['b2'] });
  });

  it('answers in pages', async () => {
    const { names } = await fiveAlarms();
    const first = await names({ MaxRecords: 3 });
    expect(first).toEqual({ names: ['a', 'b1', 'b2'], NextToken: expect.any(String) });
    expect(await names({ MaxRecords: 3, NextToken: first.NextToken })).toEqual({ names: ['c'] });
  });

  it.each([
    ['InvalidNextToken', { NextToken: 'x' }],
    ['InvalidParameterCombinationException', { AlarmNames: ['a'], AlarmNamePrefix: 'a' }],
    ['ValidationError', { MaxRecords: 101 }],
    ['UnmodelledCallError', { ChildrenOfAlarmName: 'a' }],
  ])('refuses with %s: %j', async (name, input) => {
    await expect((await fiveAlarms()).call('DescribeAlarms', input)).rejects.toMatchObject({ name });
  });
});

describe('DescribeAlarmHistory', () => {
  it('answers state changes newest first, within the dates asked for', async () => {
    const { call, clock } = aCloudWatch();
    const AlarmName = 'orders-green-5xx';
    await call('PutMetricAlarm', anAlarmInput());
    await call('SetAlarmState', { AlarmName, StateValue: 'ALARM', StateReason: 'one', StateReasonData: '{"n":1}' });
    await clock.advance(1_000);
    await call('SetAlarmState', { AlarmName, StateValue: 'OK', StateReason: 'two' });
    const summaries = async (input: object) => {
      const { AlarmHistoryItems } = await call('DescribeAlarmHistory', { AlarmName, HistoryItemType: 'StateUpdate', ...input });
      return (AlarmHistoryItems as { HistorySummary: string }[]).map(({ HistorySummary }) => HistorySummary);
    };
    expect(await summaries({})).toEqual(['Alarm updated from ALARM to OK', 'Alarm updated from INSUFFICIENT_DATA to ALARM']);
    expect(await summaries({ StartDate: new Date('2026-11-20T10:00:01Z') })).toEqual(['Alarm updated from ALARM to OK']);
    expect(await summaries({ ScanBy: 'TimestampAscending', MaxRecords: 1 })).toEqual(['Alarm updated from INSUFFICIENT_DATA to ALARM']);
    const { AlarmHistoryItems } = await call('DescribeAlarmHistory', { AlarmName, EndDate: new Date('2026-11-20T10:00:00Z') });
    expect(JSON.parse((AlarmHistoryItems as { HistoryData: string }[])[0]?.HistoryData ?? '')).toEqual({
      version: '1.0',
      oldState: { stateValue: 'INSUFFICIENT_DATA', stateReason: 'Unchecked: Initial alarm creation' },
      newState: { stateValue: 'ALARM', stateReason: 'one', stateReasonData: { n: 1 } },
    });
  });
});

describe('SetAlarmState and DeleteAlarms', () => {
  it.each([
    ['ResourceNotFound', 'SetAlarmState', { AlarmName: 'gone', StateValue: 'OK', StateReason: 'x' }],
    ['ValidationError', 'SetAlarmState', { AlarmName: 'a', StateValue: 'FINE', StateReason: 'x' }],
    ['InvalidFormatFault', 'SetAlarmState', { AlarmName: 'a', StateValue: 'OK', StateReason: 'x', StateReasonData: '{' }],
    ['ResourceNotFound', 'DeleteAlarms', { AlarmNames: ['a', 'gone'] }],
  ])('refuse with %s: %s %j', async (name, operation, input) => {
    const { call, names } = await fiveAlarms();
    await expect(call(operation, input)).rejects.toMatchObject({ name });
    expect((await names({ AlarmNames: ['a'] })).names).toEqual(['a']);
  });
});
