import type { Signal } from './deployment.ts';

/**
 * Whether a signal that comes after the first one is worth a line in the log. A redelivery is not, and of tasks that crash there may be hundreds
 * by the time the candidate is stopped.
 */
export function isNews(signal: Signal, first: Signal): boolean {
  if (signal.kind === 'task-stopped' && first.kind === 'task-stopped') return false;
  return JSON.stringify(signal) !== JSON.stringify(first);
}
