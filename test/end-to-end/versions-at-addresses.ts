import type { TaskRuntime } from '../../local/tasks/task-runtime.ts';

/** A runtime that remembers which version listens where. */
export interface Addresses {
  readonly runtime: TaskRuntime;
  /** Undefined when nothing listens there. */
  readonly versionAt: (host: string) => string | undefined;
}

/** Wraps a runtime. `versionOf` names the version behind an image reference. */
export function versionsAtAddresses(runtime: TaskRuntime, versionOf: (image: string) => string): Addresses {
  const versions = new Map<string, string>();
  const start: TaskRuntime['start'] = async (task) => {
    const running = await runtime.start(task);
    const { host } = running.address;
    versions.set(host, versionOf(task.image));
    void running.exited.then(() => versions.delete(host));
    return running;
  };
  return { runtime: { start, close: () => runtime.close() }, versionAt: (host) => versions.get(host) };
}
