import { CodeArtifactUserPendingException } from '@aws-sdk/client-lambda';

/** How calls go wrong on AWS's side. */
export type Trouble = 'throttled' | 'internal' | 'unavailable';

/** Names as each service's SDK gives them; unmodelled codes keep the service's own spelling (docs/… of each service, "Common errors"). */
const throttlingName: Readonly<Record<string, string>> = {
  DynamoDB: 'ThrottlingException',
  ElasticLoadBalancingV2: 'Throttling',
  Lambda: 'TooManyRequestsException',
  SNS: 'ThrottledException',
};

/** An error as the SDK throws it. */
export function serviceError(service: string, trouble: Trouble): Error {
  const name = trouble === 'throttled' ? (throttlingName[service] ?? 'ThrottlingException') : unavailableName(trouble);
  const $metadata = { httpStatusCode: trouble === 'throttled' ? 400 : 500 };
  return Object.assign(new ServiceError(`${service}: ${trouble}`), {
    name,
    $fault: trouble === 'throttled' ? 'client' : 'server',
    $metadata,
  });
}

/** As deep as the SDK's own: a service's base class is two steps from Error, which is how unmodelled errors are told apart. */
class SdkError extends Error {}
class ServiceError extends SdkError {}
/** One step deeper, as errors with a class of their own are. */
class NamedError extends ServiceError {}

/** Step Functions hears nothing of a function that it invoked: `Lambda.ClientExecutionTimeoutException`, whether the function ran or not. */
export function unheardInvocation(): Error {
  const $metadata = { httpStatusCode: 500 };
  return Object.assign(new NamedError('Lambda: no answer'), { name: 'ClientExecutionTimeoutException', $fault: 'server', $metadata });
}

/** A function that nobody called for weeks is not ready yet, and did not run: `Lambda.CodeArtifactUserPendingException`. */
export function wakingFunction(): Error {
  const message = 'INFO: Lambda is initializing your function. It will be ready to invoke shortly.';
  return new CodeArtifactUserPendingException({ message, $metadata: { httpStatusCode: 409 } });
}

function unavailableName(trouble: 'internal' | 'unavailable'): string {
  return trouble === 'internal' ? 'InternalServerError' : 'ServiceUnavailableException';
}
