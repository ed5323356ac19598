import { type Action, PriorityInUseException, type Tag } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { z } from 'zod';
import { ruleMatch } from '../../load-balancer/rule-match.ts';
import { physicalName } from '../../template/physical-name.ts';
import { identifiers } from '../identifiers.ts';
import { type ModelNeeds, type ResourceMaker, UnmodelledCallError } from '../modelled-service.ts';
import { resourceProperties } from '../resource-properties.ts';
import { found } from './elb-errors.ts';
import { ListenerProperties, ListenerRuleProperties, LoadBalancerProperties, TargetGroupProperties } from './elb-properties.ts';
import { type ElbState, fullName, loadBalancersOf, type RuleRecord } from './elb-state.ts';
import { storedActions } from './rule-actions.ts';

/** ELB names end at 32 characters. */
const nameMax = 32;

/** Makers of the four ELBv2 resource types. */
export function elbResources(state: ElbState, needs: ModelNeeds): Readonly<Record<string, ResourceMaker>> {
  return {
    'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancerMaker(state, needs),
    'AWS::ElasticLoadBalancingV2::Listener': listenerMaker(state, needs),
    'AWS::ElasticLoadBalancingV2::ListenerRule': ruleMaker(state, needs),
    'AWS::ElasticLoadBalancingV2::TargetGroup': targetGroupMaker(state, needs),
  };
}

function loadBalancerMaker(state: ElbState, needs: ModelNeeds): ResourceMaker {
  return (properties, resource) => {
    const given = resourceProperties(LoadBalancerProperties, properties, resource);
    const name = given.Name ?? physicalName(resource, nameMax);
    const arn = arnOf(needs, `loadbalancer/app/${name}/${identifiers(needs.random).hex(16)}`);
    const made = {
      LoadBalancerArn: arn,
      LoadBalancerName: name,
      DNSName: `${name}.${needs.region}.elb.amazonaws.com`,
      CanonicalHostedZoneId: 'Z00000000000000000000',
      CreatedTime: needs.clock.now(),
      Scheme: given.Scheme,
      Type: given.Type,
      State: { Code: 'active' as const },
      SecurityGroups: given.SecurityGroups,
      IpAddressType: 'ipv4' as const,
    };
    state.loadBalancers.set(arn, made);
    tag(state, arn, given.Tags);
    const attributes = {
      DNSName: made.DNSName,
      LoadBalancerFullName: fullName(arn),
      LoadBalancerName: name,
      LoadBalancerArn: arn,
      CanonicalHostedZoneID: made.CanonicalHostedZoneId,
      SecurityGroups: given.SecurityGroups,
    };
    return { ref: arn, attributes };
  };
}

function listenerMaker(state: ElbState, needs: ModelNeeds): ResourceMaker {
  return (properties, resource) => {
    const given = resourceProperties(ListenerProperties, properties, resource);
    const { LoadBalancerArn } = found(state.loadBalancers, given.LoadBalancerArn, 'load balancer');
    if ([...state.listeners.values()].some((listener) => listener.LoadBalancerArn === LoadBalancerArn))
      throw new UnmodelledCallError(`a second listener on ${LoadBalancerArn}`);
    const arn = `${LoadBalancerArn.replace(':loadbalancer/', ':listener/')}/${identifiers(needs.random).hex(16)}`;
    const actions = storedActions(state, LoadBalancerArn, asActions(given.DefaultActions));
    state.listeners.set(arn, {
      ListenerArn: arn,
      LoadBalancerArn,
      Port: given.Port,
      Protocol: given.Protocol,
      DefaultActions: structuredClone(actions),
    });
    addRule(state, needs, { listenerArn: arn, priority: 'default', conditions: [], actions });
    return { ref: arn, attributes: { ListenerArn: arn } };
  };
}

