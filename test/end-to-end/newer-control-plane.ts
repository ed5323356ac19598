import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionName } from '../../infra/constructs/names.ts';
import { editedAssembly } from './edited-assembly.ts';

/** What the next deployment of the control plane changes. */
export interface Release {
  /** A text of the bundle of a function, which is `next-step` when it is not said, and what it says there from now on. */
  readonly code: { readonly of?: FunctionName; readonly from: string; readonly to: string };
  /** A state of the machine, and its new name. */
  readonly state?: { readonly from: string; readonly to: string };
}

const stack = 'SluiceControlPlane';

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Properties?: { readonly FunctionName?: unknown; readonly Code?: unknown } }>>;
}

/**
 * The shipped assembly as a later `cdk synth` would write it: changed code is another asset, and so another version of its function
 * under another logical id. A function that no machine invokes has no version: its events reach the changed code at once.
 *
 * @throws {RangeError} the bundle or the machine does not say what is to be changed.
 */
export function newerControlPlane({ code, state }: Release): string {
  const folder = editedAssembly();
  const file = join(folder, `${stack}.template.json`);
  const template = readFileSync(file, 'utf8');
  const name = code.of ?? 'next-step';
  const hash = assetOf(JSON.parse(template), `sluice-${name}`);
  const newer = changedHash(hash);
  edit(join(folder, `asset.${hash}`, 'index.mjs'), [code.from, code.to]);
  renameSync(join(folder, `asset.${hash}`), join(folder, `asset.${newer}`));
  edit(join(folder, `${stack}.assets.json`), [hash, newer]);
  const versionId = new RegExp(String.raw`Sluice${name.replaceAll('-', '')}FunctionCurrentVersion\w+`);
  const versions = (versionId.exec(template) ?? []).map((version) => [version, changedHash(version)] as const);
  const renamed = state === undefined ? [] : [[String.raw`\"${state.from}\"`, String.raw`\"${state.to}\"`] as const];
  edit(file, [hash, newer], ...versions, ...renamed);
  return folder;
}

function assetOf({ Resources }: Template, functionName: string): string {
  const found = Object.values(Resources).find(({ Properties }) => Properties?.FunctionName === functionName);
  const { S3Key = '' } = (found?.Properties?.Code ?? {}) as { readonly S3Key?: string };
  return S3Key.replace(/\.zip$/, '');
}

/** Another text of the same length; a second change makes yet another one. */
function changedHash(hash: string): string {
  const last = Number.parseInt(hash.slice(-1), 16);
  return hash.slice(0, -1) + ((last + 1) % 16).toString(16);
}

function edit(file: string, ...changes: readonly (readonly [string, string])[]): void {
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new RangeError(`${file} does not say ${from}`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(file, text);
}
