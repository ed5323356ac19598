import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FailureMode } from './oracles/failure-mode.ts';
import { failureModes } from './oracles/failure-modes.ts';
import { oracles } from './oracles/oracles.ts';

const root = new URL('../../', import.meta.url);
const watchedBy = (mode: FailureMode) => ('checks' in mode ? mode.checks : []);
const isInFile = (file: string, title: string): boolean => {
  const text = readFileSync(new URL(file, root), 'utf8');
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => text.includes(quoted));
};

describe('the failure modes', () => {
  it('are F01 to F64, each once', () => {
    const ids = Array.from({ length: 64 }, (_, index) => `F${String(index + 1).padStart(2, '0')}`);
    expect(failureModes.map(({ id }) => id)).toEqual(ids);
  });

  it('are asserted, all but three', () => {
    expect(failureModes.filter((mode) => 'open' in mode).map(({ id }) => id)).toEqual(['F54', 'F56', 'F63']);
  });

  it('name checks that run', () => {
    const known = new Set(oracles.map(({ name }) => name));
    expect(failureModes.flatMap(watchedBy).filter((name) => !known.has(name))).toEqual([]);
  });

  it('name tests that are there', () => {
    const missing = failureModes.filter((mode) => 'test' in mode && !isInFile(mode.test.file, mode.test.title));
    expect(missing.map(({ id }) => id)).toEqual([]);
  });
});

describe('the checks', () => {
  it('each belong to a failure mode', () => {
    const named = new Set(failureModes.flatMap(watchedBy));
    expect(oracles.filter(({ name }) => !named.has(name)).map(({ name }) => name)).toEqual([]);
  });

  it('have one name each', () => {
    expect(new Set(oracles.map(({ name }) => name)).size).toBe(oracles.length);
  });

  it('are of the failure mode that they say, or of all', () => {
    const wrong = oracles.filter(
      ({ id, name }) => id !== 'L' && !failureModes.some((mode) => mode.id === id && watchedBy(mode).includes(name)),
    );
    expect(wrong.map(({ id, name }) => `${id} ${name}`)).toEqual([]);
  });
});
