import { parentPort } from 'node:worker_threads';
import { type Measurement, measureRollback, type RollbackTimes } from './measure-rollback.ts';

/** What came of one measurement; `lost`: nobody brought the users back in time. */
export type Measured = { readonly kind: 'times'; readonly times: RollbackTimes } | { readonly kind: 'lost'; readonly because: string };

parentPort?.on('message', async (measurement: Measurement) => {
  parentPort?.postMessage(await measured(measurement));
});

async function measured(measurement: Measurement): Promise<Measured> {
  try {
    return { kind: 'times', times: await measureRollback(measurement) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: 'lost', because: error.message };
  }
}
