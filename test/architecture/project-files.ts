import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A text file of the project. The path is relative to its root, with `/`. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

const notOurs = new Set(['node_modules', '.git', 'cdk.out', '.sluice', 'coverage']);
const textEndings = /\.(ts|mts|mjs|cjs|js|json|md|yml|yaml|html|css|svg|sh)$|(^|\/)(run|Dockerfile|LICENSE|\.npmrc|\.gitignore)$/;

/** Every text file under a root that belongs to the project, sorted by path. */
export function projectFiles(root: string): readonly ProjectFile[] {
  return paths(root, '')
    .filter((path) => textEndings.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function paths(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFile()) return [path];
    return entry.isDirectory() && !notOurs.has(entry.name) ? paths(root, path) : [];
  });
}
