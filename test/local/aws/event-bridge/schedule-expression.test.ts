import { describe, expect, it } from 'vitest';
import { scheduleExpression } from '../../../../local/aws/event-bridge/schedule-expression.ts';

const after = new Date('2026-11-20T10:14:30.250Z'); // a Friday

describe('scheduleExpression', () => {
  it.each([
    ['rate(1 minute)', '2026-11-20T10:15:30.250Z'],
    ['rate(2 hours)', '2026-11-20T12:14:30.250Z'],
    ['rate(1 day)', '2026-11-21T10:14:30.250Z'],
    ['cron(* * * * ? *)', '2026-11-20T10:15:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-20T10:15:00.000Z'],
    ['cron(0 8 * * ? *)', '2026-11-21T08:00:00.000Z'],
    ['cron(30 9,17 ? * MON-FRI *)', '2026-11-20T17:30:00.000Z'],
    ['cron(0 0 ? * 1 *)', '2026-11-22T00:00:00.000Z'],
    ['cron(0 0 29 FEB ? *)', '2028-02-29T00:00:00.000Z'],
    ['cron(14 10 20 11 ? 2026)', undefined],
  ])('fires %s next at %s', (expression, expected) => {
    expect(scheduleExpression(expression)(after)?.toISOString()).toBe(expected);
  });

  it.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'every minute',
    'cron(0 8 * * * *)',
    'cron(0 8 ? * ? *)',
    'cron(60 8 * * ? *)',
    'cron(5-1 8 * * ? *)',
    'cron(0 8 L * ? *)',
    'cron(0 8 * * ?)',
  ])('refuses %s', (expression) => {
    expect(() => scheduleExpression(expression)).toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });
});
