import { awsLatencies } from '../../../local/latency.ts';
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

/** What is measured, as the table heads it. */
const clocks: Readonly<Record<keyof RollbackTimes, string>> = {
  onsetToDetected: 'onset → detected',
  detectedToAccepted: 'detected → accepted',
  acceptedToLastServed: 'accepted → last user',
  signalToConfirmed: 'signal → restored and confirmed',
  signalToLastUser: 'signal → last user',
};

/** Goals for the time from the signal to the rule read back, milliseconds of the world at p99. The time to the last user is held against them too. */
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
function quantiles({ measured }: ClockRow, clock: keyof RollbackTimes): { readonly p50: number; readonly p99: number } {
  const values = measured.flatMap((each) => (each.kind === 'times' ? [each.times[clock]] : [])).sort((a, b) => a - b);
  return { p50: quantileOf(values, 0.5), p99: quantileOf(values, 0.99) };
}

/** What misses its goal by one clock, in words; empty when nothing does. */
export function missedGoals(rows: readonly ClockRow[], clock: keyof RollbackTimes = 'signalToConfirmed'): readonly string[] {
  return rows.flatMap((row) => {
    const goal = row.throttled ? goalMs.throttled : goalMs.usual;
    const { p99 } = quantiles(row, clock);
    const lost = row.measured.flatMap((each) => (each.kind === 'lost' ? [each.because] : []));
    const name = `${row.cause}${row.throttled ? ', throttled' : ''}`;
    const none = row.measured.length === 0 ? [`${name}: nothing was measured`] : [];
    const slow = p99 <= goal ? [] : [`${name}: p99 is ${p99} ms, the goal ${goal} ms`];
    return [...none, ...slow, ...lost];
  });
}

/** The rows as people read them, and which goal is met by the rule and which by users. */
export function clockTable(rows: readonly ClockRow[]): string {
  const head = ['what goes wrong', 'calls refused', 'runs', ...Object.values(clocks)];
  const cells = rows.map((row) => [
    ...[causes[row.cause], row.throttled ? 'half' : 'none', row.measured.length],
    ...clockNames.map((clock) => {
      const { p50, p99 } = quantiles(row, clock);
      return `${seconds(p50)} / ${seconds(p99)}`;
    }),
  ]);
  return `${table(head, cells)}\n\n${bothGoals(rows)}`;
}

const clockNames = Object.keys(clocks) as readonly (keyof RollbackTimes)[];

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(ms < 10_000 ? 2 : 0);
}

/** The rule says what ELB was told, and users meet what its load balancers do: one may be in time and the other late. */
function bothGoals(rows: readonly ClockRow[]): string {
  const { p50Ms, p99Ms } = awsLatencies.weightPropagation;
  return [
    `- Restored and confirmed, which is the rule read back: p99 ${verdicts(rows, 'signalToConfirmed')}.`,
    `- Last user, the later of that and the last moment at which a request was sent to the candidate: p99 ${verdicts(rows, 'signalToLastUser')}.`,
    `  It includes what ELB takes to act on a changed rule, which is assumed (p50 ${p50Ms} ms, p99 ${p99Ms} ms) and not in Sluice's hands.`,
    '  A request that is already open on the candidate then is not counted.',
  ].join('\n');
}

function verdicts(rows: readonly ClockRow[], clock: keyof RollbackTimes): string {
  const verdict = (throttled: boolean, goal: string): string => {
    const ofThese = rows.filter((row) => row.throttled === throttled);
    const missed = missedGoals(ofThese, clock);
    return `within ${goal}: ${missed.length === 0 ? 'met' : `missed (${missed.join(', ')})`}`;
  };
  const [usual, throttled] = [`${goalMs.usual / 1_000} s`, `${goalMs.throttled / 1_000} s when half of the calls are refused`];
  return `${verdict(false, usual)}; ${verdict(true, throttled)}`;
}
