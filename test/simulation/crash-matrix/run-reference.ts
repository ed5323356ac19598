import type { FaultKind } from '../faults/fault.ts';
import type { Oracle } from '../oracles/oracle.ts';
import { oracles } from '../oracles/oracles.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Run, simulate } from '../simulate.ts';
import type { Cell } from './cells.ts';
import { Crash } from './crash.ts';
import type { Recorded } from './matrix-rows.ts';
import { CallBook } from './record-calls.ts';
import type { ReferenceRun } from './reference-run.ts';
import { referenceRuns } from './reference-runs.ts';
import { toldOf } from './told-of.ts';
import { usersAreWhole, wholeSoon } from './users-are-whole.ts';

/** What came of one cell. An error says that the crash did not happen where it should: the cell shows nothing. */
export interface CellResult {
  readonly cell: Cell;
  readonly run: Run;
  readonly error?: string;
}

/** Time for what the last act of a run begins. */
const settleSeconds = 60;

/** Runs a reference run without a crash and keeps its calls. */
export async function recordReference(reference: ReferenceRun, assembly: string): Promise<Recorded & { readonly run: Run }> {
  const book = new CallBook(reference.service);
  const run = await simulate(...simulated(reference, assembly, book.fault, book.watch, book.trouble));
  return { reference: reference.name, service: reference.service, made: book.made, troubledFrom: book.troubledFrom, run };
}

/** Runs one cell; the same cell on the same assembly gives the same result. */
export async function runCell(cell: Cell, assembly: string, traced = false): Promise<CellResult> {
  const crash = new Crash(cell);
  const [scenario, options] = simulated(referenceNamed(cell.reference), assembly, crash.fault, crash.watch);
  const run = await simulate(scenario, { ...options, traced });
  return { cell, run, ...(crash.problem === undefined ? {} : { error: crash.problem }) };
}

/** @throws {RangeError} there is no such run. */
export function referenceNamed(name: string): ReferenceRun {
  const found = referenceRuns.find((reference) => reference.name === name);
  if (found === undefined)
    throw new RangeError(`there is no reference run "${name}": ${referenceRuns.map((each) => each.name).join(', ')}`);
  return found;
}

function simulated(
  reference: ReferenceRun,
  assembly: string,
  counting: FaultKind,
  watch: Oracle,
  tellTrouble = (): void => {},
): Parameters<typeof simulate> {
  const lastSeconds = Math.max(reference.untilSeconds ?? 0, ...reference.acts.map(({ atSeconds }) => atSeconds));
  const lasting = { fromSeconds: 0, untilSeconds: 1_000_000, intensity: 1, service: reference.service };
  const own = ownEvents(reference, tellTrouble);
  const scenario: Scenario = {
    seed: 1,
    releasing: [reference.service],
    acts: reference.acts,
    campaigns: [counting, own].map(({ name }) => ({ ...lasting, fault: name })),
    faultsEndSeconds: lastSeconds + settleSeconds,
  };
  return [
    scenario,
    { assembly, faultKinds: [counting, own], oracles: [watch, ...oracles, usersAreWhole, wholeSoon(reference.refusedUntilSeconds)] },
  ];
}

function ownEvents({ also }: ReferenceRun, tellTrouble: () => void): FaultKind {
  const begin: FaultKind['begin'] = ({ sim }) => (also === undefined ? {} : toldOf(also, sim, tellTrouble));
  return { name: 'reference', about: 'what the reference run is about', begin };
}
