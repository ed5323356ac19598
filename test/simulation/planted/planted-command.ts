import { availableParallelism } from 'node:os';
import { runOnAllCores } from '../../../bench/command/worker-pool.ts';
import { WrongUsageError } from '../../../bench/command/wrong-usage-error.ts';
import { codeDigest } from '../command/code-digest.ts';
import { table, writeSections } from '../report/safety-page.ts';
import type { Found } from './hunt.ts';
import type { HuntTask } from './hunt-worker.ts';
import type { PlantedFault } from './planted-fault.ts';
import { plantedFaults } from './planted-faults.ts';

/** Seeds in which a planted fault has to be found. */
const seedsMax = 1_000;

/** What the command line asks of a hunt. */
export interface PlantedAsked {
  readonly faults: readonly PlantedFault[];
  /** An assembly of the code as it is. */
  readonly sound: string;
  /** Where the code with a mistake is put while it is hunted. */
  readonly folder: string;
  /** The command that is put on the page of safety with the table, if every planted fault was found. */
  readonly writtenBy: string | undefined;
}

/** The planted faults of these names, in the order of the list; `all` for every one. @throws {WrongUsageError} none has such a name. */
export function readPlanted(names: string): readonly PlantedFault[] {
  if (names === 'all') return plantedFaults;
  const ids = names.split(',');
  const unknown = ids.find((name) => !plantedFaults.some(({ id }) => id === name));
  if (unknown === undefined) return plantedFaults.filter(({ id }) => ids.includes(id));
  const known = plantedFaults.map(({ id }) => id).join(', ');
  throw new WrongUsageError(`--planted is "${names}", and there is no planted mistake "${unknown}": give all, or some of ${known}`);
}

/** Hunts planted faults, one on each core, and prints each as it ends. Answers the exit code: 1 when one was not found. */
export async function plantedCommand(asked: PlantedAsked, print: (line: string) => void): Promise<number> {
  const { writtenBy, sound } = asked;
  const written = writtenBy === undefined ? undefined : { command: writtenBy, code: codeDigest(sound) };
  const found = await huntAll(asked, print);
  const text = describeFound(found);
  print(text);
  const missed = found.filter(({ seeds }) => seeds === undefined).map(({ fault }) => fault.id);
  if (missed.length > 0) {
    if (written !== undefined) print(`docs/safety.md is left as it was: not found: ${missed.join(', ')}`);
    return 1;
  }
  if (written !== undefined) writeSections([{ name: 'planted-faults', text, ...written }]);
  return 0;
}

/** In the order of the list, whichever core was done first. */
async function huntAll({ faults, sound, folder }: PlantedAsked, print: (line: string) => void): Promise<readonly Found[]> {
  const left = [...faults];
  const found = new Map<string, Found>();
  const answered = (each: Found): void => {
    found.set(each.fault.id, each);
    print(`${found.size} of ${faults.length}: ${describeHunt(each)}`);
  };
  const core = async (): Promise<void> => {
    for (let fault = left.shift(); fault !== undefined; fault = left.shift()) {
      const tasks: HuntTask[] = [{ fault, sound, folder, from: 1, seedsMax }];
      // A thread for each: the modules of another assembly would stay in memory.
      await runOnAllCores(new URL('./hunt-worker.ts', import.meta.url), () => tasks.shift(), answered, 1);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, core));
  return faults.flatMap(({ id }) => found.get(id) ?? []);
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
