import type { Probe } from '../../../local/aws/elb/target-registry.ts';
import type { VirtualClock } from '../../../local/clocks/virtual-clock.ts';
import { modelledRuntime, wellBehaved } from '../../../local/tasks/modelled-runtime.ts';
import { ImageNotRunnableError, type TaskRuntime } from '../../../local/tasks/task-runtime.ts';
import type { Injections } from '../faults/injections.ts';
import type { VersionBook } from './version-book.ts';

/** What runs at an address. */
export interface Listening {
  readonly version: string;
  readonly sinceMs: number;
  readonly image: string;
}

/** Runs tasks by the manners of their versions, as faults allow. */
export function runningTasks(clock: VirtualClock, versions: VersionBook, injections: Injections) {
  const behaviour = (image: string) => versions.of(image)?.manner.image ?? wellBehaved;
  const { runtime, probe, crash } = modelledRuntime({ clock, behaviour });
  const listening = new Map<string, Listening>();
  const start: TaskRuntime['start'] = async (task) => {
    const trouble = injections.taskStart(task);
    if (trouble === 'refused') throw new ImageNotRunnableError(task.image);
    if (trouble !== undefined) await clock.sleep(trouble);
    const running = await runtime.start(task);
    const { host } = running.address;
    listening.set(host, { version: versions.of(task.image)?.tag ?? 'unknown', sinceMs: clock.now().getTime(), image: task.image });
    void running.exited.then(() => listening.delete(host));
    return running;
  };
  const checked: Probe = async (target, check) => {
    const image = listening.get(target.host)?.image;
    if (image !== undefined && injections.healthCheck(image) === 'fails') return { kind: 'status', status: 500 };
    return probe(target, check);
  };
  return { runtime: { start, close: () => runtime.close() }, probe: checked, crash, at: (host: string) => listening.get(host) };
}
