import type { FunctionConfig } from './function-config.ts';

/** What one invocation came to: a JSON text, or an error as the runtime reports it. */
export interface InvocationResult {
  readonly kind: 'answered' | 'failed';
  readonly payload: string;
}

/** A thrown value as the Node.js runtime reports it. */
export function failure(error: unknown): InvocationResult {
  const reported =
    error instanceof Error || isErrorLike(error)
      ? { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] }
      : { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { kind: 'failed', payload: JSON.stringify(reported) };
}

function isErrorLike(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'name' in error && 'message' in error && 'stack' in error;
}

/** What the service reports of a runtime that is gone. */
export function exit(requestId: string): InvocationResult {
  const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`;
  return { kind: 'failed', payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage }) };
}

/** What the service reports of an invocation that ran for its whole `Timeout`. */
export function timeout(config: FunctionConfig, requestId: string): InvocationResult {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${config.timeoutSeconds.toFixed(2)} seconds`;
  return { kind: 'failed', payload: JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage }) };
}
