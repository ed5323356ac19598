import { ImageNotRunnableError, type RunningTask } from '../../tasks/task-runtime.ts';
import { type EcsNeeds, noTaskTimes } from './ecs-needs.ts';
import type { DeploymentRecord, ServiceRecord } from './ecs-state.ts';
import { newTaskDescription, withContainer } from './task-description.ts';
import type { StopReason, TaskRecord, TaskStatus } from './task-record.ts';

/** What a task's life is told to. */
export interface TaskLifeHooks {
  /** After every change of status. */
  readonly changed: (task: TaskRecord) => void;
  /** Once, when it begins to end by itself or because it could not start. */
  readonly failed: (task: TaskRecord, reason: StopReason) => void;
}

const stopTimeoutSecondsDefault = 30;

/**
 * Begins the life of one task of a service and lives it to the end: PROVISIONING, PENDING, ACTIVATING, RUNNING, then DEACTIVATING while
 * its target drains, STOPPING, DEPROVISIONING, STOPPED.
 */
export function startTask(service: ServiceRecord, deployment: DeploymentRecord, needs: EcsNeeds, hooks: TaskLifeHooks): TaskRecord {
  const asked = Promise.withResolvers<void>();
  const description = newTaskDescription(service, { deploymentId: deployment.id, revision: deployment.revision }, needs);
  const task: TaskRecord = {
    arn: description.taskArn ?? '',
    serviceArn: service.arn,
    deploymentId: deployment.id,
    revision: deployment.revision,
    status: 'PROVISIONING',
    description,
    running: undefined,
    target: undefined,
    stopping: undefined,
    askToStop: (reason) => {
      if (task.stopping !== undefined) return;
      task.stopping = reason;
      const stopped = { desiredStatus: 'STOPPED', stoppingAt: needs.clock.now(), ...reason };
      task.description = { ...task.description, ...stopped };
      asked.resolve();
    },
    proven: false,
  };
  void new TaskLife(task, { service, deployment, needs, hooks, asked: asked.promise }).live();
  return task;
}

interface Surroundings {
  readonly service: ServiceRecord;
  readonly deployment: DeploymentRecord;
  readonly needs: EcsNeeds;
  readonly hooks: TaskLifeHooks;
  /** Resolves when the task was asked to stop. */
  readonly asked: Promise<void>;
}

class TaskLife {
  readonly #task: TaskRecord;
  readonly #around: Surroundings;

  constructor(task: TaskRecord, around: Surroundings) {
    this.#task = task;
    this.#around = around;
  }

