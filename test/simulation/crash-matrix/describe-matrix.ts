import { counted } from '../command/counted.ts';
import { table } from '../report/safety-page.ts';
import { callsWithoutRows } from './calls-without-rows.ts';
import { cellId, type Phase, type Victim } from './cells.ts';
import { isBad, type Matrix } from './crash-matrix.ts';
import type { MadeCall } from './record-calls.ts';
import { referenceRuns } from './reference-runs.ts';
import type { CellResult } from './run-reference.ts';

const victims: Readonly<Record<Victim, string>> = {
  function: 'function dies',
  'function, silently': 'function dies, nobody hears',
  execution: 'execution is stopped',
  'execution, silently': 'execution is stopped, nobody hears',
  call: 'call fails',
};
const leftOut =
  'The other calls repeat one that has cells: the same state or function made it earlier in its run, for the same reason, towards the same answer, with users alike (none, some or all of them on the candidate); or an earlier run of the same service had come to it by the same calls with the same outcomes, before what either is about had begun.';
const phases: readonly Phase[] = ['before', 'during', 'after'];

/** The matrix as a table: a row for each state's or function's call, how many of these have cells, and how many were run before, during and after. */
export function describeMatrix({ references, results }: Matrix): string {
  const rows = Map.groupBy(results, ({ cell }) => placeOf(cell));
  const made = references.flatMap((reference) => reference.made);
  const madeAt = Map.groupBy(made, placeOf);
  const head = ['state or function', 'call', 'calls', ...Object.values(victims), 'violations'];
  const lines = [...rows]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([place, cells]) => [
      ...place.split('|'),
      `${callsIn(cells)} of ${madeAt.get(place)?.length ?? 0}`,
      ...Object.keys(victims).map((victim) => countedAt(cells, victim)),
      cells.filter(isBad).length,
    ]);
  const bad = results.filter(isBad);
  const broken = references.filter(({ violations }) => violations.length > 0);
  return [
    `${number(results.length)} cells at ${number(callsIn(results))} of the ${number(made.length)} calls of ${counted(references.length, 'run')}; ${bad.length} violated. ${leftOut} A cell counts "before · during · after" the call.`,
    table(head, lines),
    matrixLists(),
    ...broken.map(
      ({ reference, violations }) => `Without any crash, "${reference}": ${violations.map(({ because }) => because).join('; ')}`,
    ),
    ...bad.map(describeCell),
  ].join('\n\n');
}

/** What of the matrix no run measures: its reference runs, and which calls have no row. */
export function matrixLists(): string {
  const runs = referenceRuns.map(({ name, about }) => [name, about]);
  const without = callsWithoutRows.map(({ actor, targets, because }) => `- ${actor}, ${targets.join(', ')}: ${because}.`);
  return `${table(['reference run', 'what happens in it'], runs)}\n\nCalls that policies allow, and that no run makes:\n\n${without.join('\n')}`;
}

/** One line for a cell that went wrong, and how to see it again. */
export function describeCell({ cell, run, error }: CellResult): string {
  const wrong = error ?? run.violations.map(({ id, oracle, because }) => `${id} ${oracle}: ${because}`).join('; ');
  return `- \`--crash-cell "${cellId(cell)}"\` (${cell.state ?? cell.actor.name}, ${cell.target}): ${wrong}`;
}

function placeOf({ actor, state, target }: Pick<MadeCall, 'actor' | 'state' | 'target'>): string {
  const where = state === undefined ? actor.name : `${state}${actor.name === 'sluice-restore' ? ', restoring' : ''}`;
  return `${where}|${target}`;
}

function callsIn(cells: readonly CellResult[]): number {
  return new Set(cells.map(({ cell: { reference, ordinal } }) => `${reference}/${ordinal}`)).size;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function countedAt(cells: readonly CellResult[], victim: string): string {
  const of = cells.filter(({ cell }) => cell.victim === victim);
  if (of.length === 0) return '';
  return phases.map((phase) => of.filter(({ cell }) => cell.phase === phase).length || '–').join(' · ');
}
