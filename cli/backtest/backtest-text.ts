import type { Backtest, Moment } from '../../core/analysis/backtest.ts';
import { grouped } from '../../core/analysis/figures.ts';
import { table } from '../demo/report.ts';

/** What one configuration would have done. */
export interface Tried {
  readonly configuration: string;
  readonly result: Backtest;
  readonly notes: readonly string[];
}

const header = ['configuration', 'verdict', 'at', 'after', 'safe after', 'candidate requests', 'failed', 'e-value'];

/** For people: one row for each configuration, then why, and what was left out. */
export function backtestText(title: string, all: readonly Tried[]): string {
  const rows = all.map(({ configuration, result }) => [configuration, ...rowOf(result)]);
  const reasons = all.map(({ configuration, result }) => `  ${configuration}: ${reasonOf(result)}`);
  const notes = all.flatMap(({ configuration, notes: some }) => some.map((note) => `  ${configuration}: ${note}`));
  const noted = notes.length === 0 ? [] : ['', 'Note:', ...notes];
  return [title, '', table([header, ...rows]), '', 'Because:', ...reasons, ...noted].join('\n');
}

function rowOf(result: Backtest): readonly string[] {
  const decided = decisive(result);
  const verdict = { 'rolled-back': 'rolled back', safe: 'safe', undecided: 'undecided' }[result.kind];
  const { requests, failed } = decided?.exposure ?? {};
  return [
    verdict,
    decided === undefined ? '–' : new Date(decided.at * 1_000).toISOString().replace('.000Z', 'Z'),
    after(decided),
    after(result.safe),
    requests === undefined ? '–' : grouped(requests),
    failed === undefined ? '–' : grouped(failed),
    decided?.eValue === undefined ? '–' : eValue(decided.eValue),
  ];
}

/** The moment that made the verdict; without a verdict, the last one. */
function decisive({ rollback, safe, last }: Backtest): Moment | undefined {
  return rollback ?? safe ?? last;
}

function reasonOf(result: Backtest): string {
  return decisive(result)?.because ?? 'no block with users';
}

function after(moment: Moment | undefined): string {
  return moment === undefined ? '–' : `${Number((moment.afterSeconds / 60).toFixed(1))} min`;
}

function eValue(value: number): string {
  return value < 10_000 ? `${Number(value.toPrecision(3))}` : value.toExponential(1).replace('e+', 'e');
}
