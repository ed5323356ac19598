import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { DefectError } from '../../core/errors.ts';

/** Clients whose errors the adapters know by name only, and whose errors have the same name on the wire as their class. */
const knownByName = /[\\/]client-(application-auto-scaling|cloudwatch|ecr|ecs|eventbridge|sfn|ssm)[\\/]/;
const schemas = /[\\/]@aws-sdk[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;

const registration = /^n0_registry\.registerError\(.*\);$/gm;
const table = /^((?:export )?var \w+\$? = )(\[[\s\S]*?\]);$/gm;

/**
 * Lets esbuild drop the parts of an SDK client that no command in the bundle uses.
 *
 * A client describes all its operations in tables that esbuild must keep, because evaluating one might have an effect; it has none,
 * so each table is marked as pure. Errors are registered one by one, which keeps every one of them; an error that is not
 * registered arrives as the client's base exception under the same `name`.
 */
export const shakeSdk: Plugin = {
  name: 'shake-sdk',
  setup(build) {
    build.onLoad({ filter: schemas }, ({ path }) => ({ loader: 'js', contents: shaken(readFileSync(path, 'utf8'), path) }));
  },
};

function shaken(text: string, path: string): string {
  // A new SDK may write these files otherwise. Then nothing may be cut blindly.
  if (text.match(registration) === null || text.match(table) === null) {
    throw new DefectError(`${path} is not written as expected: look at infra/bundling/shake-sdk.ts before this SDK version is used`);
  }
  const known = knownByName.test(path) ? text.replace(registration, '') : text;
  return known.replace(table, '$1/* @__PURE__ */ (() => $2)();');
}
