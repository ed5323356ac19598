import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { alarmReader } from '../../adapters/alarm-reader.ts';
import { refuse, scriptedAws } from './scripted-aws.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 10, minute));
const window = { since: at(0), changedSince: at(20) };
const arn = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
const described = (AlarmName: string, changed: number, StateValue = 'OK') => ({
  ...{ AlarmName, AlarmArn: arn(AlarmName), StateValue, ActionsEnabled: true, StateTransitionedTimestamp: at(changed) },
});
const update = (minute: number, stateValue: string) => ({
  Timestamp: at(minute),
  HistoryItemType: 'StateUpdate',
  HistoryData: JSON.stringify({ version: '1.0', oldState: { stateValue: 'OK' }, newState: { stateValue } }),
  HistorySummary: `Alarm updated from OK to ${stateValue}`,
});

function aReader(script: Parameters<typeof scriptedAws>[0]) {
  const aws = scriptedAws(script);
  return { aws, reader: alarmReader(aws.on(new CloudWatchClient({}))) };
}

describe('alarms in a window', () => {
  it('says when one rang that is quiet again, and asks nothing about those whose state did not change since the last look', async () => {
    const { reader, aws } = aReader({
      DescribeAlarms: () => ({ MetricAlarms: [described('errors', 25), described('slow', 19)], CompositeAlarms: [described('all', 25)] }),
      DescribeAlarmHistory: ({ AlarmName }) => ({
        AlarmHistoryItems: AlarmName === 'errors' ? [update(25, 'OK'), update(24, 'ALARM')] : [update(25, 'OK')],
      }),
    });
    const { found } = await reader.alarms(['errors', 'slow', 'all'], window);
    expect(found.map(({ name, rangAt }) => [name, rangAt])).toEqual([
      ['errors', at(24).toISOString()],
      ['slow', undefined],
      ['all', undefined],
    ]);
    const asked = { HistoryItemType: 'StateUpdate', StartDate: at(0), ScanBy: 'TimestampDescending', MaxRecords: 100 };
    expect(aws.inputs('DescribeAlarmHistory')).toEqual([
      { AlarmName: 'errors', AlarmTypes: ['MetricAlarm'], ...asked },
      { AlarmName: 'all', AlarmTypes: ['CompositeAlarm'], ...asked },
    ]);
  });

  it('counts nothing that happened before the window, even when CloudWatch tells of it', async () => {
    const { reader } = aReader({
      DescribeAlarms: () => ({ MetricAlarms: [described('errors', 25)] }),
      DescribeAlarmHistory: () => ({ AlarmHistoryItems: [update(25, 'OK'), { ...update(0, 'ALARM'), Timestamp: new Date(+at(0) - 1) }] }),
    });
    expect((await reader.alarms(['errors'], window)).found[0]).not.toHaveProperty('rangAt');
  });

  it('reads on while a page has no entry that says ALARM, and no further', async () => {
    const { reader, aws } = aReader({
      DescribeAlarms: () => ({ MetricAlarms: [described('errors', 25)] }),
      DescribeAlarmHistory: (_, nth) => ({ AlarmHistoryItems: [update(30 - nth, nth === 2 ? 'ALARM' : 'OK')], NextToken: `page-${nth}` }),
    });
    expect((await reader.alarms(['errors'], window)).found).toMatchObject([{ rangAt: at(28).toISOString() }]);
    expect(aws.inputs('DescribeAlarmHistory').map(({ NextToken }) => NextToken)).toEqual([undefined, 'page-1']);
  });

  it('takes the summary’s word where the data were cut', async () => {
    const { reader } = aReader({
      DescribeAlarms: () => ({ MetricAlarms: [described('errors', 25)] }),
      DescribeAlarmHistory: () => ({ AlarmHistoryItems: [{ ...update(24, 'ALARM'), HistoryData: '{"version":"1.0","oldSt' }] }),
    });
    expect((await reader.alarms(['errors'], window)).found).toMatchObject([{ rangAt: at(24).toISOString() }]);
  });

  it('asks for no history while one of them rings: that ends the deployment already', async () => {
    const { reader, aws } = aReader({
      DescribeAlarms: () => ({ MetricAlarms: [described('errors', 25), described('slow', 25, 'ALARM')] }),
    });
    expect((await reader.alarms(['errors', 'slow'], window)).found).toHaveLength(2);
    expect(aws.inputs('DescribeAlarmHistory')).toEqual([]);
  });

  it('tells throttling as such: a look that cannot know may not go on', async () => {
    const { reader } = aReader({
      DescribeAlarms: () => ({ MetricAlarms: [described('errors', 25)] }),
      DescribeAlarmHistory: () => refuse('Throttling'),
    });
    await expect(reader.alarms(['errors'], window)).rejects.toMatchObject({ name: 'DependencyError' });
  });
});
