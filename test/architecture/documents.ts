import { posix } from 'node:path';
import type { ProjectFile } from './project-files.ts';

/** What documents promise and the project does not have: a link to a missing file, an npm script that is not there. */
export function brokenPromises(files: readonly ProjectFile[]): readonly string[] {
  const known = new Set(files.flatMap(({ path }) => [path, ...foldersOf(path)]));
  const manifest = files.find(({ path }) => path === 'package.json')?.text ?? '{}';
  const { scripts = {} } = JSON.parse(manifest) as { readonly scripts?: Readonly<Record<string, string>> };
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path, text }) => [
      ...matches(text, /\]\((?!https?:|mailto:|#)([^)\s#]+)/g)
        .filter((target) => !known.has(posix.join(posix.dirname(path), target).replace(/\/$/, '')))
        .map((target) => `${path} links to ${target}, which is not there`),
      ...matches(text, /npm run ([a-z][a-z:-]*)/g)
        .filter((script) => !(script in scripts))
        .map((script) => `${path} says npm run ${script}, which package.json does not have`),
    ]);
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []);
}

function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
