import type { Injection } from '../faults/fault.ts';
import type { MannerName } from '../scenario/manner.ts';
import type { Act } from '../scenario/scenario.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { Simulated } from '../world/simulated.ts';
import type { ReferenceRun } from './reference-run.ts';

const version = '1.1.0';
const local = { roleArn: 'local' };

/** Candidates have users by then, and no sweep comes in this second: who hears of what happens hears of it by itself. */
export const midFlightSeconds = 215;

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

/** Somebody stops every deployment that runs. */
export function stopExecutions(sim: Simulated): void {
  for (const { execution } of sim.deployments()) {
    const { executionArn } = execution.request;
    if (execution.outcome === undefined) void sim.world.aws.call('SFN', 'StopExecution', { executionArn, cause: 'a person' }, local);
  }
}
