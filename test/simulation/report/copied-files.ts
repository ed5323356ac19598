import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type SafetyFiles, safetyFiles } from './safety-files.ts';

/** For each test a copy of the page of this working copy, with nothing kept of seeds. Asked for within a test. */
export function copiedFiles(): () => SafetyFiles {
  let files: SafetyFiles;
  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-safety-files-test-'));
    files = { page: join(folder, 'safety.md'), seeds: join(folder, 'safety-seeds.json') };
    copyFileSync(safetyFiles.page, files.page);
  });
  afterEach(() => rmSync(join(files.page, '..'), { recursive: true, force: true }));
  return () => files;
}
