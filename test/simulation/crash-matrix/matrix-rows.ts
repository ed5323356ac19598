import { createHash } from 'node:crypto';
import type { MadeCall } from './record-calls.ts';

/** The calls of one reference run, in order. */
export interface Recorded {
  readonly reference: string;
  readonly service: string;
  readonly made: readonly MadeCall[];
  /** Ordinal of the first call from which on the run's own trouble had begun; infinite when it has none. */
  readonly troubledFrom: number;
}

/** Calls of a reference run that get cells of their own. */
export interface Rows {
  readonly reference: string;
  readonly calls: readonly MadeCall[];
}

/**
 * Leaves out what would repeat another row:
 *
 * - **Looks.** Within one run, a call is the same row as an earlier one when the same state or function makes it for the same reason, as
 *   the same one of its calls (a read that goes on page by page is one), towards the same answer, with users alike: none, some or all of them on the candidate.
 * - **Shared pasts.** A call of a run is left to an earlier run of the same service when the run's own trouble has not begun, and both had made
 *   the same calls for the same reasons, with the same outcome and under the same weights, and others had made the same changes.
 */
export function matrixRows(runs: readonly Recorded[]): readonly Rows[] {
  const pasts = new Set<string>();
  return runs.map(({ reference, service, made, troubledFrom }) => {
    const looks = new Set<string>();
    let past = service;
    const calls = made.filter((call) => {
      const look = lookOf(call);
      const own = call.ordinal < troubledFrom ? '' : reference;
      past = createHash('sha256')
        .update([past, look, JSON.stringify(call.weights), call.outcome, call.others, own].join(' '))
        .digest('hex');
      const isNew = !looks.has(look) && !pasts.has(past);
      looks.add(look);
      pasts.add(past);
      return isNew;
    });
    return { reference, calls };
  });
}

function lookOf({ actor, state, target, place, invocation, weights }: MadeCall): string {
  return [actor.name, state, target, place, invocation?.asked, invocation?.answer, usersOf(weights)].join(' ');
}

function usersOf(weights: MadeCall['weights']): 'none' | 'some' | 'all' {
  if (weights.candidate === 0) return 'none';
  return weights.stable === 0 ? 'all' : 'some';
}
