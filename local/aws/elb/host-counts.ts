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
  const publish = (group: TargetGroupRecord) => {
    const states = [...group.targets.values()].map((record) => record.state.state);
    for (const loadBalancerArn of loadBalancersOf(state, group.description.TargetGroupArn)) {
      const dimensions = { LoadBalancer: fullName(loadBalancerArn), TargetGroup: fullName(group.description.TargetGroupArn) };
      const common = { namespace: 'AWS/ApplicationELB', dimensions, unit: 'Count', at: needs.clock.now() } as const;
      needs.record({ ...common, name: 'HealthyHostCount', value: states.filter((each) => each === 'healthy').length });
      needs.record({ ...common, name: 'UnHealthyHostCount', value: states.filter((each) => each === 'unhealthy').length });
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
