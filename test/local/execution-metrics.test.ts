import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../local/clocks/virtual-clock.ts';
import { countingExecutions } from '../../local/execution-metrics.ts';

describe('countingExecutions', () => {
  it.each([
    ['RUNNING', 'ExecutionsStarted'],
    ['SUCCEEDED', 'ExecutionsSucceeded'],
    ['FAILED', 'ExecutionsFailed'],
    ['TIMED_OUT', 'ExecutionsTimedOut'],
    ['ABORTED', 'ExecutionsAborted'],
  ])('counts %s as %s of the machine, and passes the event on', (status, name) => {
    const [passed, recorded]: [unknown[], unknown[]] = [[], []];
    const event = {
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [],
      detail: { status, stateMachineArn: 'arn:m' },
    };
    const bus = countingExecutions({ emit: (each) => passed.push(each) }, (value) => recorded.push(value), new VirtualClock(new Date(0)));
    bus.emit(event);
    expect(passed).toEqual([event]);
    const dimensions = { StateMachineArn: 'arn:m' };
    expect(recorded).toEqual([{ namespace: 'AWS/States', name, dimensions, value: 1, unit: 'Count', at: new Date(0) }]);
  });
});
