import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../local/events/compile-pattern.ts';
import { InvalidPatternError } from '../../../local/events/invalid-pattern-error.ts';

interface Vector {
  readonly name: string;
  readonly pattern: unknown;
  readonly event: unknown;
  readonly expect: boolean | 'invalid';
}
interface Sample {
  readonly name: string;
  readonly pattern: unknown;
  readonly matches: readonly string[];
}

const shared = new URL('../../../../shared/', import.meta.url);
const file = new URL('event-pattern-vectors.json', shared);

function outcome(pattern: unknown, event: unknown): boolean | 'invalid' {
  try {
    return compilePattern(pattern)(event);
  } catch (error) {
    if (error instanceof InvalidPatternError) return 'invalid';
    throw error;
  }
}

// The vectors lie beside the repository; a clone without them is covered by compile-pattern.test.ts.
describe.runIf(existsSync(file))('compilePattern on vectors recorded from the open-source matcher', () => {
  const recorded = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[]; samples: Sample[] })
    : { vectors: [], samples: [] };

  it('agrees on all 94 vectors', () => {
    expect(recorded.vectors).toHaveLength(94);
    expect(recorded.vectors.map(({ name, pattern, event }) => [name, outcome(pattern, event)])).toEqual(
      recorded.vectors.map((vector) => [vector.name, vector.expect]),
    );
  });

  it.each(recorded.samples)('matches the sample events of "$name" and no other', ({ pattern, matches }) => {
    const names = readdirSync(new URL('events/', shared));
    const hit = names.filter((name) => outcome(pattern, JSON.parse(readFileSync(new URL(`events/${name}`, shared), 'utf8'))) === true);
    expect(hit.toSorted()).toEqual(matches.toSorted());
  });
});
