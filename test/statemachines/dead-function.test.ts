import { describe, expect, it } from 'vitest';
import { greenArn } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import { type Machine, tasksOfFunctions } from './function-tasks.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';

// A sandbox that is killed is reported as Runtime.ExitError, by some accounts as Lambda.Unknown. Its outcome may be half written.
describe('a function whose sandbox dies', () => {
  it.each(tasksOfFunctions(JSON.parse(deploymentText) as Machine))('is asked again by %s', (name, retriers) => {
    const asked = (error: string) => retriers.find(({ ErrorEquals }) => ErrorEquals.includes(error));
    expect(asked('Runtime.ExitError')).toMatchObject({ ErrorEquals: expect.arrayContaining(['Lambda.Unknown']), MaxAttempts: 6 });
    // Each that hangs takes twenty seconds, in which a person's way back may wait for the end of this execution.
    expect(asked('Sandbox.Timedout')?.MaxAttempts).toBe(name === 'RecordPromotion' ? 1 : 6);
  });

  it('costs a healthy candidate nothing', async () => {
    const moves = [aShift(0, 5), aShift(1, 100)];
    const bench = new MachineBench({ moves, faults: [{ act: 'next-step', times: 6, error: 'Runtime.ExitError' }] });
    expect(await bench.run(deploymentText)).toMatchObject({ serving: [greenArn], recorded: ['promoted', 'retired'] });
  });
});
