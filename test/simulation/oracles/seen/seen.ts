import type { Plan } from '../../../../core/deployment/plan.ts';
import type { CallRecord } from '../../../../local/aws/router.ts';
import type { ServiceName } from '../../scenario/simulated-services.ts';
import type { DeploymentSeen, LaneReality, ServiceReality, Simulated } from '../../world/simulated.ts';
import { type AnsweredLook, answeredLook } from './decisions.ts';
import { firstEnteredMs } from './entered-states.ts';
import { LaneBook } from './lane-book.ts';
import { RecordBook, type RecordSeen } from './record-book.ts';
import { TrafficBook } from './traffic-book.ts';

/** A deployment that was admitted. */
export type AdmittedSeen = DeploymentSeen & { readonly plan: Plan };

/** Where the machine of an admitted deployment is. */
export type Phase = 'forward' | 'back' | 'promoted' | 'over';

/** What many checks need to know of one run, followed once for all of them. */
export class Seen {
  readonly sim: Simulated;
  readonly traffic: TrafficBook;
  readonly records = new RecordBook();
  readonly lanes: LaneBook;
  readonly #admitted = new Map<ServiceName, string[]>();
  #changed: RecordSeen | undefined;
  #answered: AnsweredLook | undefined;
  readonly #shiftDecidedMs = new Map<string, number>();

  constructor(sim: Simulated) {
    this.sim = sim;
    this.traffic = new TrafficBook(sim);
    this.lanes = new LaneBook(sim);
  }

  /** Takes a call in. Whoever runs checks tells every call once, before any check is asked about it. */
  learn(ended: CallRecord): void {
    this.traffic.learn(ended);
    this.#changed = this.records.learn(ended);
    this.#answered = answeredLook(ended);
    if (this.#answered !== undefined) this.#noteAdmissions();
    if (this.#answered?.kind === 'shift') this.#shiftDecidedMs.set(this.#answered.deploymentId, this.#answered.askedAtMs);
  }

  /** What the last call was answered with, when a function answered a machine. */
  get answered(): AnsweredLook | undefined {
    return this.#answered;
  }

  /** When the look began that decided the last shift of a deployment, in world milliseconds. */
  shiftDecidedMs(deploymentId: string): number | undefined {
    return this.#shiftDecidedMs.get(deploymentId);
  }

  /** The record whose status the last call showed to have changed. */
  get changed(): RecordSeen | undefined {
    return this.#changed;
  }

  /** A service as it is at this sweep. */
  swept(name: ServiceName): ServiceReality {
    return this.lanes.sweep().find((each) => each.name === name) ?? this.sim.service(name);
  }

  /** Deployments of a service in the order in which they were admitted. */
  admitted(service: ServiceName): readonly AdmittedSeen[] {
    const all = this.sim.deployments();
    return (this.#admitted.get(service) ?? []).flatMap((id) => {
      const found = all.find((each) => each.id === id);
      return found?.plan === undefined ? [] : [{ ...found, plan: found.plan }];
    });
  }

  /** The deployment of a service that was admitted last. */
  latest(service: ServiceName): AdmittedSeen | undefined {
    return this.admitted(service).at(-1);
  }

  find(deploymentId: string): AdmittedSeen | undefined {
    const found = this.sim.deployments().find(({ id }) => id === deploymentId);
    return found?.plan === undefined ? undefined : { ...found, plan: found.plan };
  }

  #noteAdmissions(): void {
    for (const { id, service, plan } of this.sim.deployments()) {
      if (plan === undefined) continue;
      const known = this.#admitted.get(service) ?? [];
      if (!known.includes(id)) this.#admitted.set(service, [...known, id]);
    }
  }
}

const seenOf = new WeakMap<Simulated, Seen>();

/** What was seen of a run so far; the same for every check of it. */
export function seen(sim: Simulated): Seen {
  const known = seenOf.get(sim) ?? new Seen(sim);
  seenOf.set(sim, known);
  return known;
}

/** Where a deployment's machine is: on its way forward, on its way back, promoted, or ended. */
export function phaseOf({ execution }: DeploymentSeen): Phase {
  if (execution.outcome !== undefined) return 'over';
  if (firstEnteredMs(execution, 'InspectStable') !== undefined) return 'back';
  return firstEnteredMs(execution, 'RecordPromotion') === undefined ? 'forward' : 'promoted';
}

/** The two lanes of a service in the roles that a plan gives them. */
export function rolesIn(service: ServiceReality, plan: Plan): { readonly stable: LaneReality; readonly candidate: LaneReality } {
  return { stable: service[plan.stable.lane], candidate: service[plan.candidate.lane] };
}
