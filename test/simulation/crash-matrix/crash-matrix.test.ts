import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreDefinition } from '../../../statemachines/restore.ts';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { plantedAssembly } from '../planted/planted-assembly.ts';
import { plantedFaults } from '../planted/planted-faults.ts';
import { startSimulated } from '../world/start-simulated.ts';
import { callsWithoutRows } from './calls-without-rows.ts';
import { type Cell, cellId, cellsOf } from './cells.ts';
import { matrixCells } from './crash-matrix.ts';
import { describeCell } from './describe-matrix.ts';
import { grantedCalls } from './granted-calls.ts';
import { matrixRows } from './matrix-rows.ts';
import { referenceRuns } from './reference-runs.ts';
import { recordReference, runCell } from './run-reference.ts';

const text = readFileSync(new URL('../../../statemachines/deployment.asl.json', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'sluice-crash-matrix-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
// Not the folder itself: the next version of an assembly is written beside it.
const assembly = join(folder, 'assembly');

/** A machine is gone, and only the sweep can find it out. */
function isUnheardStop({ victim, phase }: Cell): boolean {
  return victim === 'execution, silently' && phase === 'before';
}

/** So many cells fit into some seconds; each run of the suite has the same ones. The command runs all. */
const cellsInSuite = 20;

let recorded: Awaited<ReturnType<typeof recordReference>>[] = [];
let cells: readonly Cell[] = [];
beforeAll(async () => {
  synthesizeSimulated(assembly);
  recorded = [];
  for (const reference of referenceRuns) recorded.push(await recordReference(reference, assembly));
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

  it('has every call that a policy allows, or says why not', async () => {
    const calm = { seed: 1, releasing: [], acts: [], campaigns: [], faultsEndSeconds: 0 };
    const { sim, stop } = await startSimulated({ assembly, scenario: calm, afterCall: () => {}, tell: () => {} });
    const granted = grantedCalls(sim.world).map(({ actor, target }) => `${actor} ${target}`);
    await stop();
    const made = new Set(cells.map(({ actor, target }) => `${actor.name} ${target}`));
    const listed = callsWithoutRows.flatMap(({ actor, targets }) => targets.map((target) => `${actor} ${target}`));
    expect(granted.filter((call) => !made.has(call))).toEqual(listed.toSorted());
    expect([...made].filter((call) => !granted.includes(call))).toEqual([]);
  });

  it('has looks that freeze, and the page that tells of somebody’s weights', () => {
    const calls = matrixRows(recorded).find(({ reference }) => reference === 'edited')?.calls ?? [];
    expect(calls.filter(({ state, invocation }) => state === 'NextStep' && invocation?.answer === 'freeze')).not.toEqual([]);
    expect(calls.filter(({ actor, target }) => actor.name === 'sluice-sweep' && target === 'SNS.Publish')).not.toEqual([]);
  });

  it('rests on runs in which nothing is violated', () => {
    expect(recorded.filter(({ run }) => run.violations.length > 0).map(({ reference, run }) => [reference, run.violations])).toEqual([]);
  });

  it('names each cell once', () => {
    expect(new Set(cells.map(cellId)).size).toBe(cells.length);
  });

  it('sees a sweep that comes every five minutes', { timeout: 120_000 }, async () => {
    const [planted, [goodShop]] = [plantedFaults.find(({ id }) => id === 'a-slower-sweep'), referenceRuns];
    if (planted === undefined || goodShop === undefined) throw new RangeError('a-slower-sweep is not planted any more');
    const copy = mkdtempSync(join(tmpdir(), 'sluice-slower-sweep-'));
    try {
      const slower = plantedAssembly(copy, planted);
      const { made } = await recordReference(goodShop, slower);
      const looks = made.filter(({ state, weights: { stable, candidate } }) => state === 'NextStep' && stable > 0 && candidate > 0);
      const unheard = looks.flatMap((look) => cellsOf(goodShop.name, look)).filter(isUnheardStop);
      const found = new Set<string>();
      for (const cell of unheard) for (const { oracle } of (await runCell(cell, slower)).run.violations) found.add(oracle);
      expect(unheard.length).toBeGreaterThan(5);
      expect([...found].toSorted()).toEqual(['nothing waits for a lost event', 'users are whole soon']);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });

  it('leaves users whole in every cell that the suite runs', { timeout: 300_000 }, async () => {
    const every = Math.ceil(cells.length / cellsInSuite);
    const bad: string[] = [];
    for (const cell of cells.filter((_, index) => index % every === 3)) {
      const result = await runCell(cell, assembly);
      if (result.error !== undefined || result.run.violations.length > 0) bad.push(describeCell(result));
    }
    expect(bad).toEqual([]);
  });
});
