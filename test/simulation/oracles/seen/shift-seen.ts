import type { ServiceName } from '../../scenario/simulated-services.ts';
import { simulatedServices } from '../../scenario/simulated-services.ts';
import type { AdmittedSeen, Seen } from './seen.ts';
import type { TrafficChange } from './traffic-book.ts';

/** Users whom the machine of a deployment sent to its candidate. */
export interface ShiftSeen {
  readonly service: ServiceName;
  readonly deployment: AdmittedSeen;
  readonly change: TrafficChange;
  readonly before: TrafficChange;
  /** Percent of the users that the candidate has by it. */
  readonly percent: number;
  /** Which step of the plan has this percent; -1 when none has. */
  readonly stepIndex: number;
}

/** Asks a check about each shift of each service once, in order. */
export function eachShift(seen: Seen, check: (shift: ShiftSeen) => string | undefined): () => string | undefined {
  const looked = new Map<ServiceName, number>();
  return () => {
    for (const { name } of simulatedServices) {
      const changes = seen.traffic.of(name);
      for (let index = looked.get(name) ?? 1; index < changes.length; index += 1) {
        looked.set(name, index + 1);
        const shift = shiftOf(seen, name, changes[index], changes[index - 1]);
        const wrong = shift && check(shift);
        if (wrong !== undefined) return wrong;
      }
    }
    return undefined;
  };
}

function shiftOf(seen: Seen, service: ServiceName, change?: TrafficChange, before?: TrafficChange): ShiftSeen | undefined {
  if (change?.by !== 'deployment' || before === undefined) return undefined;
  const deployment = seen.latest(service);
  if (deployment === undefined) return undefined;
  const { plan } = deployment;
  const percent = change.share[plan.candidate.lane];
  if (percent === 0) return undefined;
  const stepIndex = plan.steps.findIndex(({ candidatePercent }) => candidatePercent === percent);
  return { service, deployment, change, before, percent, stepIndex };
}
