import { describe, expect, it } from 'vitest';
import { clockTable, goalMs, missedGoals, rowsOf } from './clock-table.ts';
import type { Cause, Measurement } from './measure-rollback.ts';

/** One rollback of a cause that took so long from the signal to the rule read back, and to the last user. */
function rollback(cause: Cause, throttled: boolean, signalToConfirmed: number, signalToLastUser = signalToConfirmed) {
  const measurement: Measurement = { assembly: '', cause, seed: 1, throttled };
  const times = { onsetToDetected: 120_000, detectedToAccepted: 500, acceptedToLastServed: 300, signalToConfirmed, signalToLastUser };
  return [measurement, { kind: 'times', times } as const] as const;
}

const causes = ['alarm', 'crash', 'judged'] as const;
const all = causes.flatMap((cause) => [rollback(cause, false, goalMs.usual), rollback(cause, true, goalMs.throttled)]);

describe('the goals of rollbacks', () => {
  it('are met as long as no p99 is later', () => {
    expect(missedGoals(rowsOf(all))).toEqual([]);
    expect(missedGoals(rowsOf([...all, rollback('crash', true, 30_001)]))).toEqual([
      'crash, throttled: p99 is 30001 ms, the goal 30000 ms',
    ]);
  });

  it('are missed by a rollback that never came, in its own words', () => {
    const lost = [rollback('alarm', false, 0)[0], { kind: 'lost', because: 'waited 1800 s' } as const] as const;
    expect(missedGoals(rowsOf([...all, lost]))).toEqual(['waited 1800 s']);
  });

  it('are missed where nothing was measured', () => {
    expect(missedGoals(rowsOf(all.slice(1)))).toEqual(['alarm: nothing was measured']);
    expect(missedGoals(rowsOf([]))).toHaveLength(6);
  });
});

describe('the table of rollbacks', () => {
  it('shows seconds, p50 / p99', () => {
    const [, , first] = clockTable(rowsOf([...all, rollback('alarm', false, 1_500, 2_120)])).split('\n');
    expect(first).toBe(
      '| slow answers, found by an alarm | none | 2 | 120 / 120 | 0.50 / 0.50 | 0.30 / 0.30 | 1.50 / 2.00 | 2.00 / 2.12 |',
    );
  });

  it('says of the rule and of users each, with and without throttling, whether the goal is met', () => {
    const goals = /: p99 within 2 s: (.+); within 30 s when half of the calls are refused: (.+)\.$/gm;
    const verdicts = (...more: typeof all) =>
      [...clockTable(rowsOf([...all, ...more])).matchAll(goals)].map(([, usual, throttled]) => [usual, throttled]);
    const met = ['met', 'met'];
    expect(verdicts()).toEqual([met, met]);
    expect(verdicts(rollback('crash', false, 1_210, 2_120))).toEqual([met, ['missed (crash: p99 is 2120 ms, the goal 2000 ms)', 'met']]);
    const late = 'missed (judged, throttled: p99 is 30001 ms, the goal 30000 ms)';
    expect(verdicts(rollback('judged', true, 30_001))).toEqual([
      ['met', late],
      ['met', late],
    ]);
  });

  it('says that the goal is missed by users whom nobody brought back', () => {
    const lost = [rollback('alarm', false, 0)[0], { kind: 'lost', because: 'waited 1800 s' } as const] as const;
    expect(clockTable(rowsOf([...all, lost])).match(/within 2 s: missed \(waited 1800 s\)/g)).toHaveLength(2);
  });
});
