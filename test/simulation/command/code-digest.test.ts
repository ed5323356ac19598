import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oracles } from '../oracles/oracles.ts';
import { codeDigest, codeDigestIn, simulatorText } from './code-digest.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-code-digest-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the code of a seed', () => {
  const [template, asset] = [join(folder, 'One.template.json'), join(folder, 'One.assets.json')];
  beforeAll(() => {
    writeFileSync(template, '{"Resources":{}}');
    writeFileSync(asset, '{"path":"here"}');
  });
  const parts = { simulator: 'run()', libraries: '{}', node: 'v24.0.0' };

  it('is named by twelve digits, the same for the same parts, wherever it was synthesized', () => {
    expect(codeDigest(folder, parts)).toMatch(/^[0-9a-f]{12}$/);
    const before = codeDigest(folder, parts);
    writeFileSync(asset, '{"path":"elsewhere"}');
    expect(codeDigest(folder, { ...parts })).toBe(before);
  });

  it.each([{ simulator: 'run(1)' }, { libraries: '{"zod":{}}' }, { node: 'v24.0.1' }])(
    'is another with $simulator$libraries$node',
    (other) => {
      expect(codeDigest(folder, { ...parts, ...other })).not.toBe(codeDigest(folder, parts));
    },
  );

  it('is another when what is shipped is', () => {
    const before = codeDigest(folder, parts);
    writeFileSync(template, '{"Resources":{"Table":{}}}');
    const changed = codeDigest(folder, parts);
    writeFileSync(join(folder, 'Two.template.json'), '{}');
    expect(new Set([before, changed, codeDigest(folder, parts)]).size).toBe(3);
  });

  it('is that of this working copy and this Node, when nothing else is given', () => {
    const libraries = readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8');
    const here = { simulator: simulatorText(), libraries, node: process.version };
    expect(codeDigest(folder)).toBe(codeDigest(folder, here));
  });

  it('is the same each time that it is synthesized', { timeout: 60_000 }, () => {
    expect(codeDigestIn(join(folder, 'once'))).toBe(codeDigestIn(join(folder, 'again')));
  });
});

describe('the text of the simulator', () => {
  const text = simulatorText();

  it('has every check', () => {
    expect(oracles.filter(({ name }) => !text.includes(name))).toEqual([]);
  });

  it('has the drawing of seeds, the world, and what is counted, and no comment', () => {
    for (const name of ['drawScenario', 'VirtualClock', 'withRuns', 'parentPort']) expect(text).toContain(name);
    expect(text).not.toMatch(/^\s*(\/\/|\/\*)/m);
  });
});
