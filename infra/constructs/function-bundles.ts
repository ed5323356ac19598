import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Some packages inside a bundle are CommonJS and ask for Node's own modules with `require`. */
const requireForCommonJs = "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);";

/**
 * Bundles every function into its own folder `<outDirectory>/<name>/index.mjs`, AWS SDK inside, in one esbuild run.
 *
 * No code splitting: each Lambda is one file that can be read, measured and loaded on its own.
 *
 * @returns function name → folder to deploy
 * @throws esbuild's own failure when a handler does not compile
 */
export function bundleFunctions<Name extends string>(
  names: readonly Name[],
  { functionsRoot, outDirectory }: { readonly functionsRoot: string; readonly outDirectory: string },
): Readonly<Record<Name, string>> {
  const entryPoints = names.map((name) => ({ in: join(functionsRoot, name, 'handler.ts'), out: `${name}/index` }));
  buildSync({
    entryPoints,
    outdir: outDirectory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: requireForCommonJs },
    legalComments: 'none',
    logLevel: 'error',
  });
  return Object.fromEntries(names.map((name) => [name, join(outDirectory, name)])) as Record<Name, string>;
}
