import type { DescribeServicesCommandOutput } from '@aws-sdk/client-ecs';
import type { DescribeRulesOutput, DescribeTargetHealthOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { GetParameterResult } from '@aws-sdk/client-ssm';
import type { LocalWorld } from '../../local/world.ts';

/** What one lane is now. */
export interface LaneNow {
  /** Weight on the users' rule. */
  readonly weight: number;
  readonly desired: number;
  readonly running: number;
  readonly healthy: number;
  readonly taskDefinition: string;
}

/** Both lanes. */
export interface Lanes {
  readonly blue: LaneNow;
  readonly green: LaneNow;
}

/** Where the declared service is, as Sluice itself reads it. */
export interface Wiring {
  readonly cluster: string;
  readonly ruleArn: string;
  readonly blue: { readonly ecsService: string; readonly targetGroupArn: string };
  readonly green: { readonly ecsService: string; readonly targetGroupArn: string };
}

const local = { roleArn: 'local' };

/** Reads the declaration of the service. */
export async function readWiring({ aws }: LocalWorld): Promise<Wiring> {
  const { Parameter }: GetParameterResult = await aws.call('SSM', 'GetParameter', { Name: '/sluice/services/storefront' }, local);
  const { cluster, listenerRuleArn, lanes } = JSON.parse(Parameter?.Value ?? '{}') as {
    readonly cluster: string;
    readonly listenerRuleArn: string;
    readonly lanes: Pick<Wiring, 'blue' | 'green'>;
  };
  return { cluster, ruleArn: listenerRuleArn, ...lanes };
}

/** Asks ECS and ELB, so that what is compared is what AWS would say and not what was asked of it. */
export async function readLanes({ aws }: LocalWorld, wiring: Wiring): Promise<Lanes> {
  const rules: DescribeRulesOutput = await aws.call('ElasticLoadBalancingV2', 'DescribeRules', { RuleArns: [wiring.ruleArn] }, local);
  const groups = rules.Rules?.[0]?.Actions?.find(({ Type }) => Type === 'forward')?.ForwardConfig?.TargetGroups ?? [];
  const lane = async (name: 'blue' | 'green'): Promise<LaneNow> => {
    const { ecsService, targetGroupArn } = wiring[name];
    const asked = { cluster: wiring.cluster, services: [ecsService] };
    const { services = [] }: Pick<DescribeServicesCommandOutput, 'services'> = await aws.call('ECS', 'DescribeServices', asked, local);
    const targets: DescribeTargetHealthOutput = await aws.call(
      'ElasticLoadBalancingV2',
      'DescribeTargetHealth',
      { TargetGroupArn: targetGroupArn },
      local,
    );
    return {
      weight: groups.find(({ TargetGroupArn }) => TargetGroupArn === targetGroupArn)?.Weight ?? 0,
      desired: services[0]?.desiredCount ?? -1,
      running: services[0]?.runningCount ?? -1,
      healthy: (targets.TargetHealthDescriptions ?? []).filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').length,
      taskDefinition: services[0]?.taskDefinition?.split('/').at(-1) ?? '',
    };
  };
  const [blue, green] = await Promise.all([lane('blue'), lane('green')]);
  return { blue, green };
}
