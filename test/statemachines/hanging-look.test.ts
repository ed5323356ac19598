import { describe, expect, it } from 'vitest';
import { blueArn, greenArn } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import { deploymentText, type Fault, MachineBench } from './machine-bench.ts';

const moves = [aShift(0, 5), { kind: 'bake', bakeSeconds: 60, because: 'bakes' }, aShift(1, 100)];
/** Lambda ends a function that has run for 30 s. */
const timedOut = (times: number): Fault => ({ act: 'next-step', times, error: 'Sandbox.Timedout', afterMs: 30_000 });

/** Milliseconds from the begin of the deployment to the call that gives all users back to stable, undefined: there was none. */
function restoredAt(bench: MachineBench): () => number | undefined {
  const beganMs = bench.clock.now().getTime();
  let atMs: number | undefined;
  const watched = (actions: unknown) => {
    if (atMs === undefined && JSON.stringify(actions) === JSON.stringify(bench.plan.actionsBefore))
      atMs = bench.clock.now().getTime() - beganMs;
  };
  let { actions } = bench;
  Object.defineProperty(bench, 'actions', {
    get: () => actions,
    set: (value: typeof actions) => {
      watched(value);
      actions = value;
    },
  });
  return () => atMs;
}

describe('a look that hangs until its function is ended', () => {
  it('is done again, six times, before a healthy candidate has to go back for it', async () => {
    const bench = new MachineBench({ moves, faults: [timedOut(6)] });
    const seen = await bench.run(deploymentText);
    expect(seen).toMatchObject({ serving: [greenArn], recorded: ['promoted', 'retired'] });
  });

  it('ends in the way back after more than three minutes of trying, not sooner and not much later', async () => {
    const bench = new MachineBench({ moves, faults: [timedOut(7)] });
    const restored = restoredAt(bench);
    const seen = await bench.run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], recorded: ['rolled-back'] });
    expect((restored() ?? 0) / 1_000).toBeGreaterThan(7 * 30);
    expect((restored() ?? 0) / 1_000).toBeLessThan(7 * 30 + 60);
  });

  // Step Functions stops the branch of the look: nothing waits for its answer.
  it('delays no way back that a signal asks for', async () => {
    const bench = new MachineBench({ moves, faults: [timedOut(Number.POSITIVE_INFINITY)] });
    const restored = restoredAt(bench);
    const seen = await bench.run(deploymentText, {}, ({ clock, tokens }) => {
      clock.after(15_000, () => void tokens.fail(bench.guardToken, 'GuardTripped', 'alarm x went to ALARM'));
    });
    expect(seen).toMatchObject({ serving: [blueArn], recorded: ['rolled-back'] });
    expect(restored()).toBe(15_000);
  });
});
