import { quantileOf } from '../command/quantile.ts';
import { table } from '../report/safety-page.ts';
import type { Measured } from './clock-worker.ts';
import type { Cause, Measurement, RollbackTimes } from './measure-rollback.ts';

/** Every measurement of one cause, with or without throttling. */
export interface ClockRow {
  readonly cause: Cause;
  readonly throttled: boolean;
  readonly measured: readonly Measured[];
}

const causes: Readonly<Record<Cause, string>> = {
  alarm: 'slow answers, found by an alarm',
  crash: 'a crashed task, found by its event',
  judged: 'a few errors, found by the judge',
};

const clocks: readonly (keyof RollbackTimes)[] = ['onsetToDetected', 'detectedToAccepted', 'acceptedToLastServed', 'signalToConfirmed'];

/** Goals for the time from the signal to the rule read back, milliseconds of the world at p99. */
export const goalMs = { usual: 2_000, throttled: 30_000 } as const;

/** Puts measurements into rows. */
export function rowsOf(all: readonly (readonly [Measurement, Measured])[]): readonly ClockRow[] {
  const keys = [false, true].flatMap((throttled) => (['alarm', 'crash', 'judged'] as const).map((cause) => ({ cause, throttled })));
  return keys.map(({ cause, throttled }) => ({
    ...{ cause, throttled },
    measured: all.filter(([of]) => of.cause === cause && of.throttled === throttled).map(([, measured]) => measured),
  }));
}

/** One clock of a row, world milliseconds; 0 when nothing was measured. */
export function quantiles({ measured }: ClockRow, clock: keyof RollbackTimes): { readonly p50: number; readonly p99: number } {
  const values = measured.flatMap((each) => (each.kind === 'times' ? [each.times[clock]] : [])).sort((a, b) => a - b);
  return { p50: quantileOf(values, 0.5), p99: quantileOf(values, 0.99) };
}

/** What misses its goal, in words; empty when nothing does. */
export function missedGoals(rows: readonly ClockRow[]): readonly string[] {
  return rows.flatMap((row) => {
    const goal = row.throttled ? goalMs.throttled : goalMs.usual;
    const { p99 } = quantiles(row, 'signalToConfirmed');
    const lost = row.measured.flatMap((each) => (each.kind === 'lost' ? [each.because] : []));
    const name = `${row.cause}${row.throttled ? ', throttled' : ''}`;
    const none = row.measured.length === 0 ? [`${name}: nothing was measured`] : [];
    const slow = p99 <= goal ? [] : [`${name}: p99 is ${p99} ms, the goal ${goal} ms`];
    return [...none, ...slow, ...lost];
  });
}

/** The rows as people read them. */
export function clockTable(rows: readonly ClockRow[]): string {
  const seconds = (ms: number) => (ms / 1_000).toFixed(ms < 10_000 ? 2 : 0);
  const head = [
    'what goes wrong',
    'calls refused',
    'runs',
    'onset → detected',
    'detected → accepted',
    'accepted → last user',
    'signal → restored and confirmed',
  ];
  return table(
    head,
    rows.map((row) => [
      causes[row.cause],
      row.throttled ? 'half' : 'none',
      row.measured.length,
      ...clocks.map((clock) => {
        const { p50, p99 } = quantiles(row, clock);
        return `${seconds(p50)} / ${seconds(p99)}`;
      }),
    ]),
  );
}
