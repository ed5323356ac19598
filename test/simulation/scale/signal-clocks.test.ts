import { describe, expect, it } from 'vitest';
import { asks, reads, rule, stable } from '../clocks/calls-of-a-way-back.ts';
import { SignalClocks } from './signal-clocks.ts';

const service = 'svc-00001';

/** Clocks of one service whose signal came after a second. */
function signalled() {
  let ms = 1_000;
  const clocks = new SignalClocks(() => new Date(ms), new Map([[rule, { service, stable }]]));
  const detail = { alarmName: `${service}-green-errors` };
  const event = { 'detail-type': 'CloudWatch Alarm State Change', detail };
  clocks.onDelivery({ event, targetArn: 'arn:aws:lambda:eu-west-1:111122223333:function:sluice-signal-deployment' } as never);
  const sees = (at: number, call: Parameters<typeof clocks.ended>[0]): void => {
    ms = at;
    clocks.ended(call);
  };
  return { clocks, sees };
}

describe('the clocks of signals', () => {
  it('run until the rule was asked for and read back with every user on stable', () => {
    const { clocks, sees } = signalled();
    expect(clocks.times()).toEqual(new Map([[service, undefined]]));
    sees(1_200, reads(100, 0));
    sees(1_400, asks(100, 0));
    sees(1_500, reads(75, 25));
    expect(clocks.times()).toEqual(new Map([[service, undefined]]));
    sees(1_900, reads(100, 0));
    sees(2_400, reads(100, 0));
    expect(clocks.times()).toEqual(new Map([[service, 900]]));
  });

  it('hear nothing of a service without a signal', () => {
    const clocks = new SignalClocks(() => new Date(0), new Map([[rule, { service, stable }]]));
    clocks.ended(asks(100, 0));
    clocks.ended(reads(100, 0));
    expect(clocks.times()).toEqual(new Map());
  });
});
