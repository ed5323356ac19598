import type { DefaultBus } from './aws/aws-event.ts';
import type { Clock } from './clock.ts';
import type { RecordMetric } from './load-balancer/record-metric.ts';

const metricOfStatus: Readonly<Record<string, string>> = {
  RUNNING: 'ExecutionsStarted',
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

/**
 * A bus for Step Functions that also counts executions as `AWS/States` does, by state machine.
 * Source: "Monitoring Step Functions metrics using Amazon CloudWatch" in the AWS Step Functions developer guide.
 */
export function countingExecutions(bus: DefaultBus, record: RecordMetric, clock: Clock): DefaultBus {
  return {
    emit: (event) => {
      const name = metricOfStatus[String(event.detail.status)];
      const dimensions = { StateMachineArn: String(event.detail.stateMachineArn) };
      if (name !== undefined) record({ namespace: 'AWS/States', name, dimensions, value: 1, unit: 'Count', at: clock.now() });
      bus.emit(event);
    },
  };
}
