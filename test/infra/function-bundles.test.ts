import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../infra/constructs/function-bundles.ts';
import { functionNames } from '../../infra/constructs/names.ts';

const functionsRoot = join(import.meta.dirname, '../../functions');
const outDirectory = mkdtempSync(join(tmpdir(), 'sluice-bundles-'));
afterAll(() => rmSync(outDirectory, { recursive: true, force: true }));

const bundles = bundleFunctions(functionNames, { functionsRoot, outDirectory });

describe('the functions', () => {
  it('are exactly the folders in functions/ that have a handler', () => {
    const folders = readdirSync(functionsRoot).filter((name) => existsSync(join(functionsRoot, name, 'handler.ts')));
    expect(folders.sort()).toEqual([...functionNames].sort());
  });

  it.each(functionNames)('fits one file of at most 500 KB with the SDK inside: %s', (name) => {
    expect(readdirSync(bundles[name])).toEqual(['index.mjs']);
    expect(statSync(join(bundles[name], 'index.mjs')).size).toBeLessThanOrEqual(500 * 1024);
    expect(readFileSync(join(bundles[name], 'index.mjs'), 'utf8')).not.toMatch(/from ?"@aws-sdk/);
  });
});
