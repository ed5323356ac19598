/**
 * Failed tasks after which the circuit breaker gives a deployment up: half the desired count, at least 3, at most 200.
 * Source: the ECS developer guide on the deployment circuit breaker.
 */
export function breakerThreshold(desiredCount: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desiredCount / 2)));
}

/**
 * Seconds until a failed start is tried again: at once after the first, then 10, 20, 40 … up to 15 minutes.
 * ECS documents that it waits longer and longer, not by how much; the figures are this model's own.
 */
export function retrySeconds(consecutiveFailures: number): number {
  return consecutiveFailures <= 1 ? 0 : Math.min(900, 10 * 2 ** (consecutiveFailures - 2));
}
