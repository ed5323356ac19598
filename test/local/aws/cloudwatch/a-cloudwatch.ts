import type { DefaultBus } from '../../../../local/aws/aws-event.ts';
import { type CloudWatch, type CloudWatchNeeds, cloudwatch } from '../../../../local/aws/cloudwatch/cloudwatch.ts';
import { VirtualClock } from '../../../../local/clocks/virtual-clock.ts';

export type EmittedEvent = Parameters<DefaultBus['emit']>[0];

export const green = { LoadBalancer: 'app/orders-alb/50dc6c495c0c9188', TargetGroup: 'targetgroup/orders-green/73e2d6bc24d8a067' };
const Dimensions = Object.entries(green).map(([Name, Value]) => ({ Name, Value }));

/** A metric of the green lane, as an alarm's or a query's `MetricStat`. */
export function greenStat(MetricName: string, Stat = 'Sum', Period = 60) {
  return { Metric: { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions }, Period, Stat };
}

/** `PutMetricAlarm` on 5XX of the green lane: 5 and more in 2 of 3 minutes. */
export function anAlarmInput(changes: object = {}) {
  return {
    AlarmName: 'orders-green-5xx',
    AlarmDescription: 'Target 5XX on the green lane',
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'HTTPCode_Target_5XX_Count',
    Dimensions,
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    ...changes,
  };
}

/** A CloudWatch at 2026-11-20T10:00:00Z whose alarms are evaluated at the full minute; its events and calls are kept. */
export function aCloudWatch(options: Pick<CloudWatchNeeds, 'publicationLag'> & { readonly refuse?: Error } = {}) {
  const clock = new VirtualClock(new Date('2026-11-20T10:00:00Z'));
  const events: EmittedEvent[] = [];
  const calls: (readonly [string, unknown, unknown])[] = [];
  const service: CloudWatch = cloudwatch({
    clock,
    random: () => 0,
    account: '111122223333',
    region: 'eu-west-1',
    bus: { emit: (event) => void events.push(event) },
    calls: {
      call: async (name, operation, input, caller) => {
        calls.push([`${name}.${operation}`, input, caller.roleArn]);
        if (options.refuse !== undefined) throw options.refuse;
        return {};
      },
    },
    ...options,
  });
  const call = async (operation: string, input: object): Promise<Record<string, unknown>> => {
    const answer = await service.operations[operation]?.(input as never, { roleArn: 'local' });
    return answer as Record<string, unknown>;
  };
  /** Puts values of a green-lane metric, one for each minute from the start on; undefined leaves a minute without data. */
  const minutes = (name: string, ...values: readonly (number | undefined)[]) => {
    for (const [index, value] of values.entries()) {
      const at = new Date(Date.UTC(2026, 10, 20, 10, index, 30));
      if (value !== undefined) service.record({ namespace: 'AWS/ApplicationELB', name, dimensions: green, at, value });
    }
  };
  const stateOf = async (name: string) => {
    const answer = await call('DescribeAlarms', { AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
    const [alarm] = [...(answer.MetricAlarms as object[]), ...(answer.CompositeAlarms as object[])] as { StateValue?: string }[];
    return alarm?.StateValue;
  };
  return { service, clock, events, calls, call, minutes, stateOf };
}
