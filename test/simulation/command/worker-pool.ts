import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/**
 * Gives tasks to workers, one at a time each, until there are none; `answered` hears of each answer as it comes. A worker posts one message
 * for each that it gets.
 *
 * @param next the next task; undefined: there are no more.
 * @throws what a worker throws; the others are ended too.
 */
export async function runOnAllCores<Task, Answer>(
  worker: URL,
  next: () => Task | undefined,
  answered: (answer: Answer, task: Task) => void,
  workers = availableParallelism(),
): Promise<void> {
  const work = async (): Promise<void> => {
    const thread = new Worker(worker);
    try {
      for (let task = next(); task !== undefined; task = next()) {
        thread.postMessage(task);
        const [answer] = (await once(thread, 'message')) as [Answer];
        answered(answer, task);
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}