function ruleMaker(state: ElbState, needs: ModelNeeds): ResourceMaker {
  return (properties, resource) => {
    const given = resourceProperties(ListenerRuleProperties, properties, resource);
    const listener = found(state.listeners, given.ListenerArn, 'listener');
    const priority = String(given.Priority);
    if ([...state.rules.values()].some((rule) => rule.listenerArn === listener.ListenerArn && rule.priority === priority))
      throw new PriorityInUseException({ message: `Priority '${priority}' is currently in use`, $metadata: { httpStatusCode: 400 } });
    for (const condition of given.Conditions) ruleMatch(condition);
    const actions = storedActions(state, listener.LoadBalancerArn, asActions(given.Actions));
    const rule = addRule(state, needs, { listenerArn: listener.ListenerArn, priority, conditions: given.Conditions, actions });
    tag(state, rule.arn, given.Tags);
    return { ref: rule.arn, attributes: { RuleArn: rule.arn, IsDefault: false } };
  };
}

function targetGroupMaker(state: ElbState, needs: ModelNeeds): ResourceMaker {
  return (properties, resource) => {
    const given = resourceProperties(TargetGroupProperties, properties, resource);
    const name = given.Name ?? physicalName(resource, nameMax);
    const arn = arnOf(needs, `targetgroup/${name}/${identifiers(needs.random).hex(16)}`);
    const { HealthCheckPath, HealthCheckIntervalSeconds, HealthCheckTimeoutSeconds, HealthyThresholdCount, UnhealthyThresholdCount } =
      given;
    const check = {
      path: HealthCheckPath,
      intervalSeconds: HealthCheckIntervalSeconds,
      timeoutSeconds: HealthCheckTimeoutSeconds,
      healthyThreshold: HealthyThresholdCount,
      unhealthyThreshold: UnhealthyThresholdCount,
      matcher: given.Matcher.HttpCode,
    };
    const { Name: _name, Tags, TargetGroupAttributes, VpcId, ...described } = given;
    const description = {
      ...described,
      TargetGroupArn: arn,
      TargetGroupName: name,
      HealthCheckEnabled: true,
      HealthCheckPort: 'traffic-port',
      HealthCheckProtocol: given.Protocol,
      ...(VpcId === undefined ? {} : { VpcId }),
    };
    const attributes = new Map([...defaultAttributes, ...TargetGroupAttributes.map(({ Key, Value }) => [Key, Value] as const)]);
    state.targetGroups.set(arn, { description, check, attributes, targets: new Map() });
    tag(state, arn, Tags);
    return {
      ref: arn,
      attributes: {
        TargetGroupArn: arn,
        TargetGroupName: name,
        TargetGroupFullName: fullName(arn),
        get LoadBalancerArns() {
          return loadBalancersOf(state, arn);
        },
      },
    };
  };
}

const defaultAttributes: readonly (readonly [string, string])[] = [
  ['deregistration_delay.timeout_seconds', '300'],
  ['slow_start.duration_seconds', '0'],
  ['stickiness.enabled', 'false'],
  ['load_balancing.algorithm.type', 'round_robin'],
];

type Stored = Pick<RuleRecord, 'listenerArn' | 'priority' | 'conditions' | 'actions'>;

function addRule(state: ElbState, needs: ModelNeeds, stored: Stored): RuleRecord {
  const arn = `${stored.listenerArn.replace(':listener/', ':listener-rule/')}/${identifiers(needs.random).hex(16)}`;
  const rule: RuleRecord = { ...stored, arn, live: stored.actions, changes: 0, followed: 0 };
  state.rules.set(arn, rule);
  state.version += 1;
  return rule;
}

/** Template properties of an action have the API's own names; the schema has checked those that are read. */
function asActions(actions: z.infer<typeof ListenerProperties>['DefaultActions']): Action[] {
  return actions as Action[];
}

function arnOf(needs: ModelNeeds, resource: string): string {
  return `arn:aws:elasticloadbalancing:${needs.region}:${needs.account}:${resource}`;
}

function tag(state: ElbState, arn: string, tags: readonly Tag[]): void {
  state.tags.set(arn, tags);
}
