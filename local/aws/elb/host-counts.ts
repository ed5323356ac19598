import type { Cancel, Clock } from '../../clock.ts';
import type { RecordMetric } from '../../load-balancer/record-metric.ts';
import type { ElbState, TargetGroupRecord } from './elb-state.ts';
import { fullName } from './full-name.ts';
import { loadBalancersOf } from './load-balancers-of.ts';
import type { TargetRegistry } from './target-registry.ts';

const intervalMs = 60_000;

/**
 * Publishes HealthyHostCount and UnHealthyHostCount of every group in use, each minute and at each change, so that the
 * minimum and the maximum of a minute are right. Groups without targets publish too. Returns what ends it.
 */
export function recordHostCounts(
  state: ElbState,
  targets: TargetRegistry,
  needs: { readonly clock: Clock; readonly record: RecordMetric },
): Cancel {
  /** The same frozen object each time: what is written often is found fast. */
  const known = new Map<string, Readonly<Record<string, string>>>();
  const dimensionsOf = (loadBalancerArn: string, targetGroupArn: string) => {
    const key = `${loadBalancerArn} ${targetGroupArn}`;
    const dimensions = known.get(key) ?? Object.freeze({ LoadBalancer: fullName(loadBalancerArn), TargetGroup: fullName(targetGroupArn) });
    known.set(key, dimensions);
    return dimensions;
  };
  const publish = (group: TargetGroupRecord) => {
    const targetGroupArn = group.description.TargetGroupArn;
    for (const loadBalancerArn of loadBalancersOf(state, targetGroupArn)) {
      const dimensions = dimensionsOf(loadBalancerArn, targetGroupArn);
      const common = { namespace: 'AWS/ApplicationELB', dimensions, unit: 'Count', at: needs.clock.now() } as const;
      needs.record({ ...common, name: 'HealthyHostCount', value: hostsThatAre('healthy', group) });
      needs.record({ ...common, name: 'UnHealthyHostCount', value: hostsThatAre('unhealthy', group) });
    }
  };
  targets.onChange((arn) => {
    const group = state.targetGroups.get(arn);
    if (group !== undefined) publish(group);
  });
  let cancel: Cancel = () => undefined;
  const tick = () => {
    for (const group of state.targetGroups.values()) publish(group);
    cancel = needs.clock.after(intervalMs, tick);
  };
  cancel = needs.clock.after(intervalMs, tick);
  return () => cancel();
}

function hostsThatAre(wanted: 'healthy' | 'unhealthy', group: TargetGroupRecord): number {
  let hosts = 0;
  for (const { state } of group.targets.values()) if (state.state === wanted) hosts += 1;
  return hosts;
}
