import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** 128 and the number of the signal, as shells count. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Gives a fresh folder, and removes it when its use is over, however it ends: a signal removes it too, and then ends the process. */
export async function withTemporaryFolder<Result>(prefix: string, use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // Workers may write into it until the process has ended, so what is found in a folder that was just emptied is removed again.
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  const stop = (signal: keyof typeof exitCodes): void => {
    remove();
    process.exit(exitCodes[signal]);
  };
  const signals = Object.keys(exitCodes) as (keyof typeof exitCodes)[];
  for (const signal of signals) process.once(signal, stop);
  try {
    return await use(folder);
  } finally {
    for (const signal of signals) process.off(signal, stop);
    remove();
  }
}
