import { SSMServiceException } from '@aws-sdk/client-ssm';

/** Parameter Store's answer to a request that breaks a rule the SDK has no class for; its wire name is `ValidationException`. */
export function ssmValidation(message: string): SSMServiceException {
  return new SSMServiceException({ name: 'ValidationException', $fault: 'client', message, $metadata: {} });
}
