import { describe, expect, it } from 'vitest';
import type { Simulated } from '../world/simulated.ts';
import { asks, candidate, machinesCall, reads, rule, stable } from './calls-of-a-way-back.ts';
import { Stopwatch } from './stopwatch.ts';

/** A stopwatch that runs on a service with a quarter of its users on the candidate, and the hands of its world. */
function running() {
  const hands = { ms: 0, liveWeight: 25, looks: [] as (() => void)[] };
  const lanes = { ruleArn: rule, blue: { targetGroupArn: stable }, green: { targetGroupArn: candidate } };
  const sim = {
    now: () => new Date(hands.ms),
    after: (_delayMs: number, look: () => void) => void hands.looks.push(look),
    service: () => ({ ...lanes, green: { ...lanes.green, liveWeight: hands.liveWeight } }),
  };
  const stopwatch = new Stopwatch();
  stopwatch.start(sim as unknown as Simulated);
  const sees = (ms: number, call: Parameters<typeof stopwatch.afterCall>[0]): void => {
    hands.ms = ms;
    stopwatch.afterCall({ ...call, at: new Date(ms) });
  };
  const usersMove = (ms: number): void => {
    Object.assign(hands, { ms, liveWeight: 0 });
    for (const look of hands.looks.splice(0)) look();
  };
  return { stopwatch, sees, usersMove };
}

const wayBackBegins = machinesCall('DescribeTargetHealth', {});

describe('the stopwatch', () => {
  it('takes each part of a rollback', () => {
    const { stopwatch, sees, usersMove } = running();
    sees(1_000, wayBackBegins);
    sees(1_300, asks(100, 0));
    usersMove(1_700);
    expect(stopwatch.isOver()).toBe(false);
    sees(1_800, reads(100, 0));
    expect(stopwatch.times()).toEqual({
      onsetToDetected: 1_000,
      detectedToAccepted: 300,
      acceptedToLastServed: 400,
      signalToConfirmed: 800,
      signalToLastUser: 800,
    });
  });

  // ELB takes a rule at once and shows it so, seconds before its load balancers do what it says.
  it('runs on after the rule was read back, until the load balancer sends the candidate nobody', () => {
    const { stopwatch, sees, usersMove } = running();
    sees(1_000, wayBackBegins);
    sees(1_300, asks(100, 0));
    sees(1_400, reads(100, 0));
    expect(stopwatch.isOver()).toBe(false);
    usersMove(3_100);
    expect(stopwatch.times()).toMatchObject({ acceptedToLastServed: 1_800, signalToConfirmed: 400, signalToLastUser: 2_100 });
  });

  it('is not stopped by a rule that was read with users on the candidate, nor started by one that gives it users', () => {
    const { stopwatch, sees, usersMove } = running();
    sees(1_000, wayBackBegins);
    sees(1_100, asks(0, 100));
    sees(1_200, reads(100, 0));
    sees(1_300, asks(100, 0));
    usersMove(1_400);
    sees(1_500, reads(75, 25));
    expect(stopwatch.isOver()).toBe(false);
    sees(9_000, reads(100, 0));
    expect(stopwatch.times()).toMatchObject({ detectedToAccepted: 300, signalToConfirmed: 8_000, signalToLastUser: 8_000 });
  });
});
