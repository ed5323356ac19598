import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assembly } from '../../../local/template/assembly.ts';
import type { Template } from '../../../local/template/template.ts';

/** An assembly of one stack named `Shop` with these resources. */
export function anAssembly(resources: Template['Resources'], sections: Partial<Template> = {}): Assembly {
  return { stacks: [{ name: 'Shop', template: { ...sections, Resources: resources } }], assets: new Map() };
}

/** Writes files (path → text or JSON value) into a fresh folder and gives its path. */
export function aFolder(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'));
  for (const [path, content] of Object.entries(files)) {
    const full = join(folder, path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}
