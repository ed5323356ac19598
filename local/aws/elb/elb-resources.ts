import { physicalName, stableHex } from '../../template/physical-name.ts';
import type { ModelNeeds } from '../modelled-service.ts';
import type { ResourceMaker } from '../resource-maker.ts';
import { refuseReplacement, resourceProperties } from '../resource-properties.ts';
import { LoadBalancerProperties } from './elb-properties.ts';
import type { ElbState } from './elb-state.ts';
import { fullName } from './full-name.ts';
import { listenerMaker, ruleMaker } from './listener-makers.ts';
import type { Propagation } from './listener-rules.ts';
import { targetGroupMaker } from './target-group-maker.ts';

/** ELB names end at 32 characters. */
const nameMax = 32;

/** Makers of the four ELBv2 resource types. */
export function elbResources(state: ElbState, needs: ModelNeeds & Propagation): Readonly<Record<string, ResourceMaker>> {
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
    if (resource.previous !== undefined) {
      refuseReplacement(properties, resource, ['Name', 'Scheme', 'Type']);
      return resource.previous;
    }
    const name = given.Name ?? physicalName(resource, nameMax);
    const arn = `arn:aws:elasticloadbalancing:${needs.region}:${needs.account}:loadbalancer/app/${name}/${stableHex(name, 16)}`;
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
    state.tags.set(arn, given.Tags);
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
