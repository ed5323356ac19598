import type { AwsCalls } from './aws/aws-calls.ts';
import type { Clock } from './clock.ts';

/** What an SDK waits with. `random` is uniform in [0, 1). */
export interface RetryNeeds {
  readonly clock: Clock;
  readonly random: () => number;
}

/** The longest wait before the second try, and before any, in milliseconds: AWS SDK for JavaScript v3, mode `standard`. */
const baseMs = { throttled: 500, transient: 100, longest: 20_000 } as const;

const throttling = new Set([
  'BandwidthLimitExceeded',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);

/**
 * AWS as an SDK client meets it that tries again, as often as the caller says: what was throttled, and what failed inside AWS, after a wait
 * that is drawn from 0 to a maximum which doubles each time. The SDK's own quota of retries, 100 in a row without a success, is not modelled.
 * Source: @smithy/util-retry, `StandardRetryStrategy` and its constants.
 */
export function retryingCalls(aws: AwsCalls, { clock, random }: RetryNeeds): AwsCalls {
  return {
    call: async (service, operation, input, caller) => {
      for (let tried = 1; ; tried += 1) {
        try {
          return await aws.call(service, operation, input, caller);
        } catch (error) {
          const base = isThrottled(error) ? baseMs.throttled : baseMs.transient;
          if (tried >= (caller.tries ?? 1) || !(isThrottled(error) || isTransient(error))) throw error;
          await clock.sleep(Math.floor(random() * Math.min(base * 2 ** (tried - 1), baseMs.longest)));
        }
      }
    },
  };
}

function isThrottled(error: unknown): boolean {
  return throttling.has(nameOf(error)) || statusOf(error) === 429;
}

function isTransient(error: unknown): boolean {
  return nameOf(error) === 'TimeoutError' || [500, 502, 503, 504].includes(statusOf(error));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function statusOf(error: unknown): number {
  const metadata = error instanceof Object && '$metadata' in error ? error.$metadata : undefined;
  const status = metadata instanceof Object && 'httpStatusCode' in metadata ? metadata.httpStatusCode : 0;
  return typeof status === 'number' ? status : 0;
}
