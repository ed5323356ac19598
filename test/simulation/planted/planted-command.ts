import { availableParallelism } from 'node:os';
import { runOnAllCores } from '../command/worker-pool.ts';
import { table, writeSection } from '../report/safety-page.ts';
import type { Found } from './hunt.ts';
import type { HuntTask } from './hunt-worker.ts';
import type { PlantedFault } from './planted-fault.ts';
import { plantedFaults } from './planted-faults.ts';

/** Seeds in which a planted fault has to be found. */
const seedsMax = 1_000;

/** What the command line asks of a hunt. */
export interface PlantedAsked {
  /** An assembly of the code as it is. */
  readonly sound: string;
  /** Names; an empty list for all. */
  readonly only: readonly string[];
  /** Puts the table on the page of safety, if every planted fault was found. */
  readonly write: boolean;
}

/**
 * Hunts every planted fault, or those named, one on each core, and prints each as it ends. Answers the exit code: 1 when one was not found,
 * 2 for a name that none has.
 */
export async function plantedCommand(asked: PlantedAsked, print: (line: string) => void): Promise<number> {
  const { sound, only } = asked;
  const unknown = only.find((name) => !plantedFaults.some(({ id }) => id === name));
  if (unknown !== undefined) {
    print(`there is no planted mistake "${unknown}": ${plantedFaults.map(({ id }) => id).join(', ')}`);
    return 2;
  }
  const wanted = plantedFaults.filter(({ id }) => only.length === 0 || only.includes(id));
  const found = await huntAll(wanted, sound, print);
  const text = describeFound(found);
  print(text);
  const missed = found.filter(({ seeds }) => seeds === undefined).map(({ fault }) => fault.id);
  if (asked.write) {
    if (missed.length === 0 && wanted.length === plantedFaults.length) writeSection('planted-faults', text);
    else print(`docs/safety.md is left as it was: ${missed.length > 0 ? `not found: ${missed.join(', ')}` : 'only some were hunted'}`);
  }
  return missed.length > 0 ? 1 : 0;
}

/** In the order of the list, whichever core was done first. */
async function huntAll(wanted: readonly PlantedFault[], sound: string, print: (line: string) => void): Promise<readonly Found[]> {
  const left = [...wanted];
  const found = new Map<string, Found>();
  const answered = (each: Found): void => {
    found.set(each.fault.id, each);
    print(`${found.size} of ${wanted.length}: ${describeHunt(each)}`);
  };
  const core = async (): Promise<void> => {
    for (let fault = left.shift(); fault !== undefined; fault = left.shift()) {
      const tasks: HuntTask[] = [{ fault, sound, from: 1, seedsMax }];
      // A thread for each: the modules of another assembly would stay in memory.
      await runOnAllCores(new URL('./hunt-worker.ts', import.meta.url), () => tasks.shift(), answered, 1);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, core));
  return wanted.flatMap(({ id }) => found.get(id) ?? []);
}

function describeHunt({ fault, seeds, violations, tookSeconds }: Found): string {
  const after = `after ${Math.round(tookSeconds)} s`;
  if (seeds === undefined) return `${fault.id} was not found in ${seedsMax} seeds, ${after}`;
  const because = violations.map(({ id, oracle, because }) => `\n  ${id} ${oracle}: ${because}`).join('');
  return `${fault.id} was found in seed ${seeds}, ${after}${because}`;
}

function describeFound(found: readonly Found[]): string {
  const head = ['planted mistake', 'what was not thought of', 'breaks', 'file', 'seeds', 'found by'];
  const rows = found.map(({ fault, seeds, violations }) => {
    const by = violations.map(({ id, oracle }) => `${id} ${oracle}`).join(', ');
    return [fault.id, fault.why, fault.breaks, `\`${fault.file}\``, seeds ?? 'not found', by];
  });
  return `${found.filter(({ seeds }) => seeds !== undefined).length} of ${found.length} were found within ${seedsMax} seeds.\n\n${table(head, rows)}`;
}
