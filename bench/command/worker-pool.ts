import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/**
 * Gives tasks to workers, one at a time each, until there are none; `answered` hears of each answer as it comes. A worker posts one message
 * for each that it gets.
 *
 * @param next the next task; undefined: there are no more.
 * @throws what a worker throws; the others are ended too, in the middle of their tasks.
 */
export async function runOnAllCores<Task, Answer>(
  worker: URL,
  next: () => Task | undefined,
  answered: (answer: Answer, task: Task) => void,
  workers = availableParallelism(),
): Promise<void> {
  const threads = Array.from({ length: workers }, () => new Worker(worker));
  const work = async (thread: Worker): Promise<void> => {
    for (let task = next(); task !== undefined; task = next()) {
      thread.postMessage(task);
      const [answer] = (await once(thread, 'message')) as [Answer];
      answered(answer, task);
    }
  };
  try {
    await Promise.all(threads.map(work));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
