import type { Construct } from 'constructs';
import { anywhere, type Grant, grantsIn } from './grant.ts';
import type { FunctionName } from './names.ts';

/** What one function may do besides using the ledger. Reading ECS and ELB is the most that any of them may. */
export interface FunctionPermissions {
  /** May it page people? */
  readonly pages: boolean;
  readonly grants: readonly Grant[];
}

const readServices = ['ecs:DescribeServices', 'ecs:DescribeTasks', 'ecs:ListTasks', 'ecs:DescribeTaskDefinition'];
const readTraffic = [
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'elasticloadbalancing:DescribeTargetHealth',
];
const answerWaits = ['states:SendTaskSuccess', 'states:SendTaskFailure'];

/** Permissions of every function: the whole list, in one place, to be read in one go. */
export function functionPermissions(scope: Construct): Readonly<Record<FunctionName, FunctionPermissions>> {
  const to = grantsIn(scope);
  const may = (...grants: readonly Grant[]): FunctionPermissions => ({ pages: false, grants });
  return {
    'start-deployment': may(to.readParameters(), to.readImages(), anywhere('ecs:DescribeTaskDefinition'), to.start('deployment')),
    'admit-deployment': may(
      to.readParameters(),
      to.readImages(),
      to.readAlarms(),
      anywhere(...readServices, ...readTraffic, 'application-autoscaling:DescribeScalableTargets'),
    ),
    'inspect-candidate': may(anywhere(...readServices, ...readTraffic)),
    'next-step': may(to.readAlarms(), anywhere(...readServices, ...readTraffic, 'cloudwatch:GetMetricData')),
    'watch-for-signals': may(anywhere(...answerWaits)),
    'signal-deployment': may(to.readAlarms(), to.start('restore'), anywhere('ecs:DescribeServices', 'ecs:DescribeTasks', ...answerWaits)),
    'record-outcome': may(to.announce()),
    'claim-retirement': may(anywhere(...readServices, ...readTraffic)),
    reconcile: {
      pages: true,
      grants: [
        to.start('restore'),
        to.readExecutions('deployment'),
        to.readExecutions('restore'),
        to.announce(),
        anywhere(...readServices, ...readTraffic),
      ],
    },
    'keep-lanes': may(to.readParameters(), anywhere(...readServices, ...readTraffic)),
  };
}
