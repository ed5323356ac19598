import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { brokenPromises } from './documents.ts';
import { projectFiles } from './project-files.ts';

describe('documents', () => {
  it('link to files and name npm scripts that are there', () => {
    expect(brokenPromises(projectFiles(fileURLToPath(new URL('../../', import.meta.url))))).toEqual([]);
  });

  it('are told what is missing', () => {
    const text = '[a](b.md#there) [c](../docs) [d](missing.md) [e](https://example.com) `npm run demo` `npm run gone`';
    expect(
      brokenPromises([
        { path: 'docs/a.md', text },
        { path: 'docs/b.md', text: '' },
        { path: 'package.json', text: '{ "scripts": { "demo": "" } }' },
      ]),
    ).toEqual(['docs/a.md links to missing.md, which is not there', 'docs/a.md says npm run gone, which package.json does not have']);
  });
});
