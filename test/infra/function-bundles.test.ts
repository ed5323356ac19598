import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../infra/constructs/function-bundles.ts';
import { folderOf } from '../../infra/constructs/function-folders.ts';
import { functionNames } from '../../infra/constructs/names.ts';

const functionsRoot = join(import.meta.dirname, '../../functions');
const outDirectory = mkdtempSync(join(tmpdir(), 'sluice-bundles-'));
afterAll(() => rmSync(outDirectory, { recursive: true, force: true }));

const folderNames = [...new Set(functionNames.map(folderOf))];
const bundles = bundleFunctions(folderNames, { functionsRoot, outDirectory });

describe('the functions', () => {
  it('are made from exactly the folders in functions/ that have a handler, and the two guardians from one', () => {
    const folders = readdirSync(functionsRoot).filter((name) => existsSync(join(functionsRoot, name, 'handler.ts')));
    expect(folders.sort()).toEqual([...folderNames].sort());
    const shared = functionNames.filter((name) => functionNames.some((other) => other !== name && folderOf(other) === folderOf(name)));
    expect(shared).toEqual(['reconcile', 'sweep']);
  });

  it.each(folderNames)('fits one file of at most 512 KB with the SDK inside: %s', (name) => {
    expect(readdirSync(bundles[name])).toEqual(['index.mjs']);
    expect(statSync(join(bundles[name], 'index.mjs')).size).toBeLessThanOrEqual(512 * 1024);
    expect(readFileSync(join(bundles[name], 'index.mjs'), 'utf8')).not.toMatch(/from ?"@aws-sdk/);
  });
});
