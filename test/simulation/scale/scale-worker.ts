import { parentPort } from 'node:worker_threads';
import { measureScale, type ScaleRun } from './measure-scale.ts';

parentPort?.on('message', async (run: ScaleRun) => {
  parentPort?.postMessage(await measureScale(run, (line) => process.stderr.write(`${run.real} at once: ${line}\n`)));
});
