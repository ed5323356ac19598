import type { Container, LoadBalancer, Service, ServiceEvent, Tag, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import type { RunningTask } from '../../tasks/task-runtime.ts';
import type { Target } from '../elb/target-registry.ts';

/** A revision, with its tags beside it as the API answers them. */
export interface RevisionRecord {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  description: TaskDefinition;
  readonly tags: readonly Tag[];
}

/** The life cycle of a task in order; `version` rises with each. */
export type TaskStatus = 'PROVISIONING' | 'PENDING' | 'ACTIVATING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'DEPROVISIONING' | 'STOPPED';

/** Why a task is stopped: the two texts of the API. */
export interface StopReason {
  readonly stopCode: 'TaskFailedToStart' | 'EssentialContainerExited' | 'UserInitiated' | 'ServiceSchedulerInitiated';
  readonly stoppedReason: string;
}

/** One task. `description` is what DescribeTasks answers and what events carry. */
export interface TaskRecord {
  readonly arn: string;
  readonly serviceArn: string;
  readonly deploymentId: string;
  readonly revision: RevisionRecord;
  status: TaskStatus;
  description: Task & { readonly containers: readonly [Container] };
  running: RunningTask | undefined;
  /** Its registration in the service's target group. */
  target: Target | undefined;
  /** Set when it must end; the first reason stays. */
  stopping: StopReason | undefined;
  /** Called once when `stopping` is set. */
  readonly askToStop: (reason: StopReason) => void;
  /** True once it was healthy (or running, without a load balancer): a crash after that is no failed start. */
  proven: boolean;
}

/** One ECS service deployment. */
export interface DeploymentRecord {
  readonly id: string;
  readonly revision: RevisionRecord;
  readonly createdAt: Date;
  updatedAt: Date;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
  /** Consecutive failed tasks; a task that becomes healthy sets it to 0. */
  failedTasks: number;
  /** No task is started before this, after failures or without capacity; epoch ms. */
  notBeforeMs: number;
  placementFailures: number;
  /** Image as written → image by digest: resolved once, so that a moved tag cannot mix versions. */
  readonly resolvedImages: Map<string, { readonly image: string; readonly digest?: string }>;
}

/** One ECS service. */
export interface ServiceRecord {
  readonly arn: string;
  readonly name: string;
  readonly clusterArn: string;
  readonly createdAt: Date;
  desiredCount: number;
  graceSeconds: number;
  circuitBreaker: boolean;
  minimumHealthyPercent: number;
  maximumPercent: number;
  availabilityZoneRebalancing: 'ENABLED' | 'DISABLED';
  readonly loadBalancers: readonly LoadBalancer[];
  /** Members that are answered as given and have no behaviour here. */
  passive: Pick<Service, 'networkConfiguration' | 'enableExecuteCommand' | 'enableECSManagedTags' | 'propagateTags' | 'platformVersion'>;
  readonly tags: readonly Tag[];
  /** Newest first; the first is PRIMARY. */
  deployments: DeploymentRecord[];
  events: ServiceEvent[];
  /** True since the last steady-state event, until something is missing again. */
  steady: boolean;
}

/** Everything the modelled ECS remembers. */
export interface EcsState {
  readonly clusters: Map<string, { readonly name: string; readonly tags: readonly Tag[] }>;
  readonly services: Map<string, ServiceRecord>;
  readonly tasks: Map<string, TaskRecord>;
  readonly families: Map<string, RevisionRecord[]>;
  /** Tasks that may exist at once; undefined: no limit. */
  capacityTasks: number | undefined;
}

export function emptyEcsState(): EcsState {
  return { clusters: new Map(), services: new Map(), tasks: new Map(), families: new Map(), capacityTasks: undefined };
}
