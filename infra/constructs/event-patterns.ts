import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { type FunctionName, parameterPrefix } from './names.ts';

/** An event that Sluice reacts to. Events are hints: the function re-reads from AWS what the event says. */
export interface Hint {
  readonly to: FunctionName;
  readonly why: string;
  readonly pattern: EventPattern;
}

/** Source of what people and pipelines ask for. A prefix other than `aws.`, so that no AWS service can be impersonated. */
const requests = ['sluice.request'];

const asksForDeployment: Readonly<Record<string, Hint>> = {
  ImagePushed: {
    to: 'start-deployment',
    why: 'a new image in a repository that a service declares',
    pattern: { source: ['aws.ecr'], detailType: ['ECR Image Action'], detail: { 'action-type': ['PUSH'], result: ['SUCCESS'] } },
  },
  DeploymentRequested: {
    to: 'start-deployment',
    why: 'a person or a pipeline asks for a deployment',
    pattern: { source: requests, detailType: ['DeploymentRequested'] },
  },
  ServiceDeclared: {
    to: 'start-deployment',
    why: 'a stack update declared a new task definition or new rules for a service; what it was made with is only remembered',
    pattern: {
      source: ['aws.ssm'],
      detailType: ['Parameter Store Change'],
      detail: { operation: ['Create', 'Update'], name: [{ prefix: `${parameterPrefix}/services/` }] },
    },
  },
};

const concernsDeployment: Readonly<Record<string, Hint>> = {
  AlarmRang: {
    to: 'signal-deployment',
    why: 'an alarm may guard a deployment',
    pattern: { source: ['aws.cloudwatch'], detailType: ['CloudWatch Alarm State Change'], detail: { state: { value: ['ALARM'] } } },
  },
  TaskStopped: {
    to: 'signal-deployment',
    why: 'the task may belong to a candidate',
    pattern: {
      source: ['aws.ecs'],
      detailType: ['ECS Task State Change'],
      detail: { lastStatus: ['STOPPED'], group: [{ prefix: 'service:' }] },
    },
  },
  LaunchFailed: {
    to: 'signal-deployment',
    why: 'the circuit breaker of a lane gave up',
    pattern: {
      source: ['aws.ecs'],
      detailType: ['ECS Deployment State Change'],
      detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
    },
  },
  RollbackPostponed: {
    to: 'signal-deployment',
    why: 'what a person asked for waited for a stack update, or for ECS and ELB to answer, and is tried again',
    pattern: { source: ['sluice'], detailType: ['RollbackPostponed'] },
  },
  PersonDecided: {
    to: 'signal-deployment',
    why: 'a person aborts, takes back or approves',
    pattern: { source: requests, detailType: ['AbortRequested', 'RollbackRequested', 'ApprovalGiven'] },
  },
};

/** Every event pattern of the control plane, on the default bus. Keys are names of rules. */
export function hints(machineArns: readonly string[]): Readonly<Record<string, Hint>> {
  return {
    ...asksForDeployment,
    ...concernsDeployment,
    ExecutionEndedBadly: {
      to: 'reconcile',
      why: 'a machine that ended without success may have left traffic split',
      pattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'ABORTED', 'TIMED_OUT'], stateMachineArn: [...machineArns] },
      },
    },
  };
}
