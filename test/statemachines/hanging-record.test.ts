import { describe, expect, it } from 'vitest';
import { blueArn } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import { deploymentText, type Fault, MachineBench } from './machine-bench.ts';
import { secondsOf, writtenSeconds } from './written-seconds.ts';

const asked: Fault = { act: 'record', times: 1, error: 'StaleDecisionError', cause: 'has a signal: ada asked to go back' };
const hung = (times: number, seconds: number, error: string): Fault => ({ act: 'record', times, error, afterMs: seconds * 1_000 });

/** Seconds until every user is back, or nobody works on it any more, of a promotion that finds only when it is written down that it is not wanted. */
async function secondsUntilOver(...faults: readonly Fault[]) {
  const bench = new MachineBench({ moves: [aShift(0, 100)], faults: [...faults, asked] });
  const written = writtenSeconds(bench);
  const { outcome, serving } = await bench.run(deploymentText);
  const isBack = serving.join() === blueArn;
  return { isBack, seconds: isBack ? (written().at(-1) ?? 0) : secondsOf(bench), outcome };
}

describe('a promotion that somebody wants back while its record hangs', () => {
  it.each([
    ['runs for all the time of its function', 20, 'Sandbox.Timedout', 21],
    ['wakes its function before that', 30, 'Sandbox.Timedout', 31],
    ['answers nothing', 40, 'Sandbox.Silent', 32],
  ])('goes back at the next try: the first one %s', async (_, seconds, error, later) => {
    const calm = await secondsUntilOver();
    const troubled = await secondsUntilOver(hung(1, seconds, error));
    expect([calm.isBack, troubled.isBack, troubled.seconds - calm.seconds]).toEqual([true, true, later]);
  });

  it('is left to the reconciler after a minute', async () => {
    const calm = await secondsUntilOver();
    const troubled = await secondsUntilOver(hung(2, 31.5, 'Sandbox.Silent'));
    expect(troubled).toMatchObject({ isBack: false, outcome: { status: 'FAILED', error: 'States.Timeout' } });
    expect(troubled.seconds - calm.seconds).toBeLessThanOrEqual(64);
  });
});
