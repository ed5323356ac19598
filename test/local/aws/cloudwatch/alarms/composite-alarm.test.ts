import { describe, expect, it } from 'vitest';
import { UnmodelledCallError } from '../../../../../local/aws/aws-calls.ts';
import { aCloudWatch, anAlarmInput } from '../a-cloudwatch.ts';

const arn = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
const guard = { AlarmName: 'guard', AlarmRule: 'ALARM(a) OR ALARM(b)', AlarmDescription: 'Any guard' };
const alarming = (AlarmName: string) => ({ AlarmName, StateValue: 'ALARM', StateReason: 'by hand' });

async function twoChildren() {
  const world = aCloudWatch();
  await world.call('PutMetricAlarm', anAlarmInput({ AlarmName: 'a' }));
  await world.call('PutMetricAlarm', anAlarmInput({ AlarmName: 'b' }));
  return world;
}

describe('a composite alarm', () => {
  it('evaluates its rule when it is made', async () => {
    const { call, events, stateOf } = await twoChildren();
    await call('PutCompositeAlarm', guard);
    expect(await stateOf('guard')).toBe('OK');
    expect(events[0]?.detail.state).toMatchObject({ reason: `${arn('guard')} was created and its alarm rule evaluates to OK` });
  });

  it('follows its children and names the one that changed', async () => {
    const { call, clock, events } = await twoChildren();
    await call('PutCompositeAlarm', guard);
    await call('SetAlarmState', alarming('a'));
    await clock.advance(0);
    expect(events.at(-1)).toMatchObject({
      resources: [arn('guard')],
      detail: {
        alarmName: 'guard',
        configuration: { description: 'Any guard', alarmRule: guard.AlarmRule },
        previousState: { value: 'OK' },
        state: {
          value: 'ALARM',
          reason: `${arn('a')} transitioned to ALARM at Friday 20 November, 2026 10:00:00 UTC`,
          reasonData: `{"triggeringAlarms":[{"arn":"${arn('a')}","state":{"value":"ALARM","timestamp":"2026-11-20T10:00:00.000+0000"}}]}`,
          timestamp: '2026-11-20T10:00:00.000+0000',
        },
      },
    });
  });

  it('sends no second event when another child fires too', async () => {
    const { call, clock, events } = await twoChildren();
    await call('PutCompositeAlarm', guard);
    await call('SetAlarmState', alarming('a'));
    await call('SetAlarmState', alarming('b'));
    await clock.advance(0);
    expect(events.map((event) => event.detail.alarmName)).toEqual(['guard', 'a', 'b', 'guard']);
  });

  it('follows another composite alarm', async () => {
    const { call, clock, stateOf } = await twoChildren();
    await call('PutCompositeAlarm', guard);
    await call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'NOT OK(guard)' });
    await call('SetAlarmState', alarming('b'));
    await clock.advance(0);
    expect(await stateOf('top')).toBe('ALARM');
  });

  it('is refused when a child does not exist', async () => {
    await expect(aCloudWatch().call('PutCompositeAlarm', guard)).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('is refused by name when it looks at itself or has a suppressor', async () => {
    const { call } = await twoChildren();
    await call('PutCompositeAlarm', guard);
    await call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'ALARM(guard)' });
    await expect(call('PutCompositeAlarm', { ...guard, AlarmRule: 'ALARM(top)' })).rejects.toThrow(UnmodelledCallError);
    await expect(call('PutCompositeAlarm', { ...guard, ActionsSuppressor: 'a' })).rejects.toThrow(UnmodelledCallError);
  });
});
