import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Which code a seed runs, in twelve digits: what is shipped, the world around it with its checks, and the libraries. Comments change nothing. */
export function codeDigest(assembly: string): string {
  const digest = createHash('sha256');
  const shipped = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  for (const name of shipped.sort()) digest.update(readFileSync(join(assembly, name)));
  digest.update(simulator()).update(readFileSync(join(root, 'package-lock.json')));
  return digest.digest('hex').slice(0, 12);
}

/** All that runs a seed and counts what it came to, in one text. */
function simulator(): string {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: ['test/simulation/command/run-seeds.ts', 'test/simulation/command/seed-worker.ts'],
    ...{ bundle: true, write: false, outdir: 'digest', platform: 'node', format: 'esm', packages: 'external' },
    ...{ minifyWhitespace: true, logLevel: 'silent' },
  });
  return outputFiles.map(({ text }) => text).join('\n');
}
