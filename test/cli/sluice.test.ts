import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const file = fileURLToPath(new URL('../../cli/sluice.ts', import.meta.url));

function sluice(...args: readonly string[]) {
  const { status, stdout } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  return { status, firstLine: stdout.split('\n')[0]?.split(':')[0] };
}

describe('sluice', () => {
  it.each([['help'], ['--help'], ['-h'], ['backtest', '--help'], ['demo', '-h']])('shows its commands: %s %s', (...args) => {
    expect(sluice(...args)).toEqual({ status: 0, firstLine: 'sluice' });
  });

  it.each([['nonsense'], ['constructor']])('shows its commands instead of running what is none: %s', (name) => {
    expect(sluice(name)).toEqual({ status: 2, firstLine: 'sluice' });
  });
});
