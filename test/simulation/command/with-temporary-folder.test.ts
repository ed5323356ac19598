import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withTemporaryFolder } from './with-temporary-folder.ts';

const within = mkdtempSync(join(tmpdir(), 'sluice-with-temporary-folder-test-'));
afterAll(() => rmSync(within, { recursive: true, force: true }));

describe('a temporary folder', () => {
  it('is there while it is used, and gone afterwards, with nobody left who waits for signals', async () => {
    const waiting = () => ['SIGHUP', 'SIGINT', 'SIGTERM'].reduce((sum, signal) => sum + process.listenerCount(signal), 0);
    const before = waiting();
    const used = await withTemporaryFolder('sluice-test-', async (folder) => {
      writeFileSync(join(folder, 'file'), 'text');
      return { folder, waiting: waiting() };
    });
    expect(used.waiting).toBe(before + 3);
    expect([existsSync(used.folder), waiting()]).toEqual([false, before]);
  });

  it('is gone when its use fails', async () => {
    let folder = '';
    const failing = withTemporaryFolder('sluice-test-', (given) => {
      folder = given;
      return Promise.reject(new RangeError('a mistake'));
    });
    await expect(failing).rejects.toThrow('a mistake');
    expect(existsSync(folder)).toBe(false);
  });

  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is gone after %s, which ends the process with %i', async (signal, exitCode) => {
    const script = `
      import { writeFileSync } from 'node:fs';
      import { withTemporaryFolder } from ${JSON.stringify(new URL('./with-temporary-folder.ts', import.meta.url).href)};
      await withTemporaryFolder('killed-', async (folder) => {
        writeFileSync(folder + '/file', 'text');
        process.stdout.write(folder);
        await new Promise((end) => setTimeout(end, 60_000));
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TMPDIR: within } });
    const [folder] = (await once(child.stdout, 'data')) as [Buffer];
    expect(existsSync(folder.toString())).toBe(true);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([exitCode, null]);
    expect(readdirSync(within)).toEqual([]);
  });
});
