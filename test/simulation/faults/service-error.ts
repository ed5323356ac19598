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

function unavailableName(trouble: 'internal' | 'unavailable'): string {
  return trouble === 'internal' ? 'InternalServerError' : 'ServiceUnavailableException';
}
