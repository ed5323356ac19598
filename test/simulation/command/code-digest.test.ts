import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { codeDigest } from './code-digest.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-code-digest-test-'));
const assembly = join(folder, 'assembly');
beforeAll(() => synthesizeSimulated(assembly));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the code of a seed', () => {
  it('is the same wherever it is synthesized', () => {
    const elsewhere = join(folder, 'elsewhere');
    synthesizeSimulated(elsewhere);
    expect(codeDigest(elsewhere)).toBe(codeDigest(assembly));
    expect(codeDigest(assembly)).toMatch(/^[0-9a-f]{12}$/);
  });

  it('is another when what is shipped is', () => {
    const changed = join(folder, 'changed');
    cpSync(assembly, changed, { recursive: true });
    writeFileSync(join(changed, 'SluiceControlPlane.template.json'), '{}');
    expect(codeDigest(changed)).not.toBe(codeDigest(assembly));
  });
});
