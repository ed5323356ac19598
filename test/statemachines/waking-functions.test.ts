import { describe, expect, it } from 'vitest';
import type { Json } from '../../local/asl/json.ts';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { blueArn, greenArn } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import type { Act } from './acts.ts';
import { type Machine, type Retrier, type State, tasksOfFunctions } from './function-tasks.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';
import { secondsOf, writtenSeconds } from './written-seconds.ts';

const restoreText = restoreDefinition(deploymentText);
const machines = { deployment: JSON.parse(deploymentText) as Machine, restore: JSON.parse(restoreText) as Machine };
const tasks = Object.values(machines).flatMap(tasksOfFunctions);

// docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
const transient = ['ClientExecutionTimeoutException', 'ServiceException', 'AWSLambdaException', 'SdkClientException'];
// What Invoke answers while a function that nobody called for weeks is made ready again: "Lambda function states" in its developer guide, and seen by others.
const waking = ['CodeArtifactUserPendingException', 'ResourceConflictException', 'ResourceNotReadyException'];

const ofLambda = (names: readonly string[]) => names.map((name) => `Lambda.${name}`);
/** The first retrier that names an error: it alone decides. */
const retrierOf = (retriers: readonly Retrier[], error: string) => retriers.find(({ ErrorEquals }) => ErrorEquals.includes(error));

function waitsOf({ IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts }: Retrier): number {
  const waits = Array.from({ length: MaxAttempts }, (_, tries) => Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** tries));
  return waits.reduce((sum, seconds) => sum + seconds, 0);
}

describe('every state that calls a function', () => {
  it('is found in both machines', () => {
    expect(tasksOfFunctions(machines.deployment)).toHaveLength(11);
    expect(tasksOfFunctions(machines.restore).map(([name]) => name)).toEqual(['RecordRollback', 'RecordNeedsHuman']);
  });

  it.each(tasks)('asks again when Lambda had a bad moment: %s', (_, retriers) => {
    for (const error of ofLambda(transient)) expect(retrierOf(retriers, error)).toMatchObject({ MaxAttempts: 6 });
  });

  // Measured by others: 40 to 106 s (aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws#801).
  it.each(tasks)('waits for a function to wake, about three minutes: %s', (name, retriers) => {
    for (const error of ofLambda(waking)) {
      const retrier = retrierOf(retriers, error);
      // The reconciler takes users back when the execution is over, so its end waits for half a minute and no more.
      const [least, most] = name === 'RecordNeedsHuman' ? [30, 40] : [150, 200];
      expect(retrier?.ErrorEquals).toEqual(ofLambda(waking));
      // Jitter would halve the time that is waited.
      expect(retrier).not.toHaveProperty('JitterStrategy');
      expect(retrier && waitsOf(retrier)).toBeGreaterThanOrEqual(least);
      expect(retrier && waitsOf(retrier)).toBeLessThanOrEqual(most);
    }
  });
});

describe('the way back', () => {
  const nextOf = ({ Next, Default, Choices = [], Catch = [] }: State) =>
    [Next, Default, ...[...Choices, ...Catch].map((choice) => choice.Next)].filter((name) => name !== undefined);

  /** What is entered from a state on, as far as the states that end a search, with these. */
  function entered({ States }: Machine, from: string, last: readonly string[], seen = new Set<string>()): ReadonlySet<string> {
    if (seen.has(from)) return seen;
    seen.add(from);
    if (!last.includes(from)) for (const next of nextOf(States[from] ?? {})) entered({ States }, next, last, seen);
    return seen;
  }

  // Until `Restored?` has read users on stable, the machine gives up, or users stay because nothing was launched.
  it.each([
    ['deployment', 'InspectStable', ['Restored?', 'PageHuman']],
    ['restore', 'LoadPlan', ['Restored?', 'PageHuman', 'MayStay?']],
    ['restore', 'InspectStable', ['Restored?', 'PageHuman']],
  ] as const)('calls no function before users are back: %s machine from %s', (name, from, last) => {
    const { States } = machines[name];
    const passed = [...entered(machines[name], from, last)];
    expect(passed).toContain('RestoreTraffic');
    expect(passed.filter((state) => tasksOfFunctions({ States: { [state]: States[state] ?? {} } }).length > 0)).toEqual([]);
  });

  it('waits for no function: users are back at once while every function sleeps', async () => {
    const acts = ['inspect', 'next-step', 'record', 'claim', 'watch', 'admit'] as const;
    const faults = acts.map((act) => ({ act, times: Number.POSITIVE_INFINITY, error: 'Lambda.CodeArtifactUserPendingException' }));
    const bench = new MachineBench({ faults });
    bench.actions = [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: greenArn, Weight: 100 }] } }];
    const input = { plan: bench.plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm' } };
    const written = writtenSeconds(bench);
    const seen = await bench.run(restoreText, input);
    expect(written()).toEqual([0]);
    expect(seen).toMatchObject({ serving: [blueArn], recorded: [], outcome: { status: 'SUCCEEDED' } });
  });
});

describe('a function that sleeps', () => {
  const sleeping = (act: Act, times: number, error = 'Lambda.CodeArtifactUserPendingException') => [{ act, times, error }];

  it.each(['admit', 'inspect', 'next-step', 'watch', 'record', 'claim'] as const)(
    'costs a release minutes and no more: %s',
    async (act) => {
      for (const error of ofLambda(waking)) {
        const bench = new MachineBench({ moves: [aShift(0, 5), aShift(1, 100)], faults: sleeping(act, 5, error) });
        expect(await bench.run(deploymentText)).toMatchObject({ serving: [greenArn], recorded: ['promoted', 'retired'] });
      }
    },
  );

  it('lets nobody wait long for the reconciler, which tries the way back again when the execution is over', async () => {
    const bench = new MachineBench({ faults: sleeping('record', Number.POSITIVE_INFINITY) });
    bench.stableTargets = 0;
    const input = { plan: bench.plan as unknown as Json, failure: { Error: 'GuardTripped', Cause: 'alarm' } };
    expect(await bench.run(restoreText, input)).toMatchObject({ outcome: { error: 'NeedsHuman' }, pages: 1, recorded: [] });
    expect(secondsOf(bench)).toBeLessThanOrEqual(40);
  });
});

describe('a revision that ECS refuses because another of its family is being made', () => {
  const refused = (times: number) =>
    new MachineBench({
      moves: [aShift(0, 100)],
      faults: [
        {
          act: 'register',
          times,
          error: 'Ecs.ClientException',
          cause: 'Too many concurrent attempts to create a new revision of the family',
        },
      ],
    });

  it('is asked for again, five times', async () => {
    expect(await refused(5).run(deploymentText)).toMatchObject({ serving: [greenArn], recorded: ['promoted', 'retired'] });
  });

  it('is given up when ECS goes on refusing: it says the same of what it will never take', async () => {
    const seen = await refused(6).run(deploymentText);
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'], outcome: { error: 'RolledBack' } });
  });

  it.each(['Ecs.AccessDeniedException', 'Ecs.InvalidParameterException'])('is not asked for again after %s', async (error) => {
    const bench = new MachineBench({ faults: [{ act: 'register', times: 1, error }] });
    expect(await bench.run(deploymentText)).toMatchObject({ recorded: ['rolled-back'], outcome: { error: 'RolledBack' } });
  });
});
