import type { Random } from '../../../core/seeded-random.ts';
import type { Call, CallFault } from '../../../local/aws/router.ts';
import { serviceError } from '../faults/service-error.ts';

/** Share of requests that are refused because others in the account use up its quotas. */
const refusedShare = 0.5;

/**
 * An account whose quotas others use up: half of Sluice's own calls are refused, each further try of an SDK or of a state machine too. What AWS's
 * own services hand to Lambda is taken: Lambda queues asynchronous invocations without a quota of requests ("Lambda quotas").
 */
export function halfRefused(random: Random): (call: Call) => CallFault | undefined {
  return ({ caller, service }) => {
    const isAwsOwn = caller.roleArn === 'local' || caller.roleArn.endsWith('.amazonaws.com');
    if (isAwsOwn || random() >= refusedShare) return undefined;
    return { throwBefore: serviceError(service, 'throttled') };
  };
}
