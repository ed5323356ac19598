import { describe, expect, it } from 'vitest';
import { runOnAllCores } from '../../../bench/command/worker-pool.ts';

const worker = (script: string) =>
  new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${script}`)}`);
/** Answers the double, and fails on 0. */
const doubling = worker(
  `parentPort.on('message', (n) => { if (n === 0) throw new RangeError('nothing'); parentPort.postMessage(2 * n); });`,
);

describe('workers', () => {
  it('answer every task, whichever of them takes it', async () => {
    const tasks = Array.from({ length: 50 }, (_, index) => index + 1);
    const answers = new Map<number, number>();
    await runOnAllCores<number, number>(
      doubling,
      () => tasks.shift(),
      (answer, task) => void answers.set(task, answer),
      3,
    );
    expect([...answers].toSorted(([one], [other]) => one - other)).toEqual(
      Array.from({ length: 50 }, (_, index) => [index + 1, 2 * index + 2]),
    );
  });

  it('are all ended when one of them fails: no other takes a further task', async () => {
    let taken = 0;
    const endless = () => (taken++ === 0 ? 0 : 1);
    await expect(runOnAllCores<number, number>(doubling, endless, () => undefined, 2)).rejects.toThrow('nothing');
    const takenThen = taken;
    const others = Array.from({ length: 100 }, () => 1);
    await runOnAllCores<number, number>(
      doubling,
      () => others.shift(),
      () => undefined,
      2,
    );
    expect(taken).toBe(takenThen);
  });
});
