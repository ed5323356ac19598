/** One quota of an account in one Region, as AWS enforces it: a bucket of tokens, one for each request to any of its operations. */
export interface Quota {
  readonly name: string;
  /** `Service.Operation`, as the SDK names them. An operation that is in several quotas needs a token of each. */
  readonly operations: readonly string[];
  /** Tokens that a full bucket holds. */
  readonly burst: number;
  /** Tokens that come back each second. */
  readonly perSecond: number;
  /** Tokens are units of DynamoDB instead of requests, and each table and index, or each partition key of one, has a bucket of its own. */
  readonly units?: { readonly kind: 'read' | 'write'; readonly each: 'table' | 'partition key' };
  /** Where the figures are from; `assumed` where AWS publishes none. */
  readonly source: string;
}

const elbPage = 'Elastic Load Balancing user guide, "Request throttling for the Elastic Load Balancing API"';
const ecsPage = 'Amazon ECS API reference, "Request throttling for the Amazon ECS API"';
const sfnPage = 'Step Functions developer guide, "Quotas", larger Regions (us-east-1, us-west-2, eu-west-1)';
const cloudWatchPage = 'AWS general reference, "CloudWatch endpoints and quotas"; a bucket of one second is assumed';
const newTablePage = 'DynamoDB developer guide, "On-demand capacity mode", of a new table and of each of its indexes';
/** AWS may split a partition, but never one key: what all share in one key ends here, however much the table may take. */
const partitionPage =
  'DynamoDB developer guide, "Best practices for designing and using partition keys effectively"; a bucket of one second is assumed';

const elbReads = ['DescribeRules', 'DescribeTargetHealth', 'DescribeTargetGroupAttributes'].map((name) => `ElasticLoadBalancingV2.${name}`);
const elbWrites = ['ElasticLoadBalancingV2.ModifyRule'];

/**
 * The default quotas of every operation that Sluice calls; all but a few can be raised on request. Quotas that are no rates (target groups,
 * rules of a load balancer, parameters) are not here.
 */
export const quotas: readonly Quota[] = [
  // Calls that ECS makes for its services have buckets of their own there.
  { name: 'ELB, all calls', operations: [...elbReads, ...elbWrites], burst: 40, perSecond: 10, source: elbPage },
  { name: 'ELB, non-mutating', operations: elbReads, burst: 40, perSecond: 10, source: elbPage },
  { name: 'ELB, mutating', operations: elbWrites, burst: 20, perSecond: 3, source: elbPage },
  { name: 'ECS, task definition modify', operations: ['ECS.RegisterTaskDefinition'], burst: 20, perSecond: 1, source: ecsPage },
  { name: 'ECS, task definition read', operations: ['ECS.DescribeTaskDefinition'], burst: 50, perSecond: 20, source: ecsPage },
  { name: 'ECS, service modify', operations: ['ECS.UpdateService'], burst: 50, perSecond: 5, source: ecsPage },
  { name: 'ECS, service read', operations: ['ECS.DescribeServices'], burst: 100, perSecond: 20, source: ecsPage },
  { name: 'ECS, cluster resource read', operations: ['ECS.DescribeTasks', 'ECS.ListTasks'], burst: 100, perSecond: 20, source: ecsPage },
  { name: 'Step Functions StartExecution', operations: ['SFN.StartExecution'], burst: 1_300, perSecond: 300, source: sfnPage },
  { name: 'Step Functions DescribeExecution', operations: ['SFN.DescribeExecution'], burst: 300, perSecond: 15, source: sfnPage },
  { name: 'Step Functions ListExecutions', operations: ['SFN.ListExecutions'], burst: 200, perSecond: 5, source: sfnPage },
  { name: 'Step Functions GetExecutionHistory', operations: ['SFN.GetExecutionHistory'], burst: 400, perSecond: 20, source: sfnPage },
  { name: 'Step Functions SendTaskSuccess', operations: ['SFN.SendTaskSuccess'], burst: 3_000, perSecond: 500, source: sfnPage },
  { name: 'Step Functions SendTaskFailure', operations: ['SFN.SendTaskFailure'], burst: 3_000, perSecond: 500, source: sfnPage },
  { name: 'CloudWatch DescribeAlarms', operations: ['CloudWatch.DescribeAlarms'], burst: 9, perSecond: 9, source: cloudWatchPage },
  {
    name: 'CloudWatch DescribeAlarmHistory',
    operations: ['CloudWatch.DescribeAlarmHistory'],
    burst: 20,
    perSecond: 20,
    source: cloudWatchPage,
  },
  {
    name: 'CloudWatch GetMetricData',
    operations: ['CloudWatch.GetMetricData'],
    burst: 50,
    perSecond: 50,
    source:
      'AWS knowledge center, "Which CloudWatch API should I use to retrieve data points", as of 2026-11; a bucket of one second is assumed',
  },
  {
    name: 'SSM parameter reads',
    operations: ['SSM.GetParameter', 'SSM.GetParametersByPath'],
    burst: 40,
    perSecond: 40,
    source:
      'AWS general reference, "AWS Systems Manager endpoints and quotas", default throughput, shared by the reads; a bucket of one second is assumed',
  },
  { name: 'ECR DescribeImages', operations: ['ECR.DescribeImages'], burst: 20, perSecond: 20, source: 'assumed: AWS publishes none' },
  {
    name: 'EventBridge PutEvents',
    operations: ['EventBridge.PutEvents'],
    burst: 10_000,
    perSecond: 10_000,
    source: 'EventBridge user guide, "Quotas", us-east-1, us-west-2, eu-west-1',
  },
  {
    name: 'Application Auto Scaling',
    operations: ['ApplicationAutoScaling.RegisterScalableTarget', 'ApplicationAutoScaling.DescribeScalableTargets'],
    burst: 20,
    perSecond: 10,
    source: 'assumed: AWS publishes none',
  },
  {
    name: 'SNS Publish',
    operations: ['SNS.Publish'],
    burst: 9_000,
    perSecond: 9_000,
    source:
      'AWS general reference, "Amazon Simple Notification Service endpoints and quotas", us-west-2 and eu-west-1; a bucket of one second is assumed',
  },
  {
    name: 'Lambda Invoke',
    operations: ['Lambda.Invoke'],
    burst: 10_000,
    perSecond: 10_000,
    source: 'Lambda developer guide, "Lambda quotas": ten requests a second for each of 1,000 concurrent executions',
  },
  { ...dynamoWrites('table', 4_000), source: newTablePage },
  { ...dynamoReads('table', 12_000), source: newTablePage },
  { ...dynamoWrites('partition key', 1_000), source: partitionPage },
  { ...dynamoReads('partition key', 3_000), source: partitionPage },
];

type UnitsOf = NonNullable<Quota['units']>['each'];

function dynamoWrites(each: UnitsOf, perSecond: number): Omit<Quota, 'source'> {
  const operations = ['DynamoDB.PutItem', 'DynamoDB.UpdateItem'];
  return { name: `DynamoDB writes of a ${each}`, operations, burst: perSecond, perSecond, units: { kind: 'write', each } };
}

function dynamoReads(each: UnitsOf, perSecond: number): Omit<Quota, 'source'> {
  const operations = ['DynamoDB.GetItem', 'DynamoDB.Query'];
  return { name: `DynamoDB reads of a ${each}`, operations, burst: perSecond, perSecond, units: { kind: 'read', each } };
}
