import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceFiles } from './reference/reference-files.ts';

// Run after a change of the service schema, its defaults, the limits or the events: `node cli/write-reference.ts`.
const folder = join(import.meta.dirname, '..', 'docs', 'reference');
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(referenceFiles())) writeFileSync(join(folder, name), text);
