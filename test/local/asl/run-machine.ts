import type { Machine } from '../../../local/asl/definition.ts';
import { Execution, type Outcome } from '../../../local/asl/execution.ts';
import type { Json, JsonObject } from '../../../local/asl/json.ts';
import { parseMachine } from '../../../local/asl/parse-machine.ts';
import type { TaskRunner } from '../../../local/asl/task-runner.ts';
import { TaskTokens } from '../../../local/asl/task-tokens.ts';
import { VirtualClock } from '../../../local/clocks/virtual-clock.ts';

/** A machine under test: its clock stands still until it is told to move. */
export interface Bench {
  readonly clock: VirtualClock;
  readonly tokens: TaskTokens;
  readonly execution: Execution;
  /** Runs to the end, through any waiting, up to ten days. */
  end(): Promise<Outcome>;
}

const tenDaysMs = 864_000_000;
export const startedAt = new Date('2026-01-01T00:00:00.000Z');

/** Starts an execution of a JSONata machine. Tasks go to `runTask`; chance is always 0.5. */
export function start(definition: JsonObject, input: Json = {}, runTask: TaskRunner = noTasks, tokens = new TaskTokens(counting())): Bench {
  const machine: Machine = parseMachine({ QueryLanguage: 'JSONata', ...definition }, () => true);
  const clock = new VirtualClock(startedAt);
  const execution = new Execution(
    { clock, random: () => 0.5, runTask, tokens },
    {
      machine,
      machineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:m',
      machineName: 'm',
      executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:m:e',
      name: 'e',
      roleArn: 'arn:aws:iam::111122223333:role/m',
      input,
    },
  );
  return {
    clock,
    tokens,
    execution,
    async end() {
      await clock.runUntilIdle(tenDaysMs);
      if (execution.outcome === undefined) throw new Error('the execution waits for ever');
      return execution.ended;
    },
  };
}

/** Runs an execution to its end. */
export function run(definition: JsonObject, input: Json = {}, runTask: TaskRunner = noTasks): Promise<Outcome> {
  return start(definition, input, runTask).end();
}

/** A source of chance that never repeats itself within a test. */
export function counting(): () => number {
  let n = 0;
  return () => {
    n = (n * 1_103_515_245 + 12_345) % 2_147_483_648;
    return n / 2_147_483_648;
  };
}

const noTasks: TaskRunner = (call) => Promise.reject(new Error(`no task expected: ${call.resource}`));
