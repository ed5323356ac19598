import type { StateFailure } from './failure.ts';
import type { JsonObject } from './json.ts';
import type { Retrier } from './state-parts.ts';

/**
 * True when `ErrorEquals` names the failure. `States.Runtime` always ends the execution. `States.TaskFailed` stands for
 * any error except a timeout (AWS developer guide, "Handling errors").
 */
export function matches(errorEquals: readonly string[], { error, alsoKnownAs }: StateFailure): boolean {
  if (error === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === 'States.ALL' || name === error || alsoKnownAs.includes(name)) return true;
    return name === 'States.TaskFailed' && error !== 'States.Timeout';
  });
}

/**
 * Milliseconds to wait before a retry; `earlierRetries` counts those this retrier already made.
 * Delay = IntervalSeconds x BackoffRate^earlierRetries, at most MaxDelaySeconds; with full jitter, a random part of it.
 */
export function retryDelayMs(retrier: Retrier, earlierRetries: number, random: () => number): number {
  const seconds = retrier.intervalSeconds * retrier.backoffRate ** earlierRetries;
  const capped = Math.min(seconds, retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return 1_000 * (retrier.jitter === 'FULL' ? capped * random() : capped);
}

/** `$states.errorOutput`. A timeout without a cause shows an empty one. */
export function errorOutput({ error, failureCause }: StateFailure): JsonObject {
  return { Error: error, Cause: failureCause ?? (error === 'States.Timeout' ? '' : null) };
}
