import { parentPort } from 'node:worker_threads';
import { type Hunt, hunt } from './hunt.ts';
import type { PlantedFault } from './planted-fault.ts';

/** One fault to hunt. */
export interface HuntTask extends Hunt {
  readonly fault: PlantedFault;
}

parentPort?.on('message', async ({ fault, ...wanted }: HuntTask) => {
  parentPort?.postMessage(await hunt(fault, wanted));
});
