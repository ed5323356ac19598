import { CloudWatchServiceException } from '@aws-sdk/client-cloudwatch';

/** CloudWatch's answer to a request that breaks a rule the SDK has no class for; its wire name is `ValidationError`. */
export function validationError(message: string): CloudWatchServiceException {
  return new CloudWatchServiceException({ name: 'ValidationError', $fault: 'client', message, $metadata: {} });
}
