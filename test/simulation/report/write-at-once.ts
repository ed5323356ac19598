import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file whole or not at all: what is new is written beside it and takes its place at once. */
export function writeAtOnce(path: string, text: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}
