import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UnmodelledCallError } from '../aws/aws-calls.ts';
import { inOrder } from './order.ts';
import { isObject, type Template } from './template.ts';
import { TemplateError } from './template-error.ts';
import { parseTemplateJson } from './template-json.ts';

/** One stack of an assembly. */
export interface AssemblyStack {
  readonly name: string;
  readonly template: Template;
}

/** What `cdk synth` wrote: the stacks, each after those it depends on, and where each file asset lies. */
export interface Assembly {
  readonly stacks: readonly AssemblyStack[];
  /** S3 object key of a file asset → absolute path of its folder or file. */
  readonly assets: ReadonlyMap<string, string>;
}

interface Artifact {
  readonly type: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly dependencies?: readonly string[];
}

const stackSections = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules', // CDK writes only CheckBootstrapVersion, an assertion about the real account
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
]);

/**
 * Reads a cloud assembly folder (`cdk.out`) with all its stacks and the stacks of nested assemblies (stages).
 *
 * @throws {TemplateError} the folder is no assembly, or stacks depend on each other in a circle.
 * @throws {UnmodelledCallError} a template section that is not modelled, such as `Transform`.
 */
export function readAssembly(folder: string): Assembly {
  const artifacts = readArtifacts(folder);
  const stacks: AssemblyStack[] = [];
  const assets = new Map<string, string>();
  for (const id of inOrder(dependencies(artifacts), `assembly ${folder}`)) {
    const artifact = artifacts.get(id);
    if (artifact === undefined) continue;
    if (artifact.type === 'cdk:cloud-assembly') {
      const nested = readAssembly(join(folder, property(artifact, 'directoryName', id)));
      stacks.push(...nested.stacks);
      for (const [key, path] of nested.assets) assets.set(key, path);
    } else if (artifact.type === 'cdk:asset-manifest') {
      for (const [key, path] of readAssets(folder, property(artifact, 'file', id))) assets.set(key, path);
    } else if (artifact.type === 'aws:cloudformation:stack') {
      stacks.push(readStack(folder, id, artifact));
    }
  }
  return { stacks, assets };
}

function readArtifacts(folder: string): ReadonlyMap<string, Artifact> {
  const manifest = readJson(join(folder, 'manifest.json'));
  if (!isObject(manifest.artifacts)) throw new TemplateError(`${folder}/manifest.json has no artifacts: is it a cdk.out folder?`);
  return new Map(Object.entries(manifest.artifacts as Readonly<Record<string, Artifact>>));
}

function dependencies(artifacts: ReadonlyMap<string, Artifact>): ReadonlyMap<string, ReadonlySet<string>> {
  const known = (id: string) => artifacts.has(id);
  return new Map([...artifacts].map(([id, artifact]) => [id, new Set((artifact.dependencies ?? []).filter(known))]));
}

function readStack(folder: string, id: string, artifact: Artifact): AssemblyStack {
  const file = property(artifact, 'templateFile', id);
  const template = readJson(join(folder, file));
  for (const section of Object.keys(template)) {
    if (!stackSections.has(section)) throw new UnmodelledCallError(`template section ${section} of ${file}`);
  }
  if (!isObject(template.Resources)) throw new TemplateError(`${file} has no Resources`);
  // The sections were checked by name; what is inside each is checked where it is used.
  return { name: artifact.properties?.stackName ?? id, template: template as unknown as Template };
}

function readAssets(folder: string, file: string): readonly (readonly [string, string])[] {
  const { files } = readJson(join(folder, file));
  if (!isObject(files)) return [];
  return Object.values(files).flatMap((asset) => {
    if (!isObject(asset) || !isObject(asset.source) || !isObject(asset.destinations)) return [];
    const path = resolve(folder, String(asset.source.path));
    return Object.values(asset.destinations).map((to) => [isObject(to) ? String(to.objectKey) : '', path] as const);
  });
}

function property(artifact: Artifact, name: string, id: string): string {
  const value = artifact.properties?.[name];
  if (value === undefined) throw new TemplateError(`artifact ${id} has no ${name}`);
  return value;
}

/** Files that were read before, with the time and size that they had: a simulation loads one assembly for each world. */
const known = new Map<string, { readonly stamp: string; readonly content: Readonly<Record<string, unknown>> }>();
const knownMax = 500;

function readJson(path: string): Readonly<Record<string, unknown>> {
  try {
    const { mtimeNs, size } = statSync(path, { bigint: true });
    const stamp = `${mtimeNs} ${size}`;
    const before = known.get(path);
    if (before?.stamp === stamp) return before.content;
    const content = parseTemplateJson(readFileSync(path, 'utf8'));
    if (isObject(content)) {
      if (known.size >= knownMax) known.clear();
      known.set(path, { stamp, content });
      return content;
    }
  } catch (error) {
    throw new TemplateError(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new TemplateError(`${path} is not a JSON object`);
}
