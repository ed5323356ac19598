import type { Construct } from 'constructs';
import { anywhere, type Grant, grantsIn } from './grant.ts';
import { leavesAlarmsAlone } from './leaves-alarms-alone.ts';
import type { LedgerUse } from './ledger-table.ts';
import type { FunctionName } from './names.ts';

/** What one function may do. Reading ECS and ELB is the most that any of them may. */
export interface FunctionPermissions {
  /** May it page people? */
  readonly pages: boolean;
  readonly ledger: LedgerUse;
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
  return {
    ...calledByEvents(to),
    ...calledByMachines(to),
    ...guardians(to),
    'keep-lanes': may('leases', to.readDeclarations(), anywhere('ecs:DescribeServices', readRule, readRevision)),
  };
}

type To = ReturnType<typeof grantsIn>;

function calledByEvents(to: To) {
  return {
    'start-deployment': may(
      'writes',
      to.readDeclarations(),
      to.findServicesOfImages(),
      to.readImages(),
      to.start('deployment'),
      to.announce(),
    ),
    'signal-deployment': may(
      'lists',
      to.start('restore'),
      to.announce(),
      to.readAlarms(),
      to.readAlarmHistory(),
      to.readDeclarations(),
      anywhere(...readLane, readRule, 'ecs:DescribeTasks', ...answerWaits),
    ),
  };
}

/** The end of one execution is asked about by name; only the sweep lists them, and only it watches deployments that run. */
function guardians(to: To) {
  const repairs = [to.start('restore'), to.readExecutions('restore', 'DescribeExecution'), to.resend()];
  const reads = [...readLane, readRule, readScaling];
  return {
    reconcile: { ...may('guards', ...repairs, to.readExecutions('deployment', 'DescribeExecution'), anywhere(...reads)), pages: true },
    sweep: {
      ...may(
        'guards',
        ...repairs,
        to.listExecutions('deployment'),
        to.listExecutions('restore'),
        to.readExecutions('deployment', 'DescribeExecution', 'GetExecutionHistory'),
        anywhere(...reads, ...answerWaits),
      ),
      pages: true,
    },
  };
}

function calledByMachines(to: To) {
  return {
    'admit-deployment': may(
      'writes',
      to.readDeclarations(),
      to.readImages(),
      to.readAlarms(),
      to.announce(),
      anywhere(...readLane, readRule, readRevision, readDrain, readScaling),
    ),
    'inspect-candidate': may('reads', anywhere(...readLane)),
    'next-step': may(
      'decides',
      to.readAlarms(),
      to.readAlarmHistory(),
      to.queryPrometheus(),
      to.readSecrets(),
      to.announce(),
      anywhere(readRule, 'elasticloadbalancing:DescribeTargetHealth', 'cloudwatch:GetMetricData', 'ecs:ListTasks', 'ecs:DescribeTasks'),
    ),
    'watch-for-signals': may('leases', anywhere(...answerWaits)),
    'record-outcome': may('decides', to.announce()),
    'claim-retirement': may('leases', anywhere(...readLane, readRule, 'cloudwatch:GetMetricData')),
  };
}

function may(ledger: LedgerUse, ...grants: readonly Grant[]): FunctionPermissions {
  return { pages: false, ledger, grants: [leavesAlarmsAlone(), ...grants] };
}
