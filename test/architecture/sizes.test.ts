import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { projectFiles } from './project-files.ts';
import { oversize } from './sizes.ts';

const lines = (count: number) => 'void 0;\n'.repeat(count);
const functionOf = (count: number) => `export function long() {\n${lines(count - 2)}}\n`;
const exporting = (count: number) => Array.from({ length: count }, (_, index) => `export type T${index} = ${index};`).join('\n');

describe('sizes', () => {
  it('are kept in this project', () => {
    expect(oversize(projectFiles(fileURLToPath(new URL('../../', import.meta.url))))).toEqual([]);
  });

  it.each([
    ['functions/next-step/handler.ts', 25, 'a handler'],
    ['functions/next-step/next-step.ts', 100, 'a use case'],
    ['functions/next-step/decision-of.ts', 250, 'a source file'],
    ['infra/constructs/control-plane.ts', 200, 'a construct'],
    ['local/clock.ts', 250, 'a source file'],
    ['test/local/clock.test.ts', 400, 'a test file'],
  ])('of %s are at most %i lines', (path, linesMax, what) => {
    expect(oversize([{ path, text: lines(linesMax) }])).toEqual([]);
    expect(oversize([{ path, text: lines(linesMax + 1) }])).toEqual([`${path} has ${linesMax + 1} lines: ${what} has at most ${linesMax}`]);
  });

  it('of a function are at most 50 lines, wherever it stands and whatever is above it', () => {
    const above = '// é: more bytes than characters\n\n';
    expect(oversize([{ path: 'core/a.ts', text: above + functionOf(50) }])).toEqual([]);
    expect(oversize([{ path: 'core/a.ts', text: above + functionOf(51) }])).toEqual([
      'core/a.ts:3 is a function of 51 lines: it has at most 50',
    ]);
    const method = `class A {\n  #long = () => {\n${lines(50)}};\n}\n`;
    expect(oversize([{ path: 'core/a.ts', text: method }])).toEqual(['core/a.ts:2 is a function of 52 lines: it has at most 50']);
  });

  it('of what a file exports are at most 6 names', () => {
    expect(oversize([{ path: 'core/a.ts', text: exporting(6) }])).toEqual([]);
    expect(oversize([{ path: 'core/a.ts', text: exporting(7) }])).toEqual(['core/a.ts exports 7 names: a file exports at most 6']);
    const listed = 'export const a = 1, b = 2;\nexport { c, d, e } from "./c.ts";\nexport class F {}\nexport interface G {}\n';
    expect(oversize([{ path: 'core/a.ts', text: listed }])).toEqual(['core/a.ts exports 7 names: a file exports at most 6']);
  });
});
