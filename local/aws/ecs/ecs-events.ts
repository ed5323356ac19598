import { identifiers } from '../identifiers.ts';
import type { EcsNeeds } from './ecs-needs.ts';
import type { DeploymentRecord, ServiceRecord } from './ecs-state.ts';
import { taskEventDetail } from './task-description.ts';
import type { TaskRecord } from './task-record.ts';

/** ECS keeps the last hundred messages of a service. */
const messagesMax = 100;

/** Severity and name of an ECS Service Action event, as far as the model sends them. */
export type ServiceAction =
  | {
      readonly eventType: 'INFO';
      readonly eventName: 'SERVICE_STEADY_STATE' | 'SERVICE_DESIRED_COUNT_UPDATED';
      readonly desiredCount?: number;
    }
  | { readonly eventType: 'WARN'; readonly eventName: 'SERVICE_TASK_START_IMPAIRED' }
  | { readonly eventType: 'ERROR'; readonly eventName: 'SERVICE_TASK_PLACEMENT_FAILURE'; readonly reason: string };

/** Tells the bus, and the service's own message list, what happens. */
export interface EcsEvents {
  taskChanged(task: TaskRecord): void;
  deploymentChanged(service: ServiceRecord, deployment: DeploymentRecord): void;
  serviceAction(service: ServiceRecord, action: ServiceAction): void;
  message(service: ServiceRecord, text: string): void;
}

/** Shapes as ECS sends them to EventBridge (developer guide, ECS events). */
export function ecsEvents({ bus, clock, random }: EcsNeeds): EcsEvents {
  return {
    taskChanged: (task) =>
      bus.emit({
        source: 'aws.ecs',
        'detail-type': 'ECS Task State Change',
        resources: [task.arn],
        detail: taskEventDetail(task.description),
      }),
    deploymentChanged: (service, deployment) =>
      bus.emit({
        source: 'aws.ecs',
        'detail-type': 'ECS Deployment State Change',
        resources: [service.arn],
        detail: {
          eventType: deployment.rolloutState === 'FAILED' ? 'ERROR' : 'INFO',
          eventName: `SERVICE_DEPLOYMENT_${deployment.rolloutState}`,
          deploymentId: deployment.id,
          updatedAt: `${deployment.updatedAt.toISOString().slice(0, 19)}Z`,
          reason: deployment.rolloutStateReason,
        },
      }),
    serviceAction: (service, action) =>
      bus.emit({
        source: 'aws.ecs',
        'detail-type': 'ECS Service Action',
        resources: [service.arn],
        detail: { ...action, clusterArn: service.clusterArn, createdAt: clock.now().toISOString() },
      }),
    message: (service, text) => {
      const event = { id: identifiers(random).uuid(), createdAt: clock.now(), message: `(service ${service.name}) ${text}` };
      service.events = [event, ...service.events].slice(0, messagesMax);
    },
  };
}
