import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bounds } from './bounds.ts';
import { cases } from './cases.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const inWords = (count: number) => count.toLocaleString('en');
const all = Object.values(cases).reduce((sum, each) => sum + each, 0);

describe('the cases of this folder', () => {
  it('are as many as the pages say', () => {
    expect(read('README.md')).toMatch(new RegExp(`^# .*: ${inWords(all)} hostile .*\\nnpx vitest run test/fuzz$`, 'm'));
    expect(read('docs/safety.md')).toContain(`${inWords(all)} cases`);
  });

  it('are as quick and as small as the page says, which has no other figure', () => {
    const { slowestMs, triesMax, caseMaxMb, keptMaxMb } = bounds;
    const figures = [
      ...[`${inWords(all)} cases`, `${inWords(cases.logged)} of them logged`],
      ...[`longer than ${slowestMs} ms`, `each of ${triesMax} tries`, `leaves ${caseMaxMb} MB`, `keep ${keptMaxMb} MB at most`],
    ];
    const [, section = ''] = /^## What hostile inputs do\n(.*?)^## /ms.exec(read('docs/safety.md')) ?? [];
    const said = section.replaceAll(/`[^`]*`/g, '').replaceAll(/\s+/g, ' ');
    for (const figure of figures) expect(said).toContain(figure);
    expect(said.match(/\d[\d,]*/g)).toEqual(figures.map((figure) => /\d[\d,]*/.exec(figure)?.[0]));
  });

  it('are each run by one test, and no test gives a number of its own', () => {
    const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts') && name !== 'cases.test.ts');
    const text = names.map((name) => read(join('test/fuzz', name))).join('');
    const run = [...text.matchAll(/\bcases\.(?!ts\b)(\w+)/g)].map(([, key]) => key);
    expect(run.sort()).toEqual(Object.keys(cases).sort());
    expect(text.match(/\bfuzz\(/g)).toHaveLength(run.length);
  });
});
