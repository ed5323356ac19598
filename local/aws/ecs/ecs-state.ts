import type { LoadBalancer, Service, ServiceEvent, Tag } from '@aws-sdk/client-ecs';
import type { RevisionRecord } from './revision-record.ts';
import type { TaskRecord } from './task-record.ts';

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
