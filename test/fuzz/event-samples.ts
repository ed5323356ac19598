import { admittedAt, digest, secondsLater } from '../core/builders.ts';
import { alarmArn } from '../functions/an-admitted.ts';

const envelope = {
  version: '0',
  id: '5f0c1b8e-2f0f-4b7e-9d6e-2a0c7f9b1a01',
  account: '111122223333',
  time: secondsLater(60).toISOString(),
  region: 'eu-west-1',
  resources: [] as readonly string[],
};

/** An event of EventBridge as the account's default bus delivers it, a minute after {@link admittedAt}. */
export function anEvent(source: string, detailType: string, detail: object, resources: readonly string[] = []): Record<string, unknown> {
  return { ...envelope, source, 'detail-type': detailType, resources, detail };
}

export const alarmRang = anEvent(
  'aws.cloudwatch',
  'CloudWatch Alarm State Change',
  {
    alarmName: 'orders-5xx',
    configuration: { description: 'Target 5XX', metrics: [{ id: 'm1', returnData: true }] },
    previousState: { value: 'OK', reason: 'Unchecked', timestamp: admittedAt.toISOString() },
    state: { value: 'ALARM', reason: 'Threshold Crossed', reasonData: '{"version":"1.0"}', timestamp: '2026-11-20T10:01:00.354+0000' },
  },
  [alarmArn],
);

const taskArn = 'arn:aws:ecs:eu-west-1:111122223333:task/prod/0f9de17a6465404e8b1b2356dc13c2f8';

export const taskStopped = anEvent(
  'aws.ecs',
  'ECS Task State Change',
  {
    clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod',
    group: 'service:orders-green',
    taskArn,
    lastStatus: 'STOPPED',
    desiredStatus: 'STOPPED',
    createdAt: secondsLater(10).toISOString(),
    startedBy: 'ecs-svc/4513075413935170001',
    version: 7,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ name: 'app', exitCode: 1, imageDigest: digest, image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders@${digest}` }],
  },
  [taskArn],
);

export const launchFailed = anEvent(
  'aws.ecs',
  'ECS Deployment State Change',
  {
    eventType: 'ERROR',
    eventName: 'SERVICE_DEPLOYMENT_FAILED',
    deploymentId: 'ecs-svc/4513075413935170001',
    updatedAt: secondsLater(60).toISOString(),
    reason: 'ECS deployment circuit breaker: task failed to start.',
  },
  ['arn:aws:ecs:eu-west-1:111122223333:service/prod/orders-green'],
);

export const abortRequested = anEvent('sluice.request', 'AbortRequested', { service: 'orders', by: 'ana', because: 'wrong price' });
export const rollbackRequested = anEvent('sluice.request', 'RollbackRequested', { service: 'orders', by: 'ana', because: 'wrong price' });

/** As Sluice sends it to itself, of a service that may be anybody's. */
export const rollbackPostponed = anEvent('sluice', 'RollbackPostponed', {
  ...{
    at: secondsLater(60).toISOString(),
    service: 'orders',
    deploymentId: 'orders-1',
    because: 'CloudFormation updates the lanes of orders',
  },
  detail: { by: 'ana', askedAt: secondsLater(50).toISOString(), asked: 'wrong price' },
});

/** What asks for the way back where nobody deploys: of `mail`, which is declared, and of names that nobody declared. */
export const askedInVain = ['mail', 'pr-1234', 'constructor'].flatMap((service) =>
  [abortRequested, rollbackRequested].map((asked) => ({ ...asked, detail: { service, by: 'ana', because: 'wrong price' } })),
);

/** For the deployment of the builders. */
export function approvalGiven(deploymentId: string, stepIndex = 1): Record<string, unknown> {
  return anEvent('sluice.request', 'ApprovalGiven', { deploymentId, stepIndex, by: 'ana' });
}

export const imagePushed = anEvent('aws.ecr', 'ECR Image Action', {
  result: 'SUCCESS',
  'repository-name': 'orders',
  'image-digest': digest,
  'action-type': 'PUSH',
  'image-tag': '1.43.0',
});

export const deploymentRequested = anEvent('sluice.request', 'DeploymentRequested', {
  service: 'orders',
  image: '1.43.0',
  requestId: 'release-9',
});

export const serviceDeclared = anEvent('aws.ssm', 'Parameter Store Change', {
  operation: 'Update',
  name: '/sluice/services/orders',
  type: 'String',
});

export const executionFailed = anEvent('aws.states', 'Step Functions Execution Status Change', {
  executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:sluice-deployment:orders-1',
  stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:sluice-deployment',
  name: 'orders-1',
  status: 'FAILED',
  startDate: admittedAt.getTime(),
  stopDate: secondsLater(60).getTime(),
  input: '{"service":"orders"}',
  output: null,
});
