import { ApplicationAutoScalingServiceException, ValidationException } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchServiceException } from '@aws-sdk/client-cloudwatch';
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { ECRServiceException } from '@aws-sdk/client-ecr';
import { AccessDeniedException } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2ServiceException, InvalidLoadBalancerActionException } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeServiceException } from '@aws-sdk/client-eventbridge';
import { LambdaServiceException } from '@aws-sdk/client-lambda';
import { SFNServiceException } from '@aws-sdk/client-sfn';
import { AuthorizationErrorException, KMSAccessDeniedException } from '@aws-sdk/client-sns';
import { SSMServiceException } from '@aws-sdk/client-ssm';
import { SluiceError } from '../../../core/errors.ts';
import { UnmodelledCallError } from '../aws-calls.ts';

/** SQS's refusal; the SQS client is not among the dependencies, so its error stands here. */
class QueueAccessDenied extends SluiceError {
  override readonly name = 'AccessDenied';
  override readonly fault = 'caller';
}

const base = { $fault: 'client' } as const;
/** Services with a JSON protocol name the error so, and answer 400; of these the SDK has a class only for ECS. */
const json = { ...base, name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } } as const;
/** Services with the query protocol. */
const query = { ...base, name: 'AccessDenied', $metadata: { httpStatusCode: 403 } } as const;
const forbidden = { $metadata: { httpStatusCode: 403 } };
const refused = { $metadata: { httpStatusCode: 400 } };

const refusals: Readonly<Record<string, (message: string, action: string) => Error>> = {
  ApplicationAutoScaling: (message) => new ApplicationAutoScalingServiceException({ ...json, message }),
  CloudWatch: (message) => new CloudWatchServiceException({ ...query, message }),
  DynamoDB: (message) => new DynamoDBServiceException({ ...json, message }),
  ECR: (message) => new ECRServiceException({ ...json, message }),
  ECS: (message) => new AccessDeniedException({ message, $metadata: json.$metadata }),
  ElasticLoadBalancingV2: (message) => new ElasticLoadBalancingV2ServiceException({ ...query, message }),
  EventBridge: (message) => new EventBridgeServiceException({ ...json, message }),
  Lambda: (message) => new LambdaServiceException({ ...json, ...forbidden, message }),
  SFN: (message) => new SFNServiceException({ ...json, message }),
  SNS: (message, action) =>
    action.startsWith('kms:')
      ? new KMSAccessDeniedException({ message, $metadata: json.$metadata })
      : new AuthorizationErrorException({ message, ...forbidden }),
  SQS: (message) => new QueueAccessDenied(message),
  SSM: (message) => new SSMServiceException({ ...json, message }),
};

/** Why nobody let a call through, as AWS words it. */
export type Refusal =
  | 'no identity-based policy'
  | 'no resource-based policy'
  | 'an identity-based policy'
  | 'a resource-based policy'
  | 'a service control policy';

/**
 * The error that a service answers to a caller without permission, by the SDK's class where it has one.
 * Source of the wording: "Troubleshoot access denied error messages" in the IAM user guide.
 */
export function accessDenied(
  service: string,
  { principal, action, resource }: { readonly principal: string; readonly action: string; readonly resource: string },
  refusal: Refusal,
): Error {
  const because = refusal.startsWith('no ') ? `because ${refusal} allows the ${action} action` : `with an explicit deny in ${refusal}`;
  const message = `User: ${sessionOf(principal)} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
  const refuse = refusals[service];
  if (refuse === undefined) throw new UnmodelledCallError(`how ${service} refuses a call`);
  return refuse(message, action);
}

const lacking: Readonly<Record<string, (action: string) => Error>> = {
  // Source of the name: "Permissions validation" in its user guide; of the wording: what users report of it.
  ApplicationAutoScaling: (action) =>
    new ValidationException({ ...refused, message: `User is missing the following permissions: [${action}]` }),
  // Source of name, status and wording: what users report of it (awslabs/kubeflow-manifests#18).
  ElasticLoadBalancingV2: (action) => {
    const [, first = '', rest = ''] = /:(\w)(\w+)$/.exec(action) ?? [];
    return new InvalidLoadBalancerActionException({
      ...refused,
      message: `User is not authorized to perform '${first.toLowerCase()}${rest}'`,
    });
  },
};

/** What a service answers to a caller without a permission that it needs of them for a call of its own. */
export function lacksPermission(service: string, action: string): Error {
  const refuse = lacking[service];
  if (refuse === undefined) throw new UnmodelledCallError(`what ${service} needs of its caller`);
  return refuse(action);
}

/** A role acts as a session of it; the name of the session is its own here. */
function sessionOf(principal: string): string {
  const [, account, path = ''] = /^arn:aws:iam::(\d+):role\/(.+)$/.exec(principal) ?? [];
  if (account === undefined) return principal;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return `arn:aws:sts::${account}:assumed-role/${name}/${name}`;
}
