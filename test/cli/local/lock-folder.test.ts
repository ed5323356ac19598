import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../../cli/local/lock-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-lock-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('lockFolder', () => {
  it('refuses a folder that a living process uses, and takes over from one that is gone', () => {
    lockFolder(folder)();
    writeFileSync(join(folder, 'lock'), String(process.ppid));
    expect(() => lockFolder(folder)).toThrow(`${folder} is used by process ${process.ppid}: quit that one first`);
    writeFileSync(join(folder, 'lock'), '999999999');
    lockFolder(folder)();
  });
});
