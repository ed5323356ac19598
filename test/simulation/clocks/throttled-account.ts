import type { Random } from '../../../core/seeded-random.ts';
import type { Call, CallFault } from '../../../local/aws/router.ts';
import { serviceError } from '../faults/service-error.ts';

/** Share of requests that are refused because others in the account use up its quotas. */
const refusedShare = 0.5;

/** Tries of the SDK in mode `standard`, and the longest wait before each further one, in milliseconds: `adapters/clients.ts`, AWS SDK retry behaviour. */
const sdkTries = 3;
const sdkWaitMsMax = [500, 1_000] as const;

/**
 * An account whose quotas others use up: half of all requests are refused. Functions have the SDK's own tries, which the local world's
 * clients skip; a task of a state machine has none but those its text asks for.
 */
export function throttledAccount(random: Random): (call: Call) => CallFault | undefined {
  return ({ caller, service }) => {
    if (caller.roleArn === 'local') return undefined;
    const tries = /machine|deployment-|sluice-restore|sluice-deployment/.test(caller.roleArn) ? 1 : sdkTries;
    let delayMs = 0;
    for (let refused = 0; refused < tries; refused += 1) {
      if (random() >= refusedShare) return delayMs > 0 ? { delayMs } : undefined;
      delayMs += random() * (sdkWaitMsMax[refused] ?? 0);
    }
    return { delayMs, throwBefore: serviceError(service, 'throttled') };
  };
}
