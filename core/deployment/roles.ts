import type { Service } from '../service/service.ts';
import type { AdmissionFacts, AdmissionLane } from './admission-facts.ts';
import type { Lane } from './lane.ts';
import { isWhole } from './traffic.ts';

/** A lane in its role, with what was read of it. */
export interface LaneInRole {
  readonly lane: Lane;
  readonly facts: AdmissionLane;
}

/** Which lane serves now. Undefined when none has all the weight: then nobody can say what a rollback means. */
export function stableLane({ rule, service }: Pick<AdmissionFacts, 'rule' | 'service'>): Lane['lane'] | undefined {
  if (rule === undefined) return undefined;
  const { blue, green } = service.lanes;
  if (isWhole(rule.actions, blue.targetGroupArn)) return 'blue';
  return isWhole(rule.actions, green.targetGroupArn) ? 'green' : undefined;
}

/** Who serves now and who gets the new version. Undefined like {@link stableLane}. */
export function rolesOf(
  facts: Pick<AdmissionFacts, 'rule' | 'service' | 'lanes'>,
): { readonly stable: LaneInRole; readonly candidate: LaneInRole } | undefined {
  const { service, lanes } = facts;
  const blue = { lane: service.lanes.blue, facts: lanes.blue };
  const green = { lane: service.lanes.green, facts: lanes.green };
  const stable = stableLane(facts);
  if (stable === undefined) return undefined;
  return stable === 'blue' ? { stable: blue, candidate: green } : { stable: green, candidate: blue };
}

/** Target group ARNs of both lanes, in a fixed order. */
export function laneArns({ lanes }: Service): readonly [string, string] {
  return [lanes.blue.targetGroupArn, lanes.green.targetGroupArn];
}
