import { functionNames } from '../../infra/constructs/names.ts';

/** Why permissions are given that no call of the releases in `every-permission.test.ts` needs. */
interface Reason {
  /** Each in the words of `neverUsed`, and nothing that is only like it. */
  readonly permissions: readonly string[];
  readonly because: string;
}

const machines = ['deployment', 'restore'];
const traced = ['xray:PutTelemetryRecords on *', 'xray:PutTraceSegments on *'];
const deliveries = ['CreateLogDelivery', 'DeleteLogDelivery', 'GetLogDelivery', 'ListLogDeliveries', 'UpdateLogDelivery'];
const logsOfMachines = [...deliveries, 'DescribeLogGroups', 'DescribeResourcePolicies', 'PutResourcePolicy'];
const rules = [
  ...['AlarmRang', 'DeploymentRequested', 'EveryMinute', 'ExecutionEndedBadly', 'ImagePushed'],
  ...['LaunchFailed', 'PersonDecided', 'RollbackPostponed', 'ServiceDeclared', 'TaskStopped'],
];

function each(holders: readonly string[], ...permissions: readonly string[]): readonly string[] {
  return holders.flatMap((holder) => permissions.map((permission) => `${holder} ${permission}`));
}

/** What a role writes its logs with. */
function writing(holder: string, logGroup: string): readonly string[] {
  return each([holder], ...['CreateLogStream', 'PutLogEvents'].map((action) => `logs:${action} on log-group:${logGroup}:*`));
}

/** A role is called after its function, without hyphens. */
const roleFor = (name: string) => name.replaceAll('-', '');

const aroundTheModel: readonly Reason[] = [
  {
    permissions: [
      ...functionNames.flatMap((name) => writing(roleFor(name), `/aws/lambda/sluice-${name}`)),
      ...writing('TaskExecution', 'Logs'),
      ...each(machines, ...logsOfMachines.map((action) => `logs:${action} on *`)),
    ],
    because: 'Lambda, Step Functions and ECS write logs themselves; the local world keeps output without that API',
  },
  {
    permissions: [
      ...each(functionNames.map(roleFor), ...traced),
      ...each(machines, ...traced, 'xray:GetSamplingRules on *', 'xray:GetSamplingTargets on *'),
    ],
    because: 'traces are sent past the modelled services',
  },
  {
    permissions: each(
      ['TaskExecution'],
      'ecr:GetAuthorizationToken on *',
      ...['BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer'].map(
        (action) => `ecr:${action} on repository/storefront`,
      ),
    ),
    because: 'the ECS agent pulls images; here a task is a process or a model',
  },
  {
    permissions: ['nextstep aps:QueryMetrics on workspace/*'],
    because: 'Prometheus is asked over HTTP, past the modelled services; test/adapters shows the signed request',
  },
  {
    permissions: ['nextstep ssm:GetParameter on parameter/sluice/secrets/*'],
    because: 'secrets are those of sources asked over HTTP',
  },
  {
    permissions: each(
      machines,
      ...['DescribeServices', 'UpdateService'].map((action) => `ecs:${action} on * if Bool:aws:ViaAWSService:true`),
    ),
    because:
      'what the probes of Application Auto Scaling name is not documented; here they name the lane, on which its own statement is enough: docs/decisions/0015',
  },
];

const elsewhere: readonly Reason[] = [
  {
    permissions: [
      'nextstep events:PutEvents on event-bus/default if StringEquals:events:source:sluice,StringNotEquals:events:detail-type:RollbackPostponed',
    ],
    because: 'only for what a dry run would have done and for warnings; test/functions/next-step shows both',
  },
  {
    permissions: each(['nextstep', 'reconcile', 'sweep'], 'dynamodb:PutItem on table/LedgerTable'),
    because: 'the log of a deployment moves old entries out when it has more than 32',
  },
  {
    permissions: ['sweep states:DescribeExecution on execution:sluice-deployment:*'],
    because: 'only for an execution that no list shows, or two do; test/functions/reconcile shows both',
  },
  {
    permissions: ['reconcile dynamodb:Query on table/LedgerTable/index/held'],
    because: 'only for a person who calls it without an event, and has it look at all as the sweep does; wiring.test.ts shows it',
  },
  {
    permissions: each(['watchforsignals'], 'states:SendTaskFailure on *', 'states:SendTaskSuccess on *'),
    because: 'only for what came between two writes; test/functions/watch-for-signals shows both',
  },
  {
    permissions: ['blue', 'green'].map(
      (lane) => `deployment ecs:TagResource on task-definition/*-${lane}:* if StringEquals:ecs:CreateAction:RegisterTaskDefinition`,
    ),
    because: 'only for a task definition with tags, which the example has none of; permissions.test.ts shows it',
  },
  {
    permissions: each(
      ['reconcile', 'signaldeployment', 'startdeployment', 'sweep'],
      'sqs:GetQueueAttributes on Undelivered',
      'sqs:GetQueueUrl on Undelivered',
    ),
    because: 'CDK gives whoever may send to a queue these two with it; they tell its depth and nothing else',
  },
  {
    permissions: rules.map(
      (rule) => `Undelivered sqs:SendMessage on Undelivered for Service:events.amazonaws.com if ArnEquals:aws:SourceArn:rule/Events${rule}`,
    ),
    because:
      'only for an event that EventBridge cannot deliver for a quarter of an hour, or that no function takes; test/local/aws/event-bridge shows it',
  },
];

/** Every permission that is given all the same. */
export const reasons: readonly Reason[] = [...aroundTheModel, ...elsewhere];
