import type { z } from 'zod';
import { physicalName, stableHex } from '../../template/physical-name.ts';
import type { ModelNeeds } from '../modelled-service.ts';
import type { ResourceMaker } from '../resource-maker.ts';
import { refuseReplacement, resourceProperties } from '../resource-properties.ts';
import { TargetGroupProperties } from './elb-properties.ts';
import type { ElbState, TargetGroupRecord } from './elb-state.ts';
import { fullName } from './full-name.ts';
import { loadBalancersOf } from './load-balancers-of.ts';

/** ELB names end at 32 characters. */
const nameMax = 32;

const defaultAttributes: readonly (readonly [string, string])[] = [
  ['deregistration_delay.timeout_seconds', '300'],
  ['slow_start.duration_seconds', '0'],
  ['stickiness.enabled', 'false'],
  ['load_balancing.algorithm.type', 'round_robin'],
];

/** AWS::ElasticLoadBalancingV2::TargetGroup. An update changes health checks and attributes; its targets stay. */
export function targetGroupMaker(state: ElbState, needs: ModelNeeds): ResourceMaker {
  return (properties, resource) => {
    const given = resourceProperties(TargetGroupProperties, properties, resource);
    refuseReplacement(properties, resource, ['Name', 'Port', 'Protocol', 'VpcId', 'TargetType']);
    const name = given.Name ?? physicalName(resource, nameMax);
    const arn =
      resource.previous?.ref ?? `arn:aws:elasticloadbalancing:${needs.region}:${needs.account}:targetgroup/${name}/${stableHex(name, 16)}`;
    const attributes = new Map([...defaultAttributes, ...given.TargetGroupAttributes.map(({ Key, Value }) => [Key, Value] as const)]);
    const settings = { description: described(given, arn, name), check: checkOf(given), attributes };
    // The record stays the same object: running health checks read their settings from it.
    const group = state.targetGroups.get(arn) ?? { ...settings, targets: new Map() };
    state.targetGroups.set(arn, Object.assign(group, settings));
    state.tags.set(arn, given.Tags);
    const names = { TargetGroupArn: arn, TargetGroupName: name, TargetGroupFullName: fullName(arn) };
    return {
      ref: arn,
      attributes: {
        ...names,
        get LoadBalancerArns() {
          return loadBalancersOf(state, arn);
        },
      },
    };
  };
}

type Given = z.infer<typeof TargetGroupProperties>;

function checkOf(given: Given): TargetGroupRecord['check'] {
  return {
    path: given.HealthCheckPath,
    intervalSeconds: given.HealthCheckIntervalSeconds,
    timeoutSeconds: given.HealthCheckTimeoutSeconds,
    healthyThreshold: given.HealthyThresholdCount,
    unhealthyThreshold: given.UnhealthyThresholdCount,
    matcher: given.Matcher.HttpCode,
  };
}

function described(given: Given, arn: string, name: string): TargetGroupRecord['description'] {
  const { Name: _name, Tags: _tags, TargetGroupAttributes: _attributes, VpcId, ...rest } = given;
  return {
    ...rest,
    TargetGroupArn: arn,
    TargetGroupName: name,
    HealthCheckEnabled: true,
    HealthCheckPort: 'traffic-port',
    HealthCheckProtocol: given.Protocol,
    ...(VpcId === undefined ? {} : { VpcId }),
  };
}
