import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';

/** Which text of which stack's template becomes which. */
export interface Edit {
  readonly stack: 'SluiceControlPlane' | 'SluiceStorefront';
  readonly from: string;
  readonly to: string;
}

/** Another rollback window for the shipped service, such as one that is longer than a release takes. */
export function rollbackWindow(duration: string): Edit {
  const written = (value: string) => String.raw`\"rollbackWindow\":\"${value}\"`;
  return { stack: 'SluiceStorefront', from: written('5m'), to: written(duration) };
}

/**
 * A copy of the shipped assembly with a template's text changed everywhere it occurs; removed after the test.
 *
 * @throws {RangeError} the template does not say `from`: the edit would test nothing.
 */
export function editedAssembly(...edits: readonly Edit[]): string {
  const copy = mkdtempSync(join(tmpdir(), 'sluice-edited-'));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(inject('shippedAssembly'), copy, { recursive: true, filter: (path) => !path.endsWith('tree.json') });
  for (const { stack, from, to } of edits) {
    const file = join(copy, `${stack}.template.json`);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(from)) throw new RangeError(`the template of ${stack} does not say ${from}`);
    writeFileSync(file, text.replaceAll(from, to));
  }
  return copy;
}
