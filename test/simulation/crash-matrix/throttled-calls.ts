import type { Call } from '../../../local/aws/router.ts';
import type { Injection } from '../faults/fault.ts';
import { serviceError } from '../faults/service-error.ts';
import type { Simulated } from '../world/simulated.ts';

/** Seconds since the first users came. */
interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** Every such call is throttled for some time. */
export function throttled(sim: Simulated, isMeant: (call: Call) => boolean, during: Stretch): Injection {
  return {
    call: (call) => (isMeant(call) && isDuring(sim, during) ? { throwBefore: serviceError(call.service, 'throttled') } : undefined),
  };
}

/** No such call gets an answer for some time: it hangs for two minutes, and then fails. */
export function unanswered(sim: Simulated, isMeant: (call: Call) => boolean, during: Stretch): Injection {
  return {
    call: (call) =>
      isMeant(call) && isDuring(sim, during) ? { delayMs: 120_000, throwBefore: serviceError(call.service, 'unavailable') } : undefined,
  };
}

/** Calls of one operation, whoever makes them. */
export function callsOf(operation: string): (call: Call) => boolean {
  return (call) => call.operation === operation;
}

/** Whether it is that time now. */
export function isDuring(sim: Simulated, { from, until }: Stretch): boolean {
  return sim.elapsedSeconds() > from && sim.elapsedSeconds() < until;
}
