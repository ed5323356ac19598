import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { projectFiles } from './project-files.ts';
import { forbiddenWords } from './words.ts';

/** Written apart, so that this file holds none of them. */
const word = (...parts: readonly string[]) => parts.join('');

const forbidden: readonly (readonly [path: string, text: string, says: string])[] = [
  ['test/a.test.ts', word('vi.', "mock('./a.ts');"), word('says "vi.', 'mock("')],
  ['test/a.test.ts', word('it.', "skip('a fact', () => {});"), word('says ".', 'skip("')],
  ['test/a.test.ts', word('describe.', "only('a', () => {});"), word('says ".', 'only("')],
  ['docs/a.md', word('- TO', 'DO: write this'), word('says "TO', 'DO"')],
  ['core/a.ts', 'export const a = async () => 1;', 'says "async"'],
  ['core/a.ts', 'export const a = new Date();', 'says "new Date()"'],
  ['core/a.ts', 'export const a = Math.random();', 'says "Math.random("'],
  ['README.md', word('Run it in /', 'home/someone/sluice'), word('says "/', 'home/"')],
  ['package-lock.json', word('{ "res', 'olved": "" }'), word('says ""res', 'olved":"')],
  ['.npmrc', word('regis', 'try=https://example.com'), word('says "regis', 'try="')],
  ['core/a.ts', 'export type A = readonly any[];', 'uses any'],
  ['core/a.ts', "throw new Error('no');", 'throws a bare Error'],
  ['core/a.ts', "throw Error('no');", 'throws a bare Error'],
  ['core/a.ts', "export * from './b.ts';", 'exports all'],
  ['core/utils/a.ts', '', 'is no name here'],
  ['core/helpers.ts', '', 'is no name here'],
  ['core/index.ts', '', 'is no name here'],
  ['core/step-manager.ts', '', 'is no name here'],
  ['core/nextStep.ts', '', 'is no name here'],
];

const allowed: readonly (readonly [path: string, text: string])[] = [
  ['core/a.ts', '/** Says what to do, with no await and no async work. */\nexport const a = (at: Date) => new Date(at);'],
  ['core/a.ts', "export const because: string = 'any: alarm';"],
  ['local/a.ts', "throw new SluiceError('no');"],
  ['local/a.ts', "export const url = 'http://127.0.0.1/products';"],
  ['test/local/next-step.test.ts', ''],
  ['test/core/decide-move.properties.test.ts', ''],
  ['vitest.config.ts', ''],
];

describe('words and names', () => {
  it('are kept in this project', () => {
    expect(forbiddenWords(projectFiles(fileURLToPath(new URL('../../', import.meta.url))))).toEqual([]);
  });

  it.each(forbidden)('%s does not hold: %s', (path, text, says) => {
    expect(forbiddenWords([{ path, text }])).toEqual([expect.stringContaining(says)]);
  });

  it.each(allowed)('%s may hold: %s', (path, text) => {
    expect(forbiddenWords([{ path, text }])).toEqual([]);
  });
});
