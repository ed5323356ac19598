import type { Construct } from 'constructs';
import { anywhere, type Grant, grantsIn, leavesAlarmsAlone } from './grant.ts';
import type { FunctionName } from './names.ts';

/** What one function may do besides using the ledger. Reading ECS and ELB is the most that any of them may. */
export interface FunctionPermissions {
  /** May it page people? */
  readonly pages: boolean;
  readonly grants: readonly Grant[];
}

const readLane = ['ecs:DescribeServices', 'elasticloadbalancing:DescribeTargetHealth'];
const readRule = 'elasticloadbalancing:DescribeRules';
const readRevision = 'ecs:DescribeTaskDefinition';
const readDrain = 'elasticloadbalancing:DescribeTargetGroupAttributes';
const readScaling = 'application-autoscaling:DescribeScalableTargets';
const answerWaits = ['states:SendTaskSuccess', 'states:SendTaskFailure'];

/** Permissions of every function: the whole list, in one place, to be read in one go. */
export function functionPermissions(scope: Construct): Readonly<Record<FunctionName, FunctionPermissions>> {
  const to = grantsIn(scope);
  const may = (...grants: readonly Grant[]): FunctionPermissions => ({ pages: false, grants: [leavesAlarmsAlone(), ...grants] });
  return {
    'start-deployment': may(to.readDeclarations(), to.findServicesOfImages(), to.readImages(), to.start('deployment'), to.announce()),
    'admit-deployment': may(
      to.readDeclarations(),
      to.readImages(),
      to.readAlarms(),
      to.announce(),
      anywhere(...readLane, readRule, readRevision, readDrain, readScaling),
    ),
    'inspect-candidate': may(anywhere(...readLane)),
    'next-step': may(
      to.readAlarms(),
      to.readAlarmHistory(),
      to.queryPrometheus(),
      to.readSecrets(),
      to.announce(),
      anywhere(readRule, 'elasticloadbalancing:DescribeTargetHealth', 'cloudwatch:GetMetricData'),
    ),
    'watch-for-signals': may(anywhere(...answerWaits)),
    'signal-deployment': may(
      to.start('restore'),
      to.readAlarms(),
      to.readAlarmHistory(),
      anywhere(...readLane, 'ecs:DescribeTasks', ...answerWaits),
    ),
    'record-outcome': may(to.announce()),
    'claim-retirement': may(anywhere(...readLane, readRule)),
    reconcile: {
      pages: true,
      grants: [
        leavesAlarmsAlone(),
        to.start('restore'),
        to.readExecutions('deployment'),
        to.readExecutions('restore'),
        to.announce(),
        anywhere(...readLane, readRule, readScaling),
      ],
    },
    'keep-lanes': may(to.readDeclarations(), anywhere(...readLane, readRule, readRevision)),
  };
}
