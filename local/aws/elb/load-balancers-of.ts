import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ElbState } from './elb-state.ts';

/** The target groups an action list can send requests to, at any weight. */
function groupsOf(actions: readonly Action[]): string[] {
  return actions.flatMap((action) => (action.ForwardConfig?.TargetGroups ?? []).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []));
}

/** The load balancers whose rules name the group, whatever its weight. */
export function loadBalancersOf(state: ElbState, targetGroupArn: string): string[] {
  const found = new Set<string>();
  for (const rule of state.rules.values()) {
    const loadBalancerArn = state.listeners.get(rule.listenerArn)?.LoadBalancerArn;
    if (loadBalancerArn !== undefined && groupsOf(rule.actions).includes(targetGroupArn)) found.add(loadBalancerArn);
  }
  return [...found];
}
