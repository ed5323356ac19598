import { SluiceError } from '../../core/errors.ts';

/** What ECS asks a runtime to run: one task, its one container. */
export interface TaskStart {
  readonly taskArn: string;
  /** Resolved to a digest when the registry knows one: `…/orders@sha256:…`. */
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The container port of the task definition; a runtime may listen elsewhere and says so in `address`. */
  readonly port: number;
  /** World time between SIGTERM and SIGKILL. */
  readonly stopTimeoutMs: number;
  /** Called with each whole line the container writes to stdout or stderr. */
  readonly line: (line: string) => void;
}

/** A container that was started. */
export interface RunningTask {
  readonly address: { readonly host: string; readonly port: number };
  /** Never rejects. 137 and 143 for SIGKILL and SIGTERM, as a container reports them. */
  readonly exited: Promise<{ readonly exitCode: number }>;
  /** SIGTERM, and SIGKILL after `stopTimeoutMs`; `exited` tells when it is over. */
  stop(): void;
}

/**
 * Runs containers for the modelled ECS.
 *
 * - **Started.** `start` resolves when the container runs; what happens after is told by `exited`.
 * - **Nothing left.** After `close` no container runs.
 *
 * @throws {ImageNotRunnableError} from `start`: there is nothing to run for this image.
 */
export interface TaskRuntime {
  start(task: TaskStart): Promise<RunningTask>;
  close(): Promise<void>;
}

/** No command or behaviour is known for an image: ECS reports it as an image that cannot be pulled. */
export class ImageNotRunnableError extends SluiceError {
  override readonly name = 'ImageNotRunnableError';
  override readonly fault = 'caller';
  constructor(image: string) {
    super(`nothing is known to run for image ${image}: map it to a command or push it first`);
  }
}
