import type { ProbeAnswer } from '../aws/elb/target-health.ts';
import type { Probe } from '../aws/elb/target-registry.ts';
import type { Clock } from '../clock.ts';
import { ImageNotRunnableError, type RunningTask, type TaskRuntime, type TaskStart } from './task-runtime.ts';

/** How the containers of an image behave, in world time. */
export interface ImageBehaviour {
  /** From start to running. */
  readonly startSeconds: number;
  /** When and how it ends by itself; absent: never. 0 seconds: at start. */
  readonly crash?: { readonly afterSeconds: number; readonly exitCode: number };
  /** What health checks get, from that many seconds after it runs; before that, connections are refused. */
  readonly health: { readonly afterSeconds: number; readonly answer: ProbeAnswer };
  /** From SIGTERM to exit. Beyond the stop timeout it is killed. */
  readonly stopSeconds: number;
}

/** Well at once: starts in a second, healthy for ever, stops in a second. */
export const wellBehaved: ImageBehaviour = {
  startSeconds: 1,
  health: { afterSeconds: 0, answer: { kind: 'status', status: 200 } },
  stopSeconds: 1,
};

/** A runtime without processes, and the probe that knows how its containers feel. */
export interface ModelledRuntime {
  readonly runtime: TaskRuntime;
  readonly probe: Probe;
  /** Ends a running container from outside, as a crash under load would. False when there is none of that task. */
  readonly crash: (taskArn: string, exitCode: number) => boolean;
}

interface Container {
  readonly taskArn: string;
  readonly runsSince: number;
  readonly behaviour: ImageBehaviour;
  readonly end: (exitCode: number) => void;
}

/** Runs images by their described behaviour. An image without one cannot be run. */
export function modelledRuntime(needs: {
  readonly clock: Clock;
  readonly behaviour: (image: string) => ImageBehaviour | undefined;
}): ModelledRuntime {
  const containers = new Map<string, Container>();
  let count = 0;
  const start = async (task: TaskStart): Promise<RunningTask> => {
    const behaviour = needs.behaviour(task.image);
    if (behaviour === undefined) throw new ImageNotRunnableError(task.image);
    await needs.clock.sleep(behaviour.startSeconds * 1_000);
    count += 1;
    const address = { host: `10.0.${(count >> 8) & 255}.${count & 255}`, port: task.port };
    return run(task, behaviour, address);
  };
  const run = (task: TaskStart, behaviour: ImageBehaviour, address: RunningTask['address']): RunningTask => {
    const { promise: exited, resolve } = Promise.withResolvers<{ readonly exitCode: number }>();
    const end = (exitCode: number) => {
      containers.delete(address.host);
      resolve({ exitCode });
    };
    const { crash } = behaviour;
    containers.set(address.host, { taskArn: task.taskArn, runsSince: needs.clock.now().getTime(), behaviour, end });
    if (crash !== undefined) needs.clock.after(crash.afterSeconds * 1_000, () => end(crash.exitCode));
    const stop = () => {
      const patient = behaviour.stopSeconds * 1_000 <= task.stopTimeoutMs;
      needs.clock.after(patient ? behaviour.stopSeconds * 1_000 : task.stopTimeoutMs, () => end(patient ? 0 : 137));
    };
    return { address, exited, stop };
  };
  return {
    runtime: { start, close: async () => containers.clear() },
    probe: async (target): Promise<ProbeAnswer> => {
      const container = containers.get(target.host);
      if (container === undefined) return { kind: 'refused' };
      const { afterSeconds, answer } = container.behaviour.health;
      return needs.clock.now().getTime() - container.runsSince >= afterSeconds * 1_000 ? answer : { kind: 'refused' };
    },
    crash: (taskArn, exitCode) => {
      const container = [...containers.values()].find((each) => each.taskArn === taskArn);
      container?.end(exitCode);
      return container !== undefined;
    },
  };
}
