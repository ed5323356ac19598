import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreDefinition } from '../../../statemachines/restore.ts';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { type Cell, cellId } from './cells.ts';
import { matrixCells } from './crash-matrix.ts';
import { describeCell } from './describe-matrix.ts';
import { referenceRuns } from './reference-runs.ts';
import { recordReference, runCell } from './run-reference.ts';

const text = readFileSync(new URL('../../../statemachines/deployment.asl.json', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'sluice-crash-matrix-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** So many cells fit into some seconds; each run of the suite has the same ones. The command runs all. */
const cellsInSuite = 20;

let recorded: Awaited<ReturnType<typeof recordReference>>[] = [];
let cells: readonly Cell[] = [];
beforeAll(async () => {
  synthesizeSimulated(folder);
  recorded = [];
  for (const reference of referenceRuns) recorded.push(await recordReference(reference, folder));
  cells = matrixCells(recorded);
}, 300_000);

interface State {
  readonly Type: string;
  readonly Branches?: readonly { readonly States: States }[];
  readonly ItemProcessor?: { readonly States: States };
}
type States = Readonly<Record<string, State>>;

/** Every state that calls AWS, those of branches and of iterations too. */
function callingStates(states: States): readonly string[] {
  return Object.entries(states).flatMap(([name, { Type, Branches = [], ItemProcessor }]) => [
    ...(Type === 'Task' ? [name] : []),
    ...[...Branches, ...(ItemProcessor === undefined ? [] : [ItemProcessor])].flatMap((inner) => callingStates(inner.States)),
  ]);
}

function statesOf(definition: string): readonly string[] {
  return callingStates((JSON.parse(definition) as { readonly States: States }).States).toSorted();
}

function namesOf(kind: 'function' | 'machine', name?: string): readonly string[] {
  const of = cells.filter(({ actor }) => actor.kind === kind && (name === undefined || actor.name === name));
  return [...new Set(of.map(({ actor, state }) => state ?? actor.name))].toSorted();
}

describe('the crash matrix', () => {
  it('has every state of the deployment machine that calls AWS', () => {
    expect(namesOf('machine', 'sluice-deployment')).toEqual(statesOf(text));
  });

  it('has every state of the restore machine that calls AWS', () => {
    expect(namesOf('machine', 'sluice-restore')).toEqual(statesOf(restoreDefinition(text)));
  });

  // CloudFormation asks `keep-lanes`, over HTTP; when it dies, the update fails and nothing was changed.
  it('has every function that calls AWS', () => {
    const asked = ['admit-deployment', 'claim-retirement', 'inspect-candidate', 'next-step', 'reconcile', 'record-outcome'];
    expect(namesOf('function')).toEqual(
      [...asked, 'signal-deployment', 'start-deployment', 'sweep', 'watch-for-signals'].map((name) => `sluice-${name}`),
    );
  });

  it('rests on runs in which nothing is violated', () => {
    expect(recorded.filter(({ run }) => run.violations.length > 0).map(({ reference, run }) => [reference, run.violations])).toEqual([]);
  });

  it('names each cell once', () => {
    expect(new Set(cells.map(cellId)).size).toBe(cells.length);
  });

  it('leaves users whole in every cell that the suite runs', { timeout: 300_000 }, async () => {
    const every = Math.ceil(cells.length / cellsInSuite);
    const bad: string[] = [];
    for (const cell of cells.filter((_, index) => index % every === 3)) {
      const result = await runCell(cell, folder);
      if (result.error !== undefined || result.run.violations.length > 0) bad.push(describeCell(result));
    }
    expect(bad).toEqual([]);
  });
});
