import { describe, expect, it } from 'vitest';
import { greenArn } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import { type Machine, tasksOfFunctions } from './function-tasks.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';

// A sandbox that is killed is reported as Runtime.ExitError, by some accounts as Lambda.Unknown. Its outcome may be half written.
describe('a function whose sandbox dies', () => {
  it.each(tasksOfFunctions(JSON.parse(deploymentText) as Machine))('is asked again by %s', (_name, retriers) => {
    const asked = retriers.find(({ ErrorEquals }) => ErrorEquals.includes('Runtime.ExitError'));
    expect(asked).toMatchObject({ ErrorEquals: expect.arrayContaining(['Lambda.Unknown', 'Sandbox.Timedout']), MaxAttempts: 6 });
  });

  it('costs a healthy candidate nothing', async () => {
    const moves = [aShift(0, 5), aShift(1, 100)];
    const bench = new MachineBench({ moves, faults: [{ act: 'next-step', times: 6, error: 'Runtime.ExitError' }] });
    expect(await bench.run(deploymentText)).toMatchObject({ serving: [greenArn], recorded: ['promoted', 'retired'] });
  });
});
