// Planted mistakes and the crash matrix import it from here.
export { runOnAllCores } from '../../../bench/command/worker-pool.ts';
