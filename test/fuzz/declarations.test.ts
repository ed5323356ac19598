import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseService } from '../../core/service/parse-service.ts';
import { cases } from './cases.ts';
import { declarations } from './declarations.ts';
import { expectPlain, fuzz, fuzzTimeoutMs } from './fuzz.ts';
import { anyJson } from './hostile-values.ts';
import { mutated } from './mutate.ts';

const anyDeclaration = fc.oneof({ arbitrary: mutated(declarations), weight: 9 }, { arbitrary: anyJson, weight: 1 });

describe('a declaration of any shape', () => {
  it('begins as one that is accepted', () => {
    expect(declarations.map((declared) => parseService(declared).name)).toEqual(['orders', 'orders', 'orders']);
  });

  it('becomes a service without anything inherited from it, or is refused with each problem in a line', {
    timeout: fuzzTimeoutMs,
  }, async () => {
    const told = { answered: 0, refused: 0 };
    await fuzz(anyDeclaration, cases.declarations, parseService, (outcome) => {
      told[outcome.kind] += 1;
      if (outcome.kind === 'answered') expectPlain(outcome.answer);
      else expect(outcome.error.message).toMatch(/^service declaration refused, \d+ to fix:(\n {2}- .+)+$/s);
    });
    expect(Math.min(...Object.values(told))).toBeGreaterThan(50);
  });
});
