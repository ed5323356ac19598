import { TooManyRequestsException } from '@aws-sdk/client-lambda';
import type { Clock } from '../../clock.ts';
import type { InvocationResult } from './invocation-result.ts';

/** What `AWS::Lambda::EventInvokeConfig` sets for a function's asynchronous invocations. */
export interface AsyncConfig {
  readonly retriesMax: number;
  readonly eventAgeSecondsMax: number;
  readonly onFailureArn: string | undefined;
  readonly onSuccessArn: string | undefined;
}

/** Lambda's defaults for a function without an `EventInvokeConfig`. */
export const asyncDefaults: AsyncConfig = { retriesMax: 2, eventAgeSecondsMax: 21_600, onFailureArn: undefined, onSuccessArn: undefined };

/** Waits before the second and the third try, in seconds. Source: "How Lambda handles errors and retries with asynchronous invocation". */
const retryWaitSeconds = [60, 120] as const;

/** How an asynchronous invocation ended. */
export interface AsyncOutcome {
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  readonly tries: number;
  readonly result: InvocationResult;
}

/** Waits between tries that were throttled, in seconds: doubled from the first to the last. Source: the same page. */
const throttleWaitSeconds = { first: 1, last: 300 } as const;

/**
 * Runs one asynchronous invocation to its end: tries again after function errors, one and two minutes later, and after throttling with
 * longer and longer waits that count for nothing but the event's age.
 */
export async function invokeUntilDone(run: () => Promise<InvocationResult>, config: AsyncConfig, clock: Clock): Promise<AsyncOutcome> {
  const acceptedAt = clock.now().getTime();
  let throttled = 0;
  for (let tries = 1; ; ) {
    const result = await run().catch(throttling);
    if (result.kind === 'answered') return { condition: 'Success', tries, result };
    if (result.kind === 'failed' && tries > config.retriesMax) return { condition: 'RetriesExhausted', tries, result };
    const waitMs = 1_000 * (result.kind === 'failed' ? (retryWaitSeconds[tries - 1] ?? retryWaitSeconds[1]) : throttleWait(throttled));
    if (clock.now().getTime() + waitMs - acceptedAt > config.eventAgeSecondsMax * 1_000) {
      return { condition: 'EventAgeExceeded', tries, result: { kind: 'failed', payload: result.payload } };
    }
    if (result.kind === 'failed') tries += 1;
    else throttled += 1;
    await clock.sleep(waitMs);
  }
}

function throttleWait(throttled: number): number {
  return Math.min(throttleWaitSeconds.last, throttleWaitSeconds.first * 2 ** throttled);
}

function throttling(error: unknown): { readonly kind: 'throttled'; readonly payload: string } {
  if (error instanceof TooManyRequestsException) return { kind: 'throttled', payload: JSON.stringify({ errorMessage: error.message }) };
  throw error;
}
