import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../../core/errors.ts';

/**
 * Takes a data folder for this process, and answers how to give it back: two worlds on one table would spoil it. A lock whose process is
 * gone is taken over.
 *
 * @throws {InvalidInputError} another process uses the folder.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'lock');
  const holder = Number(readText(file));
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new InvalidInputError(`${folder} is used by process ${holder}: quit that one first, or run a copy of the folder`);
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
