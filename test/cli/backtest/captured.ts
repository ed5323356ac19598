import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { BacktestNeeds } from '../../../cli/commands/backtest.ts';
import { DefectError } from '../../../core/errors.ts';

/** The command's needs without AWS, and what it printed. */
export function captured(needs: Partial<BacktestNeeds> = {}): BacktestNeeds & { readonly printed: readonly string[] } {
  const printed: string[] = [];
  const notAsked = (): never => {
    throw new DefectError('AWS was asked');
  };
  return { ledger: notAsked, metrics: notAsked, ...needs, print: (text) => void printed.push(text), printed };
}

/** A file with this text or these bytes, there until the test is over. */
export function aFile(name: string, text: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-backtest-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
