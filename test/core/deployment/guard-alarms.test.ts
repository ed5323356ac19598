import { describe, expect, it } from 'vitest';
import { alarmWindow, type GuardAlarms, whyAlarmsEnd } from '../../../core/deployment/guard-alarms.ts';

const quiet = { arn: 'arn:slow', name: 'slow', state: 'OK', actionsEnabled: true } as const;
const alarms = (...found: GuardAlarms['found']): GuardAlarms => ({ found, missing: [] });

describe('whyAlarmsEnd', () => {
  it('names nothing when every alarm watches and none rang', () => {
    expect(whyAlarmsEnd(alarms(quiet, { ...quiet, state: 'INSUFFICIENT_DATA' }))).toBeUndefined();
  });

  it('names the alarm that rings, that rang and is quiet again, that is gone, or that may not act, in this order', () => {
    const rang = { ...quiet, name: 'errors', rangAt: '2026-11-20T10:03:00.000Z' };
    const disabled = { ...quiet, name: 'silent', actionsEnabled: false };
    const all = { found: [disabled, rang, { ...quiet, state: 'ALARM' }], missing: ['arn:gone'] } as const;
    expect([
      whyAlarmsEnd(all),
      whyAlarmsEnd({ ...all, found: [disabled, rang] }),
      whyAlarmsEnd({ ...all, found: [disabled] }),
      whyAlarmsEnd(alarms(quiet, disabled)),
    ]).toEqual([
      'alarm slow is in ALARM',
      'alarm errors went to ALARM at 2026-11-20T10:03:00.000Z and is OK by now',
      'alarm arn:gone is gone: a guard that cannot fire guards nothing',
      'alarm silent has its actions disabled: a guard that cannot fire guards nothing',
    ]);
  });
});

describe('alarmWindow', () => {
  const admittedAt = '2026-11-20T10:00:00.000Z';
  const begin = new Date('2026-11-20T09:59:55.000Z');

  it('counts what rang since the deployment began, as far as clocks agree', () => {
    expect(alarmWindow({ admittedAt })).toEqual({ since: begin, changedSince: begin });
  });

  it('asks about changes since the last look, and once more about those that may have been told late', () => {
    const looked = (lookedAt: string) => alarmWindow({ admittedAt, lookedAt });
    expect(looked('2026-11-20T10:30:00.000Z')).toEqual({ since: begin, changedSince: new Date('2026-11-20T10:29:00.000Z') });
    expect(looked('2026-11-20T10:00:20.000Z')).toEqual({ since: begin, changedSince: begin });
  });
});
