import type { Injection } from '../faults/fault.ts';
import { serviceError } from '../faults/service-error.ts';
import type { MannerName } from '../scenario/manner.ts';
import type { Act } from '../scenario/scenario.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { Simulated } from '../world/simulated.ts';
import type { ReferenceRun } from './reference-run.ts';

const version = '1.1.0';

/** A release of a version of a service, with acts beside it. */
export function released(service: ServiceName, manner: MannerName, ...more: readonly Act[]): Pick<ReferenceRun, 'service' | 'acts'> {
  return { service, acts: [{ kind: 'push', atSeconds: 10, service, version, manner }, ...more.map((each) => ({ ...each, service }))] };
}

/** Something that a person asks for, of the service that releases. */
export function act(kind: 'approve' | 'abort' | 'rollback', atSeconds: number): Act {
  return kind === 'approve' ? { kind, atSeconds, service: 'shop', isAhead: true } : { kind, atSeconds, service: 'shop' };
}

/** What happens once, so many seconds after the first users came. */
export function after(seconds: number, does: (sim: Simulated) => void) {
  return (sim: Simulated): Injection => {
    sim.after(seconds * 1_000, () => does(sim));
    return {};
  };
}

/** Several happenings in one run, of different kinds. */
export function all(...happenings: readonly ((sim: Simulated) => Injection)[]) {
  return (sim: Simulated): Injection => Object.assign({}, ...happenings.map((happen) => happen(sim)));
}

/** Every call of one operation is throttled for some time. */
export function throttled(
  sim: Simulated,
  throttledOperation: string,
  during: { readonly from: number; readonly until: number },
): Injection {
  const isThrottled = (operation: string) => operation === throttledOperation && isDuring(sim, during);
  return {
    call: ({ service, operation }) => (isThrottled(operation) ? { throwBefore: serviceError(service, 'throttled') } : undefined),
  };
}

/** Whether it is that time now. */
export function isDuring(sim: Simulated, { from, until }: { readonly from: number; readonly until: number }): boolean {
  return sim.elapsedSeconds() > from && sim.elapsedSeconds() < until;
}
