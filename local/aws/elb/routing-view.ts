import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RoutingRule, RuleAction } from '../../load-balancer/route.ts';
import { ruleMatch } from '../../load-balancer/rule-match.ts';
import { found } from './elb-errors.ts';
import type { ElbState } from './elb-state.ts';
import { inOrder } from './listener-rules.ts';
import type { Target } from './target-registry.ts';

/**
 * What the data plane of one load balancer follows now: compiled when something changed, kept otherwise.
 *
 * - **Rules** in the order they are tried, with the actions that have propagated.
 * - **Targets** that may get a new request: the healthy ones, or all that are not leaving when none is healthy (fail-open).
 */
export interface RoutingView {
  readonly loadBalancerArn: string;
  rules(): readonly RoutingRule[];
  targets(targetGroupArn: string): readonly Target[];
}

/** @throws LoadBalancerNotFoundException */
export function routingView(state: ElbState, loadBalancerArn: string): RoutingView {
  found(state.loadBalancers, loadBalancerArn, 'load balancer');
  let version = -1;
  let rules: readonly RoutingRule[] = [];
  let targets = new Map<string, readonly Target[]>();
  const refresh = () => {
    if (version === state.version) return;
    version = state.version;
    rules = compiledRules(state, loadBalancerArn);
    targets = new Map();
  };
  return {
    loadBalancerArn,
    rules: () => {
      refresh();
      return rules;
    },
    targets: (arn) => {
      refresh();
      const known = targets.get(arn) ?? eligible(state, arn);
      targets.set(arn, known);
      return known;
    },
  };
}

function compiledRules(state: ElbState, loadBalancerArn: string): RoutingRule[] {
  const listener = [...state.listeners.values()].find((each) => each.LoadBalancerArn === loadBalancerArn);
  if (listener === undefined) return [];
  return inOrder(state, listener.ListenerArn).map((rule) => ({
    ruleArn: rule.arn,
    conditions: rule.conditions.map(ruleMatch),
    action: compiledAction(rule.live),
  }));
}

/** The action that ends the list; authentication before it is stored but there is nobody to authenticate. */
function compiledAction(actions: readonly Action[]): RuleAction {
  const forward = actions.find((action) => action.Type === 'forward')?.ForwardConfig;
  if (forward === undefined) {
    const fixed = actions.find((action) => action.Type === 'fixed-response')?.FixedResponseConfig;
    const contentType = fixed?.ContentType ?? 'text/plain';
    return { kind: 'fixed-response', status: Number(fixed?.StatusCode ?? 503), contentType, body: fixed?.MessageBody ?? '' };
  }
  const sticky = forward.TargetGroupStickinessConfig;
  return {
    kind: 'forward',
    groups: (forward.TargetGroups ?? []).map(({ TargetGroupArn = '', Weight = 1 }) => ({ targetGroupArn: TargetGroupArn, weight: Weight })),
    stickySeconds: sticky?.Enabled === true ? (sticky.DurationSeconds ?? 0) : 0,
  };
}

function eligible(state: ElbState, targetGroupArn: string): readonly Target[] {
  const staying = [...(state.targetGroups.get(targetGroupArn)?.targets.values() ?? [])].filter((record) => record.drained === undefined);
  const healthy = staying.filter((record) => record.state.state === 'healthy');
  return (healthy.length > 0 ? healthy : staying).map((record) => record.target);
}