  async live(): Promise<void> {
    const { needs } = this.#around;
    const times = needs.times ?? noTaskTimes;
    this.#enter('PROVISIONING');
    await needs.clock.sleep(times.provisioningSeconds * 1_000);
    const running = this.#task.stopping === undefined ? await this.#launch(times.pullSeconds) : undefined;
    if (running !== undefined) await this.#run(running);
    this.#enter('DEPROVISIONING');
    await needs.clock.sleep(times.deprovisioningSeconds * 1_000);
    const attachments = (this.#task.description.attachments ?? []).map((attachment) => ({ ...attachment, status: 'DELETED' }));
    this.#change({ stoppedAt: needs.clock.now(), attachments });
    this.#enter('STOPPED');
  }

  async #launch(pullSeconds: number): Promise<RunningTask | undefined> {
    const { clock, runtime, line } = this.#around.needs;
    this.#enter('PENDING');
    this.#change({ pullStartedAt: clock.now() });
    const resolved = this.#resolveImage();
    await clock.sleep(pullSeconds * 1_000);
    if (resolved === undefined)
      return this.#failToStart('CannotPullContainerError: pull image manifest has been retried 1 time(s): image not found');
    this.#change({ pullStoppedAt: clock.now() });
    if (resolved.digest !== undefined) this.#task.description = withContainer(this.#task.description, { imageDigest: resolved.digest });
    const definition = this.#task.revision.description.containerDefinitions?.[0];
    const environment = (definition?.environment ?? []).map(({ name = '', value = '' }) => [name, value] as const);
    const told = { taskArn: this.#task.arn, group: `service:${this.#around.service.name}` };
    try {
      return await runtime.start({
        taskArn: this.#task.arn,
        image: resolved.image,
        environment: Object.fromEntries(environment),
        port: definition?.portMappings?.[0]?.containerPort ?? 80,
        stopTimeoutMs: (definition?.stopTimeout ?? stopTimeoutSecondsDefault) * 1_000,
        line: (text) => line?.(text, told),
      });
    } catch (error) {
      const kind = error instanceof ImageNotRunnableError ? 'CannotPullContainerError' : 'CannotStartContainerError';
      return this.#failToStart(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #run(running: RunningTask): Promise<void> {
    const { service, needs, asked } = this.#around;
    this.#task.running = running;
    this.#arrive(running);
    const exited = running.exited.then(() => 'exited' as const);
    const first = await Promise.race([exited, asked]);
    if (first === 'exited') this.#fail({ stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' });
    this.#enter('DEACTIVATING');
    const drained = Promise.all(groupsOf(service).map((arn) => needs.targets.deregister(arn, running.address)));
    // A container that is already gone is not waited for: its target drains without it.
    await Promise.race([drained, exited]);
    this.#enter('STOPPING');
    running.stop();
    const { exitCode } = await running.exited;
    this.#change({ executionStoppedAt: needs.clock.now() });
    this.#task.description = withContainer(this.#task.description, { lastStatus: 'STOPPED', exitCode });
  }

  #arrive({ address }: RunningTask): void {
    const { service, needs } = this.#around;
    const [attachment] = this.#task.description.attachments ?? [];
    const details = [{ name: 'privateIPv4Address', value: address.host }];
    const networkInterfaces = [{ attachmentId: attachment?.id, privateIpv4Address: address.host }];
    this.#change({ attachments: [{ ...attachment, status: 'ATTACHED', details }] });
    this.#task.description = withContainer(this.#task.description, {
      networkInterfaces,
      runtimeId: `${this.#task.arn.slice(this.#task.arn.lastIndexOf('/') + 1)}-0000000001`,
    });
    if (this.#task.stopping !== undefined) return;
    this.#enter('ACTIVATING');
    this.#task.target = address;
    this.#change({ startedAt: needs.clock.now() });
    this.#task.description = withContainer(this.#task.description, { lastStatus: 'RUNNING' });
    for (const arn of groupsOf(service)) needs.targets.register(arn, address);
    this.#enter('RUNNING');
  }

  /** The image by digest, the same for every task of a deployment; undefined when the registry has none. */
  #resolveImage(): { readonly image: string; readonly digest?: string } | undefined {
    const { deployment, needs } = this.#around;
    const written = this.#task.description.containers[0].image ?? '';
    const known = deployment.resolvedImages.get(written) ?? needs.images.resolve(written);
    if (known === 'missing') return undefined;
    deployment.resolvedImages.set(written, known);
    return known;
  }

  #failToStart(stoppedReason: string): undefined {
    this.#task.description = withContainer(this.#task.description, { lastStatus: 'STOPPED', reason: stoppedReason });
    this.#fail({ stopCode: 'TaskFailedToStart', stoppedReason });
  }

  #fail(reason: StopReason): void {
    if (this.#task.stopping !== undefined) return;
    this.#task.askToStop(reason);
    this.#around.hooks.failed(this.#task, reason);
  }

  #change(change: Partial<TaskRecord['description']>): void {
    this.#task.description = { ...this.#task.description, ...change };
  }

  #enter(status: TaskStatus): void {
    this.#task.status = status;
    this.#change({ lastStatus: status, version: (this.#task.description.version ?? 0) + 1 });
    this.#around.hooks.changed(this.#task);
  }
}

function groupsOf(service: ServiceRecord): string[] {
  return service.loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
}
