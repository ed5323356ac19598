import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ElbState } from './elb-state.ts';

/** The target groups an action list can send requests to, at any weight. */
function groupsOf(actions: readonly Action[]): string[] {
  return actions.flatMap((action) => (action.ForwardConfig?.TargetGroups ?? []).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []));
}

/** Target group → load balancers, as of one version of the rules: it is asked for at every health check of every target. */
const known = new WeakMap<ElbState, { readonly rulesVersion: number; readonly byGroup: ReadonlyMap<string, readonly string[]> }>();

/** The load balancers whose rules name the group, whatever its weight. */
export function loadBalancersOf(state: ElbState, targetGroupArn: string): readonly string[] {
  const before = known.get(state);
  const now = before?.rulesVersion === state.rulesVersion ? before : { rulesVersion: state.rulesVersion, byGroup: indexOf(state) };
  if (now !== before) known.set(state, now);
  return now.byGroup.get(targetGroupArn) ?? [];
}

function indexOf(state: ElbState): ReadonlyMap<string, readonly string[]> {
  const byGroup = new Map<string, string[]>();
  for (const rule of state.rules.values()) {
    const loadBalancerArn = state.listeners.get(rule.listenerArn)?.LoadBalancerArn;
    if (loadBalancerArn === undefined) continue;
    for (const group of groupsOf(rule.actions)) {
      const found = byGroup.get(group) ?? [];
      if (!found.includes(loadBalancerArn)) found.push(loadBalancerArn);
      byGroup.set(group, found);
    }
  }
  return byGroup;
}
