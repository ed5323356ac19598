import { Duration } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, type CfnAlarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { FunctionName } from './names.ts';

/** What is watched, and who is called. */
export interface ControlPlaneAlarmsProps {
  readonly undelivered: Queue;
  readonly deployment: StateMachine;
  readonly restore: StateMachine;
  readonly functions: Readonly<Record<FunctionName, Lambda>>;
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
  // A signal that is not sent is a way back not taken; of the two that look after lost executions the other is the last.
  'signal-deployment': { evaluationPeriods: 1 },
  reconcile: { evaluationPeriods: 1 },
  sweep: { evaluationPeriods: 1 },
  // State Admit waits for a busy service by calling again for half an hour. For what it does not wait for, `reconcile` pages.
  'admit-deployment': { evaluationPeriods: 40, datapointsToAlarm: 35 },
};

/**
 * The sweep runs every minute, whatever else happens: so silence is a fault, whether the schedule, the permission, the function or its
 * concurrency is gone. Lambda counts its calls, so this pages when none of our code is left. CloudWatch looks at more periods than it is asked for,
 * so three silent ones are found after about five minutes; one late data point is not silence.
 */
const silence: Patience & Pick<AlarmProps, 'threshold' | 'comparisonOperator' | 'treatMissingData'> = {
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  threshold: 1,
  comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
  treatMissingData: TreatMissingData.BREACHING,
};

/**
 * What comes into the queue pages, beside what lies in it: nobody has to empty it before it pages again. EventBridge and Lambda send messages, and
 * SQS counts those; only what SQS itself moves from another queue it does not. It counts up to a quarter of an hour late when nothing was sent for long,
 * so that much is looked back on, and what comes within it belongs to the same page. Should a first count be lost, the depth shows it.
 * Sources: "Available CloudWatch metrics for Amazon SQS" and "Using dead-letter queues in Amazon SQS" in the SQS developer guide.
 */
const lookingBack: Patience = { evaluationPeriods: 15, datapointsToAlarm: 1 };

/** The first call comes minutes after the alarm is made. One that never comes pages when this is over. */
const firstCallMinutes = 15;

/**
 * Pages for faults of Sluice itself. A rolled-back deployment ends FAILED by design, so the deployment machine pages only when
 * it was stopped or ran out of time; a failed `restore` always pages. A sweep that is not called pages too: it is the last to notice
 * what everything else missed.
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
    const depth = undelivered.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' });
    const sent = undelivered.metricNumberOfMessagesSent({ period, statistic: 'Sum' });
    any('Undelivered', 'events could not be handled; look into the queue', depth);
    any('UndeliveredAgain', 'one more event could not be handled; look into the queue', sent, lookingBack);
    any('DeploymentTimedOut', 'a deployment ran out of time', deployment.metricTimedOut({ period }));
    any('DeploymentAborted', 'somebody stopped a deployment execution', deployment.metricAborted({ period }));
    any('RestoreFailed', 'traffic could not be made whole', restore.metricFailed({ period }));
    any('RestoreTimedOut', 'making traffic whole ran out of time', restore.metricTimedOut({ period }));
    any('RestoreAborted', 'somebody stopped the way back', restore.metricAborted({ period }));
    any('SignalsThrottled', 'signals wait for Lambda concurrency', functions['signal-deployment'].metricThrottles({ period }));
    // Of several subscriptions the others still hear of it; without others it is seen in the console.
    any('PageNotDelivered', 'a page did not reach somebody', topic.metricNumberOfNotificationsFailed({ period: Duration.minutes(5) }));
    this.#pageWhenSilent(functions.sweep, page);
    for (const [name, lambda] of Object.entries(functions)) {
      const patience = exceptions[name] ?? lasting;
      any(`${name}-errors`, `function ${name} threw, and not for a retry`, lambda.metricErrors({ period }), patience);
    }
  }

  #pageWhenSilent(sweep: Lambda, page: SnsAction): void {
    const alarm = new Alarm(this, 'SweepSilent', {
      ...silence,
      alarmDescription: 'Sluice: the sweep has not run for minutes; nobody takes back what an execution left whose end was not heard of',
      metric: sweep.metricInvocations({ period }),
    });
    alarm.addAlarmAction(page);
    (alarm.node.defaultChild as CfnAlarm).warmUpConfiguration = { warmUpPeriodDurationInMinutes: firstCallMinutes };
  }
}
