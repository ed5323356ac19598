import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlantedFault } from './planted-fault.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** All that a synthesis reads. */
const copied = ['core', 'functions', 'adapters', 'statemachines', 'infra', 'package.json', 'tsconfig.json'] as const;
const synthesis = ['assembly', 'scenario'].map((folder) => join('test/simulation', folder));

/** The text with the mistake in it. @throws {RangeError} the text does not contain `from` exactly once: the mistake would be another one, or none. */
export function planted(text: string, { id, file, from, to }: PlantedFault): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new RangeError(`${id}: ${file} contains this text ${parts.length - 1} times, expected once: ${from}`);
  return parts.join(to);
}

/** What a file of the repository says. */
export function readSource(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/**
 * Copies the sources into an empty folder, makes the mistake there, and synthesizes what would be shipped. The repository itself is not touched.
 *
 * @returns the folder of the assembly
 * @throws {RangeError} as {@link planted}; an Error with what it wrote when the synthesis fails.
 */
export function plantedAssembly(folder: string, fault: PlantedFault): string {
  for (const path of [...copied, ...synthesis]) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const file = join(folder, fault.file);
  writeFileSync(file, planted(readFileSync(file, 'utf8'), fault));
  const assembly = join(folder, 'assembly');
  mkdirSync(assembly);
  const script = join(folder, 'test/simulation/assembly/synthesize-simulated.ts');
  execFileSync(process.execPath, [script, assembly], { cwd: folder, stdio: 'pipe' });
  return assembly;
}
