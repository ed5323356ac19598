import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { foundBugs } from './found-bugs/found-bugs.ts';
import type { NamedTest } from './oracles/failure-mode.ts';
import { failureModes } from './oracles/failure-modes.ts';
import { oracles } from './oracles/oracles.ts';
import { wholeAgainSeconds } from './oracles/whole-again.ts';
import { failureModesSection } from './report/failure-modes-table.ts';
import { readSafetyPage } from './report/safety-page.ts';
import { livenessSeconds } from './simulate.ts';
import { whyTestDoesNotRun } from './why-test-does-not-run.ts';

const root = new URL('../../', import.meta.url);
const checksOf = failureModes.flatMap(({ checks = [] }) => checks);
const whyNot = ({ file, title }: NamedTest) => whyTestDoesNotRun(readFileSync(new URL(file, root), 'utf8'), title);

describe('the failure modes', () => {
  it('are F01 to F64, each once', () => {
    const ids = Array.from({ length: 64 }, (_, index) => `F${String(index + 1).padStart(2, '0')}`);
    expect(failureModes.map(({ id }) => id)).toEqual(ids);
  });

  it('are asserted, all but one, and eleven of them in part', () => {
    const open = failureModes.filter((mode) => mode.open !== undefined);
    expect(open.filter(({ checks, tests }) => (checks ?? tests) === undefined).map(({ id }) => id)).toEqual(['F54']);
    expect(open.filter(({ checks, tests }) => (checks ?? tests) !== undefined).map(({ id }) => id)).toEqual([
      ...['F03', 'F23', 'F24', 'F30', 'F47'],
      ...['F53', 'F56', 'F60', 'F61', 'F62', 'F63'],
    ]);
  });

  it('are counted on the page by what shows them', () => {
    const counted = '43 are checked by the simulator, 20 by tests alone, F54 by neither, and of 11 more a part is open.';
    expect(failureModesSection().split('\n')[0]).toBe(counted);
  });

  it('name checks that run', () => {
    const known = new Set(oracles.map(({ name }) => name));
    expect(checksOf.filter((name) => !known.has(name))).toEqual([]);
  });

  it('name tests that run', () => {
    const named = failureModes.flatMap(({ id, tests = [] }) => tests.map((test) => ({ id, why: whyNot(test) })));
    expect(named.filter(({ why }) => why !== undefined)).toEqual([]);
  });
});

describe('the bugs that the simulator found', () => {
  it('name tests that run', () => {
    const named = foundBugs.map(({ shownBy, test }) => ({ shownBy, why: whyNot(test) }));
    expect(named.filter(({ why }) => why !== undefined)).toEqual([]);
  });
});

describe('a test that is named', () => {
  it('runs when it stands there as a test, alone or for each of some cases', () => {
    expect(whyTestDoesNotRun("it('ends', () => {});", 'ends')).toBeUndefined();
    expect(whyTestDoesNotRun('  it("it’s over", { timeout: 1 }, async () => {});', 'it’s over')).toBeUndefined();
    expect(whyTestDoesNotRun("it.each([1, 2])('ends %s', () => {});", 'ends %s')).toBeUndefined();
    expect(whyTestDoesNotRun("  it.each([\n    { gone: 'it' },\n  ])('ends: $gone', () => {});", 'ends: $gone')).toBeUndefined();
  });

  it.each(['skip', 'todo', 'fails', 'skipIf', 'runIf'])('does not run where something is held by %s', (held) => {
    expect(whyTestDoesNotRun(`it.${held}('ends', () => {});`, 'ends')).toBe('is skipped');
    expect(whyTestDoesNotRun(`it.${held}.each([1])('ends', () => {});`, 'ends')).toBe('is skipped');
    expect(whyTestDoesNotRun(`describe.${held}('all', () => {\n  it('ends', () => {});\n});`, 'ends')).toBe('is skipped');
  });

  it.each(["  // it('ends', () => {});", "/*\nit('ends', () => {});\n*/", "it('ends well', () => {});", "const title = 'ends';"])(
    'is not there in %s',
    (text) => {
      expect(whyTestDoesNotRun(text, 'ends')).toBe('is not there');
    },
  );
});

describe('the checks', () => {
  it('each belong to a failure mode', () => {
    expect(oracles.filter(({ name }) => !checksOf.includes(name)).map(({ name }) => name)).toEqual([]);
  });

  it('have one name each', () => {
    expect(new Set(oracles.map(({ name }) => name)).size).toBe(oracles.length);
  });

  it('are of the failure mode that they say, or of all', () => {
    const wrong = oracles.filter(
      ({ id, name }) => id !== 'L' && !failureModes.some(({ id: of, checks = [] }) => of === id && checks.includes(name)),
    );
    expect(wrong.map(({ id, name }) => `${id} ${name}`)).toEqual([]);
  });
});

describe('the page on safety', () => {
  it('says how long everything may take to come to rest, and users to be whole again', () => {
    const page = readSafetyPage().replaceAll(/\s+/g, ' ');
    expect(page).toContain(`everything is at rest within ${livenessSeconds.toLocaleString('en')} s:`);
    expect(page).toContain(`whole again within ${wholeAgainSeconds} s: two periods of the sweep, and a restore`);
  });
});
