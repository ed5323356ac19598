import type {
  DescribeListenersCommandInput,
  DescribeListenersCommandOutput,
  DescribeLoadBalancersCommandInput,
  DescribeLoadBalancersCommandOutput,
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
  DescribeTargetGroupAttributesCommandInput,
  DescribeTargetGroupAttributesCommandOutput,
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
  DescribeTargetHealthCommandInput,
  DescribeTargetHealthCommandOutput,
  TargetDescription,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { plainCopy } from '../../plain-copy.ts';
import { found, notFound } from './elb-errors.ts';
import type { ElbState, TargetGroupRecord } from './elb-state.ts';
import { loadBalancersOf } from './load-balancers-of.ts';

type Answer<Output> = Promise<Omit<Output, '$metadata'>>;

/** The reading operations except DescribeRules. Answers are copies, whole, on one page. */
export function descriptions(state: ElbState) {
  return {
    DescribeTargetGroups: async (input: DescribeTargetGroupsCommandInput): Answer<DescribeTargetGroupsCommandOutput> => ({
      TargetGroups: groupsAsked(state, input).map((group) => describedGroup(state, group)),
    }),
    DescribeTargetHealth: async (input: DescribeTargetHealthCommandInput): Answer<DescribeTargetHealthCommandOutput> => ({
      TargetHealthDescriptions: targetHealth(state, input),
    }),
    DescribeTargetGroupAttributes: async (
      input: DescribeTargetGroupAttributesCommandInput,
    ): Answer<DescribeTargetGroupAttributesCommandOutput> => {
      const { attributes } = found(state.targetGroups, input.TargetGroupArn, 'target group');
      return { Attributes: [...attributes].map(([Key, Value]) => ({ Key, Value })) };
    },
    DescribeLoadBalancers: async (input: DescribeLoadBalancersCommandInput): Answer<DescribeLoadBalancersCommandOutput> => {
      const all = [...state.loadBalancers.values()];
      const byArn = input.LoadBalancerArns?.map((arn) => found(state.loadBalancers, arn, 'load balancer'));
      const byName = input.Names?.map((name) => all.find((each) => each.LoadBalancerName === name) ?? fail('load balancer', name));
      return { LoadBalancers: plainCopy(byArn ?? byName ?? all) };
    },
    DescribeListeners: async (input: DescribeListenersCommandInput): Answer<DescribeListenersCommandOutput> => {
      const all = [...state.listeners.values()];
      if (input.ListenerArns !== undefined)
        return { Listeners: plainCopy(input.ListenerArns.map((arn) => found(state.listeners, arn, 'listener'))) };
      const { LoadBalancerArn } = found(state.loadBalancers, input.LoadBalancerArn, 'load balancer');
      return { Listeners: plainCopy(all.filter((listener) => listener.LoadBalancerArn === LoadBalancerArn)) };
    },
    DescribeTags: async (input: DescribeTagsCommandInput): Answer<DescribeTagsCommandOutput> => ({
      TagDescriptions: (input.ResourceArns ?? []).map((ResourceArn) => ({ ResourceArn, Tags: [...(state.tags.get(ResourceArn) ?? [])] })),
    }),
  };
}

function groupsAsked(state: ElbState, input: DescribeTargetGroupsCommandInput): TargetGroupRecord[] {
  const all = [...state.targetGroups.values()];
  if (input.TargetGroupArns !== undefined) return input.TargetGroupArns.map((arn) => found(state.targetGroups, arn, 'target group'));
  if (input.Names !== undefined)
    return input.Names.map((name) => all.find((each) => each.description.TargetGroupName === name) ?? fail('target group', name));
  const { LoadBalancerArn } = input;
  if (LoadBalancerArn === undefined) return all;
  return all.filter((each) => loadBalancersOf(state, each.description.TargetGroupArn).includes(LoadBalancerArn));
}

function describedGroup(state: ElbState, group: TargetGroupRecord) {
  return { ...plainCopy(group.description), LoadBalancerArns: [...loadBalancersOf(state, group.description.TargetGroupArn)] };
}

function targetHealth(state: ElbState, input: DescribeTargetHealthCommandInput): TargetHealthDescription[] {
  const group = found(state.targetGroups, input.TargetGroupArn, 'target group');
  const inUse = loadBalancersOf(state, group.description.TargetGroupArn).length > 0;
  const rows = [...group.targets.values()].map(
    ({ target, state: { health } }): TargetHealthDescription => ({
      Target: { Id: target.host, Port: target.port, AvailabilityZone: 'all' },
      HealthCheckPort: String(target.port),
      TargetHealth: inUse
        ? health
        : {
            State: 'unused',
            Reason: 'Target.NotInUse',
            Description: 'Target group is not configured to receive traffic from the load balancer',
          },
    }),
  );
  return input.Targets === undefined ? rows : input.Targets.map((asked) => rowOf(rows, asked));
}

function rowOf(rows: readonly TargetHealthDescription[], { Id, Port }: TargetDescription): TargetHealthDescription {
  const row = rows.find(({ Target }) => Target?.Id === Id && (Port === undefined || Target?.Port === Port));
  return (
    row ?? {
      Target: { Id, ...(Port === undefined ? {} : { Port }) },
      TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered', Description: 'Target is not registered to the target group' },
    }
  );
}

function fail(kind: 'load balancer' | 'target group', name: string): never {
  throw notFound(kind, name);
}
