import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cases } from './cases.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const all = Object.values(cases).reduce((sum, each) => sum + each, 0);

describe('the cases of this folder', () => {
  it('are as many as the pages say', () => {
    const said = `${all.toLocaleString('en')} `;
    expect(read('README.md')).toMatch(new RegExp(`^# .*: ${said}hostile .*\\nnpx vitest run test/fuzz$`, 'm'));
    expect(read('docs/safety.md')).toContain(`${said}cases`);
  });

  it('are each run by one test, and no test gives a number of its own', () => {
    const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts') && name !== 'cases.test.ts');
    const text = names.map((name) => read(join('test/fuzz', name))).join('');
    const run = [...text.matchAll(/\bcases\.(?!ts\b)(\w+)/g)].map(([, key]) => key);
    expect(run.sort()).toEqual(Object.keys(cases).sort());
    expect(text.match(/\bfuzz\(/g)).toHaveLength(run.length);
  });
});
