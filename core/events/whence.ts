import { readString } from '../input.ts';
import { own } from '../own.ts';
import { shown } from '../shown.ts';
import { eventSource, requestSource } from './published-events.ts';

/** An account and a Region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** The account and Region that an ARN names. */
export function placeOf(arn: string): Place {
  const [, , , region = '', account = ''] = arn.split(':');
  return { account, region };
}

/** Who sends each event that has an effect, by its detail-type. AWS lets nobody but its own services send a source that begins with `aws.`. */
export const sources: Readonly<Record<string, string>> = {
  'CloudWatch Alarm State Change': 'aws.cloudwatch',
  'ECR Image Action': 'aws.ecr',
  'ECS Deployment State Change': 'aws.ecs',
  'ECS Task State Change': 'aws.ecs',
  'Parameter Store Change': 'aws.ssm',
  DeploymentRequested: requestSource,
  AbortRequested: requestSource,
  RollbackRequested: requestSource,
  ApprovalGiven: requestSource,
  RollbackPostponed: eventSource,
};

/**
 * Why an event is not one that this control plane acts on; undefined when it may be. A bus can be open to other accounts, and a rule can
 * forward what happened in another Region: names there are of other things.
 *
 * @throws {InvalidInputError} the event lacks what EventBridge writes on every one.
 */
export function whyForeign(event: unknown, here: Place): string | undefined {
  const [account, region, source] = [readString(event, 'account'), readString(event, 'region'), readString(event, 'source')];
  if (account !== here.account) return `the event is of account ${shown(account)}: only those of ${here.account} count`;
  if (region !== here.region) return `the event is of Region ${shown(region)}: only those of ${here.region} count`;
  const detailType = readString(event, 'detail-type');
  const expected = own(sources, detailType);
  if (expected === undefined || expected === source) return undefined;
  return `the event is of source ${shown(source)}: ${detailType} counts from ${expected} only`;
}
