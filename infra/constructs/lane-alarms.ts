import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { LaneAlarmOptions } from '../service-options.ts';
import { acknowledge } from './acknowledge.ts';

/** Which lane is watched. */
export interface LaneAlarmsProps {
  /** Name of the lane's ECS service: the alarms are named after it. */
  readonly laneName: string;
  readonly loadBalancerFullName: string;
  readonly targetGroupFullName: string;
  readonly options: LaneAlarmOptions;
}

/** The alarms of one lane: too many failed requests, and too slow. A lane without traffic is fine. */
export class LaneAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { laneName, loadBalancerFullName, targetGroupFullName, options }: LaneAlarmsProps) {
    super(scope, id);
    const period = Duration.seconds(options.periodSeconds ?? 60);
    const dimensionsMap = { LoadBalancer: loadBalancerFullName, TargetGroup: targetGroupFullName };
    const metric = (metricName: string, statistic: string): Metric =>
      new Metric({ namespace: 'AWS/ApplicationELB', metricName, statistic, period, dimensionsMap });
    const shared = {
      evaluationPeriods: options.periods ?? 1,
      datapointsToAlarm: options.periodsToAlarm ?? options.periods ?? 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    };
    const errors = new Alarm(this, 'Errors', {
      ...shared,
      alarmName: `${laneName}-errors`,
      alarmDescription: `Share of failed requests of ${laneName}, percent`,
      threshold: options.errorPercentMax ?? 5,
      metric: new MathExpression({
        // Refused connections have no status code of their own. A missing count is 0; without requests there is no point.
        expression: `IF(requests >= ${options.minimumRequests ?? 20}, 100 * (failed + refused) / requests, 0)`,
        label: 'failed requests, percent',
        period,
        usingMetrics: {
          requests: metric('RequestCount', Stats.SUM),
          failed: metric('HTTPCode_Target_5XX_Count', Stats.SUM),
          refused: metric('TargetConnectionErrorCount', Stats.SUM),
        },
      }),
    });
    const slow = new Alarm(this, 'Slow', {
      ...shared,
      alarmName: `${laneName}-slow`,
      alarmDescription: `Response time of ${laneName}, seconds`,
      threshold: options.responseTimeSeconds ?? 1,
      metric: metric('TargetResponseTime', options.responseTimeStatistic ?? 'p99'),
    });
    this.all = [errors, slow];
    acknowledge(this, {
      'NIST.800.53.R5-CloudWatchAlarmAction':
        'EventBridge takes its state to Sluice, which takes the release back; nobody is called for what is handled, and on-call can be added to `all`',
    });
  }
}
