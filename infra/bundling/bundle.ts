import { join } from 'node:path';
import { build } from 'esbuild';
import { shakeSdk } from './shake-sdk.ts';

/** Some packages inside a bundle are CommonJS and ask for Node's own modules with `require`. */
const requireForCommonJs = "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);";

/** What is bundled: function folders with a `handler.ts`, and where to. Given as JSON in the first argument. */
export interface BundleRequest {
  readonly names: readonly string[];
  readonly functionsRoot: string;
  readonly outDirectory: string;
}

// A program of its own, because a construct cannot wait and esbuild's plugins cannot run without waiting.
const { names, functionsRoot, outDirectory } = JSON.parse(process.argv[2] ?? '{}') as BundleRequest;
await build({
  entryPoints: names.map((name) => ({ in: join(functionsRoot, name, 'handler.ts'), out: `${name}/index` })),
  outdir: outDirectory,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  banner: { js: requireForCommonJs },
  alias: { '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'lambda-credentials.ts') },
  plugins: [shakeSdk],
  legalComments: 'none',
  logLevel: 'error',
});
