import { identifiers } from '../identifiers.ts';
import { decideScheduling, type ScheduledTask } from './decide-scheduling.ts';
import { type EcsEvents, ecsEvents } from './ecs-events.ts';
import type { EcsNeeds } from './ecs-needs.ts';
import type { DeploymentRecord, EcsState, ServiceRecord } from './ecs-state.ts';
import { breakerThreshold, retrySeconds } from './failed-starts.ts';
import type { RevisionRecord } from './revision-record.ts';
import { startTask } from './task-life.ts';
import type { StopReason, TaskRecord } from './task-record.ts';

/** DescribeTasks answers a stopped task for at least an hour. */
const stoppedVisibleMs = 3_600_000;
const placementRetryMs = 30_000;

/** Keeps services at their size and replaces what fails; asks {@link decideScheduling} what to do and does it. */
export class Scheduler {
  readonly #state: EcsState;
  readonly #needs: EcsNeeds;
  readonly #events: EcsEvents;
  readonly #awake = new Set<string>();
  #halted = false;

  constructor(state: EcsState, needs: EcsNeeds) {
    this.#state = state;
    this.#needs = needs;
    this.#events = ecsEvents(needs);
    needs.targets.onChange((targetGroupArn, target) => {
      const task = [...state.tasks.values()].find((each) => each.target?.host === target.host && each.target.port === target.port);
      if (task !== undefined && needs.targets.state(targetGroupArn, target) === 'healthy') this.#prove(task);
      if (task !== undefined) this.wake(task.serviceArn);
    });
  }

  get events(): EcsEvents {
    return this.#events;
  }

  /** Starts nothing and stops nothing from now on. */
  halt(): void {
    this.#halted = true;
  }

  /** Looks at a service soon: many reasons at one instant make one look. */
  wake(serviceArn: string, delayMs = 0): void {
    if (delayMs > 0) return void this.#needs.clock.after(delayMs, () => this.wake(serviceArn));
    if (this.#awake.has(serviceArn)) return;
    this.#awake.add(serviceArn);
    this.#needs.clock.after(0, () => {
      this.#awake.delete(serviceArn);
      const service = this.#state.services.get(serviceArn);
      if (service !== undefined && !this.#halted) this.#look(service);
    });
  }

  /** Makes `revision` the service's PRIMARY deployment. */
  deploy(service: ServiceRecord, revision: RevisionRecord): void {
    const at = this.#needs.clock.now();
    const id = `ecs-svc/${identifiers(this.#needs.random).digits(19)}`;
    const deployment: DeploymentRecord = {
      id,
      revision,
      createdAt: at,
      updatedAt: at,
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: `ECS deployment ${id} in progress.`,
      failedTasks: 0,
      notBeforeMs: 0,
      placementFailures: 0,
      resolvedImages: new Map(),
    };
    service.deployments = [deployment, ...service.deployments];
    service.steady = false;
    this.#events.deploymentChanged(service, deployment);
    this.wake(service.arn);
  }

