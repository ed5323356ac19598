import type { Json } from '../../local/asl/json.ts';
import { MachineBench } from './machine-bench.ts';

const beginsMs = new MachineBench({}).clock.now().getTime();

/** Notes from now on when the rule is changed, by whomever: seconds since the bench was made. */
export function writtenSeconds(bench: MachineBench): () => readonly number[] {
  const written: number[] = [];
  let { actions } = bench;
  Object.defineProperty(bench, 'actions', {
    get: () => actions,
    set: (value: Json) => {
      written.push(secondsOf(bench));
      actions = value;
    },
  });
  return () => written;
}

/** Seconds since a bench was made: its clock stands still when nothing is to come. */
export function secondsOf({ clock }: Pick<MachineBench, 'clock'>): number {
  return (clock.now().getTime() - beginsMs) / 1_000;
}
