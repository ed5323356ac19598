import { DependencyError } from '../core/errors.ts';

// Names, never classes: every bundle carries its own copy of the SDK's classes, so instanceof lies across bundles.
const transientNames = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'LimitExceededFault',
  'ProvisionedThroughputExceededException',
  'TransactionConflictException',
  'ReplicatedWriteConflictException',
  'SlowDown',
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'AbortError',
  'NetworkingError',
  'InternalServerError',
  'InternalError',
  'InternalFailure',
  'InternalException',
  'InternalServiceException',
  'InternalServiceFault',
  'ServerException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'EndpointUnavailable',
]);
const transientCodes = new Set(['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN']);

/** The name AWS gave the error, or an empty string for what is not an error. With and without the suffix `Exception` both occur. */
export function errorName(error: unknown): string {
  return error instanceof Object && 'name' in error && typeof error.name === 'string' ? error.name : '';
}

/** Whether the error has one of these names, written without the suffix `Exception`, which the wire omits and the SDK adds. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return names.includes(errorName(error).replace(/Exception$/, ''));
}

/**
 * Waits for an AWS call. What is worth trying again becomes a {@link DependencyError}; every other error passes unchanged,
 * under the name that AWS gave it.
 *
 * @param what names the call for people, e.g. `ECS DescribeServices`
 * @throws {DependencyError} throttled, timed out, not reachable, or failed inside AWS (5xx). Retryable.
 */
export async function answered<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!isTransient(error)) throw error;
    throw new DependencyError(`${what} did not answer (${errorName(error)}: ${messageOf(error)}): try again`, { cause: error });
  }
}

function isTransient(error: unknown): boolean {
  if (transientNames.has(errorName(error))) return true;
  if (!(error instanceof Object)) return false;
  if ('code' in error && typeof error.code === 'string' && transientCodes.has(error.code)) return true;
  const status =
    '$metadata' in error && error.$metadata instanceof Object && 'httpStatusCode' in error.$metadata ? error.$metadata.httpStatusCode : 0;
  return typeof status === 'number' && (status === 429 || status >= 500);
}

function messageOf(error: unknown): string {
  return error instanceof Object && 'message' in error ? String(error.message) : String(error);
}
