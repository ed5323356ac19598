import type { Container, Task } from '@aws-sdk/client-ecs';
import type { RunningTask } from '../../tasks/task-runtime.ts';
import type { Target } from '../elb/target-registry.ts';
import type { RevisionRecord } from './revision-record.ts';

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
