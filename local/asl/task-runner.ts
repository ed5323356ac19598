import type { Json } from './json.ts';

/** One attempt of a Task state. */
export interface TaskCall {
  readonly resource: string;
  readonly arguments: Json;
  /** The task's token, for `.waitForTaskToken` resources; the runner's own answer is then only the submission's reply. */
  readonly token: string | undefined;
  readonly roleArn: string;
  readonly executionArn: string;
  readonly machineArn: string;
  /** Calls back when nobody waits any more: timed out, a sibling failed, the execution ended. What is under way may still land. */
  readonly onStop: (listener: () => void) => void;
  /** For `.sync` resources: the job was accepted; its end comes as the answer. */
  readonly submitted: (reply: Json) => void;
}

/**
 * Does what a Task's resource says.
 *
 * @throws {StateFailure} the task failed. Any other error ends the execution with States.Runtime: it is not AWS's but ours.
 */
export type TaskRunner = (call: TaskCall) => Promise<Json>;

/** True when the resource waits for SendTaskSuccess or SendTaskFailure. */
export function waitsForToken(resource: string): boolean {
  return resource.endsWith('.waitForTaskToken');
}
