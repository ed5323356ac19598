import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../docs/judge/', import.meta.url);

/** A file of `docs/judge/` as it is; empty when it is not there. */
export function readDocument(name: string): string {
  try {
    return readFileSync(new URL(name, folder), 'utf8');
  } catch {
    return '';
  }
}

/** Writes the files that are not yet as they should be, and names them. With `dry`, it only names them. */
export function writeDocuments(files: Readonly<Record<string, string>>, { dry }: { readonly dry: boolean }): readonly string[] {
  const changed = Object.entries(files).filter(([name, text]) => readDocument(name) !== text);
  for (const [name, text] of dry ? [] : changed) writeFileSync(fileURLToPath(new URL(name, folder)), text);
  return changed.map(([name]) => name);
}
