import { type Action, PriorityInUseException } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { z } from 'zod';
import { ruleMatch } from '../../load-balancer/rule-match.ts';
import { stableHex } from '../../template/physical-name.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import type { ModelNeeds } from '../modelled-service.ts';
import type { ResourceMaker } from '../resource-maker.ts';
import { refuseReplacement, resourceProperties } from '../resource-properties.ts';
import { found } from './elb-errors.ts';
import { ListenerProperties, ListenerRuleProperties } from './elb-properties.ts';
import type { ElbState, RuleRecord } from './elb-state.ts';
import { applyActions, type Propagation } from './listener-rules.ts';
import { storedActions } from './rule-actions.ts';

/** AWS::ElasticLoadBalancingV2::Listener. An update writes the default action again. */
export function listenerMaker(state: ElbState, needs: ModelNeeds & Propagation): ResourceMaker {
  return (properties, resource) => {
    const given = resourceProperties(ListenerProperties, properties, resource);
    const { LoadBalancerArn } = found(state.loadBalancers, given.LoadBalancerArn, 'load balancer');
    const actions = asActions(given.DefaultActions);
    const known = state.listeners.get(resource.previous?.ref ?? '');
    if (known === undefined && [...state.listeners.values()].some((listener) => listener.LoadBalancerArn === LoadBalancerArn))
      throw new UnmodelledCallError(`a second listener on ${LoadBalancerArn}`);
    refuseReplacement(properties, resource, ['LoadBalancerArn']);
    const arn = known?.ListenerArn ?? `${LoadBalancerArn.replace(':loadbalancer/', ':listener/')}/${stableHex(LoadBalancerArn, 16)}`;
    const DefaultActions = storedActions(state, LoadBalancerArn, actions);
    state.listeners.set(arn, { ListenerArn: arn, LoadBalancerArn, Port: given.Port, Protocol: given.Protocol, DefaultActions });
    const defaultRule = [...state.rules.values()].find((rule) => rule.listenerArn === arn && rule.priority === 'default');
    if (defaultRule === undefined) addRule(state, { listenerArn: arn, priority: 'default', conditions: [], actions: DefaultActions });
    else applyActions(state, defaultRule, actions, needs);
    return { ref: arn, attributes: { ListenerArn: arn } };
  };
}

/** AWS::ElasticLoadBalancingV2::ListenerRule. An update writes the template's weights over whatever was set since. */
export function ruleMaker(state: ElbState, needs: ModelNeeds & Propagation): ResourceMaker {
  return (properties, resource) => {
    const given = resourceProperties(ListenerRuleProperties, properties, resource);
    const listener = found(state.listeners, given.ListenerArn, 'listener');
    const known = state.rules.get(resource.previous?.ref ?? '');
    const priority = String(given.Priority);
    refusePriorityInUse(state, listener.ListenerArn, priority, known);
    refuseReplacement(properties, resource, ['ListenerArn']);
    for (const condition of given.Conditions) ruleMatch(condition);
    const actions = asActions(given.Actions);
    const rule = known ?? newRule(state, { listener, priority, conditions: given.Conditions, actions });
    if (known !== undefined) {
      applyActions(state, known, actions, needs);
      Object.assign(known, { priority, conditions: given.Conditions });
      state.version += 1;
    }
    state.tags.set(rule.arn, given.Tags);
    return { ref: rule.arn, attributes: { RuleArn: rule.arn, IsDefault: false } };
  };
}

/** @throws PriorityInUseException another rule of the listener has the priority */
function refusePriorityInUse(state: ElbState, listenerArn: string, priority: string, own: RuleRecord | undefined): void {
  const others = [...state.rules.values()].filter((rule) => rule !== own && rule.listenerArn === listenerArn);
  if (others.some((rule) => rule.priority === priority))
    throw new PriorityInUseException({ message: `Priority '${priority}' is currently in use`, $metadata: { httpStatusCode: 400 } });
}

function newRule(
  state: ElbState,
  of: Pick<RuleRecord, 'priority' | 'conditions' | 'actions'> & {
    readonly listener: { readonly ListenerArn: string; readonly LoadBalancerArn: string };
  },
): RuleRecord {
  const { listener, priority, conditions } = of;
  const actions = storedActions(state, listener.LoadBalancerArn, of.actions);
  return addRule(state, { listenerArn: listener.ListenerArn, priority, conditions, actions });
}

type Stored = Pick<RuleRecord, 'listenerArn' | 'priority' | 'conditions' | 'actions'>;

function addRule(state: ElbState, stored: Stored): RuleRecord {
  const arn = `${stored.listenerArn.replace(':listener/', ':listener-rule/')}/${stableHex(stored.listenerArn + stored.priority, 16)}`;
  const rule: RuleRecord = { ...stored, arn, live: stored.actions, changes: 0, followed: 0 };
  state.rules.set(arn, rule);
  state.version += 1;
  state.rulesVersion += 1;
  return rule;
}

/** Template properties of an action have the API's own names; the schema has checked those that are read. */
function asActions(actions: z.infer<typeof ListenerProperties>['DefaultActions']): Action[] {
  return actions as Action[];
}
