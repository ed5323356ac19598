/** How many of something an account may have in one Region, by default; most can be raised on request. */
export interface StandingQuota {
  readonly of: string;
  readonly most: number;
  /** How many one service takes, as its stack declares them. */
  readonly eachService: (resources: ResourceCounts) => number;
  readonly source: string;
}

/** A synthesized stack. */
export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
}

/** Parameters that are free and standard; those beyond are advanced. Systems Manager user guide, "Managing parameter tiers". */
export const standardParameters = 10_000;

/** CloudFormation type → how many resources of it one service's stack has. */
export type ResourceCounts = Readonly<Record<string, number>>;

const count =
  (type: string) =>
  (resources: ResourceCounts): number =>
    resources[type] ?? 0;

/** What an account has only so many of, of all that a declared service takes. Load balancers, networks and clusters are the user's to share. */
export const standingQuotas: readonly StandingQuota[] = [
  { of: 'IAM roles in all Regions', most: 1_000, eachService: count('AWS::IAM::Role'), source: 'IAM user guide, "IAM and AWS STS quotas"' },
  {
    of: 'CloudWatch alarms',
    most: 5_000,
    eachService: count('AWS::CloudWatch::Alarm'),
    source: 'CloudWatch user guide, "CloudWatch service quotas"',
  },
  {
    of: 'target groups',
    most: 3_000,
    eachService: count('AWS::ElasticLoadBalancingV2::TargetGroup'),
    source: 'ELB user guide, "Quotas for your Application Load Balancers"',
  },
  {
    of: 'scalable targets of ECS',
    most: 3_000,
    eachService: count('AWS::ApplicationAutoScaling::ScalableTarget'),
    source: 'Application Auto Scaling user guide, "Quotas"',
  },
  { of: 'stacks', most: 2_000, eachService: () => 1, source: 'CloudFormation user guide, "Understand CloudFormation quotas"' },
  {
    of: 'target groups behind 50 load balancers, 100 behind each',
    most: 5_000,
    eachService: count('AWS::ElasticLoadBalancingV2::TargetGroup'),
    source: 'ELB user guide, "Quotas for your Application Load Balancers"',
  },
  {
    of: 'parameters, standard and advanced',
    most: standardParameters + 100_000,
    eachService: count('AWS::SSM::Parameter'),
    source: 'Systems Manager user guide, "Managing parameter tiers"',
  },
];

/** How many resources of each type a synthesized stack has. */
export function resourcesIn(template: Template): ResourceCounts {
  const counts: Record<string, number> = {};
  for (const { Type } of Object.values(template.Resources)) counts[Type] = (counts[Type] ?? 0) + 1;
  return counts;
}

/** How many metrics the alarms of a synthesized stack watch: each is paid for. */
export function alarmMetricsIn(template: Template): number {
  const alarms = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  return alarms.reduce((sum, { Properties }) => {
    const { Metrics } = (Properties ?? {}) as { readonly Metrics?: readonly { readonly MetricStat?: object }[] };
    return sum + (Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1);
  }, 0);
}

/** The services that each quota lets an account declare, the tightest first. */
export function mostServices(resources: ResourceCounts): readonly (StandingQuota & { readonly services: number })[] {
  return standingQuotas
    .map((quota) => ({ ...quota, services: Math.floor(quota.most / Math.max(1, quota.eachService(resources))) }))
    .sort((one, other) => one.services - other.services);
}
