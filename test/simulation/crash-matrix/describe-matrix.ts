import { table } from '../report/safety-page.ts';
import { callsWithoutRows } from './calls-without-rows.ts';
import { type Cell, cellId, type Phase, type Victim } from './cells.ts';
import { isBad, type Matrix } from './crash-matrix.ts';
import { referenceRuns } from './reference-runs.ts';
import type { CellResult } from './run-reference.ts';

const victims: Readonly<Record<Victim, string>> = {
  function: 'function dies',
  'function, silently': 'function dies, nobody hears',
  execution: 'execution is stopped',
  'execution, silently': 'execution is stopped, nobody hears',
  call: 'call fails',
};
const phases: readonly Phase[] = ['before', 'during', 'after'];

/** The matrix as a table: a row for each state's or function's call, and how many cells were run before, during and after it. */
export function describeMatrix({ references, results }: Matrix): string {
  const rows = Map.groupBy(results, ({ cell }) => placeOf(cell));
  const head = ['state or function', 'call', ...Object.values(victims), 'violations'];
  const lines = [...rows]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([place, cells]) => [
      ...place.split('|'),
      ...Object.keys(victims).map((victim) => counted(cells, victim)),
      cells.filter(isBad).length,
    ]);
  const bad = results.filter(isBad);
  const broken = references.filter(({ violations }) => violations.length > 0);
  return [
    `${results.length} cells at ${rows.size} calls of ${references.length} runs; ${bad.length} violated. A cell counts "before · during · after" the call.`,
    table(head, lines),
    table(
      ['reference run', 'what happens in it'],
      referenceRuns.map(({ name, about }) => [name, about]),
    ),
    `Calls that policies allow, and that no run makes:\n\n${callsWithoutRows.map(({ actor, targets, because }) => `- ${actor}, ${targets.join(', ')}: ${because}.`).join('\n')}`,
    ...broken.map(
      ({ reference, violations }) => `Without any crash, "${reference}": ${violations.map(({ because }) => because).join('; ')}`,
    ),
    ...bad.map(describeCell),
  ].join('\n\n');
}

/** One line for a cell that went wrong, and how to see it again. */
export function describeCell({ cell, run, error }: CellResult): string {
  const wrong = error ?? run.violations.map(({ id, oracle, because }) => `${id} ${oracle}: ${because}`).join('; ');
  return `- \`--crash-cell "${cellId(cell)}"\` (${cell.state ?? cell.actor.name}, ${cell.target}): ${wrong}`;
}

function placeOf({ actor, state, target }: Cell): string {
  const where = state === undefined ? actor.name : `${state}${actor.name === 'sluice-restore' ? ', restoring' : ''}`;
  return `${where}|${target}`;
}

function counted(cells: readonly CellResult[], victim: string): string {
  const of = cells.filter(({ cell }) => cell.victim === victim);
  if (of.length === 0) return '';
  return phases.map((phase) => of.filter(({ cell }) => cell.phase === phase).length || '–').join(' · ');
}
