import {
  InvalidOutput,
  InvalidToken,
  type SendTaskFailureInput,
  type SendTaskHeartbeatInput,
  type SendTaskSuccessInput,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { Json } from '../../asl/json.ts';
import type { Answered, TaskTokens } from '../../asl/task-tokens.ts';

const failed400 = { httpStatusCode: 400 } as const;

/**
 * `SendTaskSuccess`, `SendTaskFailure` and `SendTaskHeartbeat`.
 *
 * A token whose task is gone (answered, timed out, stopped) is {@link TaskTimedOut}, any other text {@link InvalidToken}.
 */
export function taskAnswers(tokens: TaskTokens) {
  return {
    /** @throws {InvalidOutput} the output is not JSON. */
    SendTaskSuccess: async ({ taskToken = '', output = '' }: SendTaskSuccessInput) => {
      check(tokens.stateOf(taskToken));
      tokens.succeed(taskToken, parsedOutput(output));
      return {};
    },
    SendTaskFailure: async ({ taskToken = '', error, cause }: SendTaskFailureInput) => {
      check(tokens.fail(taskToken, error ?? null, cause ?? null));
      return {};
    },
    SendTaskHeartbeat: async ({ taskToken = '' }: SendTaskHeartbeatInput) => {
      check(tokens.heartbeat(taskToken));
      return {};
    },
  };
}

function check(answered: Answered): void {
  if (answered === 'unknown') throw new InvalidToken({ message: "Invalid Token: 'Invalid token'", $metadata: failed400 });
  if (answered === 'gone') {
    throw new TaskTimedOut({ message: "Task Timed Out: 'Provided task does not exist anymore'", $metadata: failed400 });
  }
}

function parsedOutput(output: string): Json {
  try {
    return JSON.parse(output) as Json;
  } catch (error) {
    const message = `Invalid Output: '${error instanceof Error ? error.message : String(error)}'`;
    throw new InvalidOutput({ message, $metadata: failed400 });
  }
}
