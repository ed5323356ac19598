import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { BundleRequest } from '../bundling/bundle.ts';

/**
 * Bundles every function into its own folder `<outDirectory>/<name>/index.mjs`, AWS SDK inside, in one esbuild run.
 *
 * No code splitting: each Lambda is one file that can be read, measured and loaded on its own.
 *
 * @returns function name → folder to deploy
 * @throws when a handler does not compile; esbuild has printed where and why
 */
export function bundleFunctions<Name extends string>(
  names: readonly Name[],
  { functionsRoot, outDirectory }: Omit<BundleRequest, 'names'>,
): Readonly<Record<Name, string>> {
  const request: BundleRequest = { names, functionsRoot, outDirectory };
  const program = join(import.meta.dirname, '../bundling/bundle.ts');
  execFileSync(process.execPath, [program, JSON.stringify(request)], { stdio: ['ignore', 'inherit', 'inherit'] });
  return Object.fromEntries(names.map((name) => [name, join(outDirectory, name)])) as Record<Name, string>;
}