  #look(service: ServiceRecord): void {
    const [primary] = service.deployments;
    if (primary === undefined) return;
    const nowMs = this.#needs.clock.now().getTime();
    const tasks = this.#tasksOf(service);
    const staying = tasks.filter((task) => task.stopping === undefined);
    const mayStart = primary.rolloutState !== 'FAILED' && primary.notBeforeMs <= nowMs;
    const seen = staying.map(
      (task): ScheduledTask => ({
        taskArn: task.arn,
        deployment: task.deploymentId === primary.id ? 'primary' : 'older',
        health: this.#healthOf(service, task),
      }),
    );
    const { start, stop } = decideScheduling({ ...service, mayStart, tasks: seen });
    for (const { taskArn, because } of stop) this.#stop(service, primary, taskArn, because);
    this.#start(service, primary, start);
    this.#settle(service, primary, seen);
  }

  #start(service: ServiceRecord, primary: DeploymentRecord, wanted: number): void {
    if (wanted === 0) return;
    const existing = [...this.#state.tasks.values()].filter((task) => task.status !== 'STOPPED').length;
    const room = Math.max(0, (this.#state.capacityTasks ?? Number.POSITIVE_INFINITY) - existing);
    const count = Math.min(wanted, room);
    for (let started = 0; started < count; started += 1) {
      const task = startTask(service, primary, this.#needs, {
        changed: (changed) => this.#changed(changed),
        failed: (failed, reason) => this.#failed(service, primary, failed, reason),
      });
      this.#state.tasks.set(task.arn, task);
    }
    if (count > 0) this.#events.message(service, `has started ${count} tasks.`);
    if (count === wanted) primary.placementFailures = 0;
    else this.#refusePlacement(service, primary);
  }

  #refusePlacement(service: ServiceRecord, primary: DeploymentRecord): void {
    const delayMs = Math.min(900_000, placementRetryMs * 2 ** primary.placementFailures);
    primary.placementFailures += 1;
    primary.notBeforeMs = this.#needs.clock.now().getTime() + delayMs;
    this.#events.serviceAction(service, { eventType: 'ERROR', eventName: 'SERVICE_TASK_PLACEMENT_FAILURE', reason: 'RESOURCE:FARGATE' });
    this.#events.message(service, 'was unable to place a task. Reason: Capacity is unavailable at this time.');
    this.wake(service.arn, delayMs);
  }

  #stop(service: ServiceRecord, primary: DeploymentRecord, taskArn: string, because: 'scaling' | 'unhealthy'): void {
    const task = this.#state.tasks.get(taskArn);
    const stoppedReason =
      because === 'scaling'
        ? `Scaling activity initiated by (deployment ${primary.id})`
        : `Task failed ELB health checks in (target-group ${service.loadBalancers[0]?.targetGroupArn})`;
    const reason: StopReason = { stopCode: 'ServiceSchedulerInitiated', stoppedReason };
    task?.askToStop(reason);
    const own = service.deployments.find((deployment) => deployment.id === task?.deploymentId);
    if (because === 'unhealthy' && task !== undefined && own !== undefined) this.#countFailure(service, own);
  }

  #changed(task: TaskRecord): void {
    const service = this.#state.services.get(task.serviceArn);
    if (task.status === 'RUNNING' && service !== undefined) {
      if (service.loadBalancers.length === 0) this.#prove(task);
      else this.wake(service.arn, service.graceSeconds * 1_000);
    }
    if (task.status === 'STOPPED') this.#needs.clock.after(stoppedVisibleMs, () => this.#state.tasks.delete(task.arn));
    this.#events.taskChanged(task);
    this.wake(task.serviceArn);
  }

  #failed(service: ServiceRecord, deployment: DeploymentRecord, task: TaskRecord, reason: StopReason): void {
    if (reason.stopCode === 'TaskFailedToStart' || !task.proven) this.#countFailure(service, deployment);
  }

  #countFailure(service: ServiceRecord, deployment: DeploymentRecord): void {
    deployment.failedTasks += 1;
    const delayMs = retrySeconds(deployment.failedTasks) * 1_000;
    deployment.notBeforeMs = this.#needs.clock.now().getTime() + delayMs;
    this.wake(service.arn, delayMs);
    if (deployment.failedTasks === 3) this.#events.serviceAction(service, { eventType: 'WARN', eventName: 'SERVICE_TASK_START_IMPAIRED' });
    const given = service.circuitBreaker && deployment.rolloutState === 'IN_PROGRESS' && deployment === service.deployments[0];
    if (!given || deployment.failedTasks < breakerThreshold(service.desiredCount)) return;
    this.#conclude(service, deployment, 'FAILED', 'ECS deployment circuit breaker: tasks failed to start.');
    this.#events.message(service, `(deployment ${deployment.id}) deployment failed: tasks failed to start.`);
  }

  /** The task has shown that its version can run: the count of consecutive failures starts again. */
  #prove(task: TaskRecord): void {
    task.proven = true;
    const deployment = this.#state.services.get(task.serviceArn)?.deployments.find((each) => each.id === task.deploymentId);
    if (deployment !== undefined && deployment.rolloutState !== 'FAILED') deployment.failedTasks = 0;
  }

  /** Forgets deployments that are gone, and completes the primary one when it stands alone and whole. */
  #settle(service: ServiceRecord, primary: DeploymentRecord, seen: readonly ScheduledTask[]): void {
    const leaving = new Set(
      this.#tasksOf(service)
        .filter(serves)
        .map((task) => task.deploymentId),
    );
    service.deployments = service.deployments.filter((deployment) => deployment === primary || leaving.has(deployment.id));
    const healthy = seen.filter((task) => task.deployment === 'primary' && task.health === 'healthy').length;
    const whole = service.deployments.length === 1 && healthy === service.desiredCount && seen.length === service.desiredCount;
    if (!whole) {
      service.steady = false;
      return;
    }
    if (primary.rolloutState === 'IN_PROGRESS') this.#conclude(service, primary, 'COMPLETED', `ECS deployment ${primary.id} completed.`);
    if (service.steady || primary.rolloutState !== 'COMPLETED') return;
    service.steady = true;
    this.#events.message(service, 'has reached a steady state.');
    this.#events.serviceAction(service, { eventType: 'INFO', eventName: 'SERVICE_STEADY_STATE' });
  }

  #conclude(service: ServiceRecord, deployment: DeploymentRecord, rolloutState: 'COMPLETED' | 'FAILED', reason: string): void {
    Object.assign(deployment, { rolloutState, rolloutStateReason: reason, updatedAt: this.#needs.clock.now() });
    this.#events.deploymentChanged(service, deployment);
  }

  #healthOf(service: ServiceRecord, task: TaskRecord): ScheduledTask['health'] {
    if (task.status !== 'RUNNING' || task.target === undefined) return 'starting';
    const { target } = task;
    const states = service.loadBalancers.map(({ targetGroupArn = '' }) => this.#needs.targets.state(targetGroupArn, target));
    if (states.every((state) => state === 'healthy')) return 'healthy';
    const graceEndsMs = (task.description.startedAt?.getTime() ?? 0) + service.graceSeconds * 1_000;
    return states.includes('unhealthy') && this.#needs.clock.now().getTime() >= graceEndsMs ? 'unhealthy' : 'starting';
  }

  #tasksOf(service: ServiceRecord): TaskRecord[] {
    return [...this.#state.tasks.values()].filter((task) => task.serviceArn === service.arn);
  }
}

/** True until its container is being stopped: a draining task still counts as its deployment's. */
function serves({ status }: TaskRecord): boolean {
  return status !== 'STOPPING' && status !== 'DEPROVISIONING' && status !== 'STOPPED';
}
