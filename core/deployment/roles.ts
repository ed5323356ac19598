import type { Service } from '../service/service.ts';
import type { AdmissionFacts, AdmissionLane } from './admission-facts.ts';
import type { Lane } from './lane.ts';
import { isWhole } from './traffic.ts';

/** A lane in its role, with what was read of it. */
export interface LaneInRole {
  readonly lane: Lane;
  readonly facts: AdmissionLane;
}

/** Who serves now and who gets the new version. Undefined when no lane has all the weight: then nobody can say what a rollback means. */
export function rolesOf({
  rule,
  service,
  lanes,
}: Pick<AdmissionFacts, 'rule' | 'service' | 'lanes'>): { readonly stable: LaneInRole; readonly candidate: LaneInRole } | undefined {
  const blue = { lane: service.lanes.blue, facts: lanes.blue };
  const green = { lane: service.lanes.green, facts: lanes.green };
  if (rule === undefined) return undefined;
  if (isWhole(rule.actions, blue.lane.targetGroupArn)) return { stable: blue, candidate: green };
  if (isWhole(rule.actions, green.lane.targetGroupArn)) return { stable: green, candidate: blue };
  return undefined;
}

/** Target group ARNs of both lanes, in a fixed order. */
export function laneArns({ lanes }: Service): readonly [string, string] {
  return [lanes.blue.targetGroupArn, lanes.green.targetGroupArn];
}
