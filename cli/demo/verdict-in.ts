import type { Verdict } from '../../core/analysis/verdict.ts';
import type { HistoryEvent } from './watch-deployment.ts';

/** What the judge said last, from the output of state `NextStep` as the console shows it; undefined when it never looked. */
export function verdictIn(events: readonly HistoryEvent[]): Verdict | undefined {
  const looks = events.flatMap(({ stateExitedEventDetails: left }) => (left?.name === 'NextStep' ? (left.output ?? '{}') : []));
  return looks.map((output) => (JSON.parse(output) as { readonly verdict?: Verdict }).verdict).findLast((verdict) => verdict !== undefined);
}
