import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What counts besides what is shipped. */
interface Around {
  /** All that runs a seed, in one text. */
  readonly simulator: string;
  /** The libraries with their versions. */
  readonly libraries: string;
  /** The version of Node. */
  readonly node: string;
}

/**
 * Which code a seed runs, in twelve digits: what is shipped, the world around it with its checks, the libraries and Node. Comments change
 * nothing. The libraries are those of `package-lock.json`, which `npm ci` installs: the list of those that are installed differs between
 * platforms.
 *
 * @param around that of this working copy and this process, unless other parts are given.
 */
export function codeDigest(assembly: string, around: Partial<Around> = {}): string {
  const { simulator = simulatorText(), libraries = librariesText(), node = process.version } = around;
  const names = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  const shipped = names.sort().map((name) => [name, readFileSync(join(assembly, name), 'utf8')]);
  const text = JSON.stringify({ shipped, simulator, libraries, node });
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** The digest of the code as it is, for what is measured on another assembly than seeds are: theirs is synthesized into a folder. */
export function codeDigestIn(folder: string): string {
  synthesizeSimulated(folder);
  return codeDigest(folder);
}

/** All that runs a seed and counts what it came to, without comments. */
export function simulatorText(): string {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: ['test/simulation/command/run-seeds.ts', 'test/simulation/command/seed-worker.ts'],
    ...{ bundle: true, write: false, outdir: 'digest', platform: 'node', format: 'esm', packages: 'external' },
    ...{ charset: 'utf8', minifyWhitespace: true, logLevel: 'silent' },
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

function librariesText(): string {
  return readFileSync(join(root, 'package-lock.json'), 'utf8');
}
