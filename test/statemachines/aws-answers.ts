import type { Json } from '../../local/asl/json.ts';

/** What `DescribeTargetHealth` answers about so many targets in one state; one that is `unused` is in a group that no rule names. */
export function targets(length: number, State: string): Json {
  const TargetHealth = State === 'unused' ? { State, Reason: 'Target.NotInUse' } : { State };
  return { TargetHealthDescriptions: Array.from({ length }, () => ({ TargetHealth })) };
}

/** What `DescribeServices` answers about services that want so many tasks. */
export function sizes(counts: Readonly<Record<string, number>>): Json {
  return { Services: Object.entries(counts).map(([ServiceName, DesiredCount]) => ({ ServiceName, DesiredCount })) };
}
