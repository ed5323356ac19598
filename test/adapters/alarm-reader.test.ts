import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { alarmReader } from '../../adapters/alarm-reader.ts';
import { refuse, scriptedAws } from './scripted-aws.ts';

const arn = (name: string, region = 'eu-west-1') => `arn:aws:cloudwatch:${region}:111122223333:alarm:${name}`;

function aReader(script: Parameters<typeof scriptedAws>[0]) {
  const aws = scriptedAws(script);
  return { aws, reader: alarmReader(aws.on(new CloudWatchClient({}))) };
}

describe('alarms', () => {
  it('finds metric and composite alarms by name or ARN, and says which are missing', async () => {
    const { reader, aws } = aReader({
      DescribeAlarms: () => ({
        MetricAlarms: [{ AlarmArn: arn('errors: 5xx'), AlarmName: 'errors: 5xx', StateValue: 'ALARM', ActionsEnabled: true }],
        CompositeAlarms: [{ AlarmArn: arn('all'), AlarmName: 'all', StateValue: 'OK', ActionsEnabled: false }],
      }),
    });
    expect(await reader.alarms(['all', arn('errors: 5xx'), 'gone', arn('all', 'us-east-1')])).toEqual({
      found: [
        { arn: arn('all'), name: 'all', state: 'OK', actionsEnabled: false, type: 'composite' },
        { arn: arn('errors: 5xx'), name: 'errors: 5xx', state: 'ALARM', actionsEnabled: true, type: 'metric' },
      ],
      // An alarm of another Region cannot be read here, whatever its name.
      missing: ['gone', arn('all', 'us-east-1')],
    });
    const asked = { AlarmNames: ['all', 'errors: 5xx', 'gone'], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 };
    expect(aws.inputs('DescribeAlarms')).toEqual([asked]);
  });

  it('asks for a hundred names at a time, and reads every page', async () => {
    const names = Array.from({ length: 150 }, (_, index) => `alarm-${index}`);
    const { reader, aws } = aReader({
      DescribeAlarms: ({ AlarmNames, NextToken }) => {
        const all = (AlarmNames as string[]).map((AlarmName) => ({ AlarmName, AlarmArn: arn(AlarmName), StateValue: 'OK' }));
        return NextToken === undefined ? { MetricAlarms: all.slice(0, 30), NextToken: 'more' } : { MetricAlarms: all.slice(30) };
      },
    });
    const { found, missing } = await reader.alarms(names);
    expect({ found: found.map(({ name }) => name), missing }).toEqual({ found: names, missing: [] });
    expect(aws.inputs('DescribeAlarms').map(({ AlarmNames }) => (AlarmNames as string[]).length)).toEqual([100, 100, 50, 50]);
  });

  it('asks nothing when nothing is asked', async () => {
    expect(await aReader({}).reader.alarms([])).toEqual({ found: [], missing: [] });
  });

  it('takes a state that it does not know for no knowledge', async () => {
    const { reader } = aReader({
      DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: 'odd', AlarmArn: arn('odd'), StateValue: 'PURPLE' }] }),
    });
    expect((await reader.alarms(['odd'])).found).toMatchObject([{ state: 'INSUFFICIENT_DATA', actionsEnabled: false }]);
  });

  it('tells throttling as such', async () => {
    const { reader } = aReader({ DescribeAlarms: () => refuse('Throttling') });
    await expect(reader.alarms(['errors'])).rejects.toMatchObject({ name: 'DependencyError' });
  });
});
