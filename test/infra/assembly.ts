import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppOptions, buildApp } from '../../infra/app.ts';
import { folderOf } from '../../infra/constructs/function-folders.ts';
import { functionNames } from '../../infra/constructs/names.ts';

/** One resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A synthesized template, to be asked for resources. */
export interface Synthesized {
  readonly text: string;
  readonly resources: Readonly<Record<string, Resource>>;
  of(type: string): readonly Resource[];
  /** Logical ids of the resources whose id contains all parts. */
  idOf(type: string, ...parts: readonly string[]): string;
}

/** Reads a template that was written to a folder. */
export function readTemplate(folder: string, stack: string): Synthesized {
  const text = readFileSync(join(folder, `${stack}.template.json`), 'utf8');
  const resources = (JSON.parse(text) as { Resources: Readonly<Record<string, Resource>> }).Resources;
  return {
    text,
    resources,
    of: (type) => Object.values(resources).filter(({ Type }) => Type === type),
    idOf: (type, ...parts) => {
      const ids = Object.entries(resources).flatMap(([id, { Type }]) =>
        Type === type && parts.every((part) => id.includes(part)) ? [id] : [],
      );
      const [id, ...others] = ids;
      if (id === undefined || others.length > 0)
        throw new RangeError(`${ids.length} resources of ${type} with ${parts.join(', ')}: ${ids}`);
      return id;
    },
  };
}

/** The app's assembly, unchecked unless asked, with functions that do nothing, in a folder of its own until `remove`. */
export function assemblyWithStubs(options: Omit<AppOptions, 'outdir' | 'functionsRoot'> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-infra-'));
  const functionsRoot = join(folder, 'functions');
  for (const name of new Set(functionNames.map(folderOf))) {
    mkdirSync(join(functionsRoot, name), { recursive: true });
    writeFileSync(join(functionsRoot, name, 'handler.ts'), `export const handler = async () => '${name}';`);
  }
  const outdir = join(folder, 'cdk.out');
  const app = buildApp({ checks: false, ...options, outdir, functionsRoot });
  const { directory } = app.synth();
  return {
    app,
    directory,
    controlPlane: readTemplate(directory, 'SluiceControlPlane'),
    storefront: readTemplate(directory, 'SluiceStorefront'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The value at a path such as `Actions.0.Type`; undefined when there is none. `*` takes every member of a list. */
export function at(value: unknown, path: string): unknown {
  const [first, ...rest] = path.split('.');
  if (first === undefined || first === '') return value;
  if (first === '*') return (value as readonly unknown[]).flatMap((member) => at(member, rest.join('.')));
  const member = (value as Readonly<Record<string, unknown>> | undefined)?.[first];
  return rest.length === 0 ? member : at(member, rest.join('.'));
}
