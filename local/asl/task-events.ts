import type { StateFailure } from './failure.ts';
import type { Json } from './json.ts';
import type { Lane } from './lane.ts';

/** Records what happens to one attempt of a task, in the shape its kind of resource has in the history. */
export interface TaskEvents {
  scheduled(parameters: Json, timeoutInSeconds: number | undefined, heartbeatInSeconds: number | undefined): void;
  submitted(reply: Json): void;
  succeeded(output: Json): void;
  failed(failure: StateFailure): void;
}

/** Events of a task whose resource is an integration (`arn:aws:states:::…`) or a Lambda function's own ARN. */
export function taskEvents(lane: Lane, resource: string): TaskEvents {
  return resource.startsWith('arn:aws:lambda:') ? functionEvents(lane, resource) : integrationEvents(lane, resource);
}

const limits = (timeoutInSeconds: number | undefined, heartbeatInSeconds: number | undefined) => ({
  ...(timeoutInSeconds === undefined ? {} : { timeoutInSeconds }),
  ...(heartbeatInSeconds === undefined ? {} : { heartbeatInSeconds }),
});

const reason = ({ error, failureCause }: StateFailure) => ({
  ...(error === null ? {} : { error }),
  ...(failureCause === null ? {} : { cause: failureCause }),
});

const text = (output: Json) => ({ output: JSON.stringify(output), outputDetails: { truncated: false } });

function integrationEvents(lane: Lane, arn: string): TaskEvents {
  const parts = arn.replace('arn:aws:states:::', '').split(':');
  const isSdk = parts[0] === 'aws-sdk';
  const which = { resourceType: parts.slice(0, isSdk ? 2 : 1).join(':'), resource: parts.slice(isSdk ? 2 : 1).join(':') };
  return {
    scheduled(parameters, timeout, heartbeat) {
      const region = lane.run.executionArn.split(':')[3] ?? '';
      lane.record('TaskScheduled', () => ({
        taskScheduledEventDetails: { ...which, region, parameters: JSON.stringify(parameters), ...limits(timeout, heartbeat) },
      }));
      lane.record('TaskStarted', () => ({ taskStartedEventDetails: which }));
    },
    submitted: (reply) => lane.record('TaskSubmitted', () => ({ taskSubmittedEventDetails: { ...which, ...text(reply) } })),
    succeeded: (output) => lane.record('TaskSucceeded', () => ({ taskSucceededEventDetails: { ...which, ...text(output) } })),
    failed(failure) {
      if (failure.error === 'States.Timeout')
        lane.record('TaskTimedOut', () => ({ taskTimedOutEventDetails: { ...which, ...reason(failure) } }));
      else lane.record('TaskFailed', () => ({ taskFailedEventDetails: { ...which, ...reason(failure) } }));
    },
  };
}

function functionEvents(lane: Lane, resource: string): TaskEvents {
  return {
    scheduled(parameters, timeout, heartbeat) {
      const input = () => ({
        resource,
        input: JSON.stringify(parameters),
        inputDetails: { truncated: false },
        ...limits(timeout, heartbeat),
      });
      lane.record('LambdaFunctionScheduled', () => ({ lambdaFunctionScheduledEventDetails: input() }));
      lane.record('LambdaFunctionStarted');
    },
    submitted: () => undefined,
    succeeded: (output) => lane.record('LambdaFunctionSucceeded', () => ({ lambdaFunctionSucceededEventDetails: text(output) })),
    failed(failure) {
      if (failure.error === 'States.Timeout')
        lane.record('LambdaFunctionTimedOut', () => ({ lambdaFunctionTimedOutEventDetails: reason(failure) }));
      else lane.record('LambdaFunctionFailed', () => ({ lambdaFunctionFailedEventDetails: reason(failure) }));
    },
  };
}
