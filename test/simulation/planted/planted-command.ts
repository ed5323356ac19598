import { table, writeSection } from '../report/safety-page.ts';
import { type Found, hunt } from './hunt.ts';
import { plantedFaults } from './planted-faults.ts';

/** Seeds in which a planted fault has to be found. */
const seedsMax = 1_000;

/** Hunts every planted fault, or those named; answers the exit code: 1 when one was not found, 2 for a name that none has. `write` puts the table on the page of safety. */
export async function plantedCommand(
  { sound, only, write }: { readonly sound: string; readonly only: readonly string[]; readonly write: boolean },
  print: (line: string) => void,
): Promise<number> {
  const unknown = only.find((name) => !plantedFaults.some(({ id }) => id === name));
  if (unknown !== undefined) {
    print(`there is no planted mistake "${unknown}": ${plantedFaults.map(({ id }) => id).join(', ')}`);
    return 2;
  }
  const wanted = plantedFaults.filter(({ id }) => only.length === 0 || only.includes(id));
  const found: Found[] = [];
  for (const fault of wanted) {
    const hunted = await hunt(fault, { sound, from: 1, seedsMax });
    found.push(hunted);
    print(`${fault.id}: ${hunted.seeds === undefined ? `not found in ${seedsMax} seeds` : `${hunted.seeds} seeds, ${describe(hunted)}`}`);
  }
  const text = describeFound(found);
  print(text);
  if (write) writeSection('planted-faults', text);
  return found.some(({ seeds }) => seeds === undefined) ? 1 : 0;
}

function describeFound(found: readonly Found[]): string {
  const head = ['planted mistake', 'what was not thought of', 'breaks', 'file', 'seeds', 'found by'];
  const rows = found.map((each) => {
    const { id, why, breaks, file } = each.fault;
    return [id, why, breaks, `\`${file}\``, each.seeds ?? 'not found', describe(each)];
  });
  return `${found.filter(({ seeds }) => seeds !== undefined).length} of ${found.length} were found within ${seedsMax} seeds.\n\n${table(head, rows)}`;
}

function describe({ violations }: Found): string {
  return violations.map(({ id, oracle }) => `${id} ${oracle}`).join(', ');
}
