import { Duration } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** What is watched, and who is called. */
export interface ControlPlaneAlarmsProps {
  readonly undelivered: Queue;
  readonly deployment: StateMachine;
  readonly restore: StateMachine;
  readonly functions: Readonly<Record<string, Lambda>>;
  readonly topic: ITopic;
}

const period = Duration.minutes(1);

type Patience = Pick<AlarmProps, 'evaluationPeriods' | 'datapointsToAlarm'>;

/**
 * How long a function may go on throwing. Most throw on purpose (`StaleDecisionError`, `ServiceBusyError`), for the machine or Lambda to
 * call again: a retry that helps leaves errors in two minutes at most, so errors in three minutes of five are something else.
 */
const lasting: Patience = { evaluationPeriods: 5, datapointsToAlarm: 3 };
const exceptions: Readonly<Record<string, Patience>> = {
  // A signal that is not sent is a way back not taken, and nobody else watches over the reconciler.
  'signal-deployment': { evaluationPeriods: 1 },
  reconcile: { evaluationPeriods: 1 },
  // State Admit waits for a busy service by calling again for half an hour.
  'admit-deployment': { evaluationPeriods: 40, datapointsToAlarm: 35 },
};

/**
 * Pages for faults of Sluice itself. A rolled-back deployment ends FAILED by design, so the deployment machine pages only when
 * it was stopped or ran out of time; a failed `restore` always pages.
 */
export class ControlPlaneAlarms extends Construct {
  constructor(scope: Construct, id: string, { undelivered, deployment, restore, functions, topic }: ControlPlaneAlarmsProps) {
    super(scope, id);
    const page = new SnsAction(topic);
    const any = (name: string, why: string, metric: IMetric, patience: Patience = { evaluationPeriods: 1 }): void => {
      new Alarm(this, name, {
        alarmDescription: `Sluice: ${why}`,
        metric,
        threshold: 0,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        ...patience,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(page);
    };
    any(
      'Undelivered',
      'events could not be handled; look into the queue',
      undelivered.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    );
    any('DeploymentTimedOut', 'a deployment ran out of time', deployment.metricTimedOut({ period }));
    any('DeploymentAborted', 'somebody stopped a deployment execution', deployment.metricAborted({ period }));
    any('RestoreFailed', 'traffic could not be made whole', restore.metricFailed({ period }));
    any('RestoreTimedOut', 'making traffic whole ran out of time', restore.metricTimedOut({ period }));
    any('RestoreAborted', 'somebody stopped the way back', restore.metricAborted({ period }));
    for (const [name, lambda] of Object.entries(functions)) {
      const patience = exceptions[name] ?? lasting;
      any(`${name}-errors`, `function ${name} threw, and not for a retry`, lambda.metricErrors({ period }), patience);
    }
  }
}
