import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hints } from '../../infra/constructs/event-patterns.ts';
import { compilePattern } from '../../local/events/compile-pattern.ts';
import { cases } from './cases.ts';
import * as samples from './event-samples.ts';
import { fuzz, fuzzTimeoutMs } from './fuzz.ts';
import { anyJson } from './hostile-values.ts';
import { mutated } from './mutate.ts';

const patterns: readonly unknown[] = [
  ...Object.values(hints(['arn:aws:states:eu-west-1:111122223333:stateMachine:sluice-deployment'])).map(
    ({ pattern: { detailType, ...pattern } }) => ({
      ...pattern,
      'detail-type': detailType,
    }),
  ),
  {
    source: [{ prefix: 'aws.' }, { 'anything-but': { prefix: 'x' } }],
    $or: [{ detail: { a: [{ numeric: ['>', 0, '<=', 5] }] } }, { detail: { b: [{ cidr: '10.0.0.0/24' }, { wildcard: 'a*b\\*' }] } }],
    detail: { c: [{ exists: false }, { suffix: { 'equals-ignore-case': 'X' } }], d: [{ 'anything-but': [1, 2] }, null, true] },
  },
];
const events = [samples.alarmRang, samples.taskStopped, samples.imagePushed, samples.executionFailed, samples.abortRequested];
const anyPattern = fc.oneof({ arbitrary: mutated(patterns), weight: 9 }, { arbitrary: anyJson, weight: 1 });
const anyEvent = fc.oneof({ arbitrary: mutated(events), weight: 9 }, { arbitrary: anyJson, weight: 1 });

describe('a pattern of any shape', () => {
  it('is refused, or answers yes or no for an event of any shape', { timeout: fuzzTimeoutMs }, async () => {
    const told = { true: 0, false: 0, refused: 0 };
    await fuzz(
      fc.tuple(anyPattern, anyEvent),
      cases.patterns,
      ([pattern, event]) => compilePattern(pattern)(event),
      (outcome) => {
        if (outcome.kind === 'answered') expect([true, false]).toContain(outcome.answer);
        told[outcome.kind === 'refused' ? 'refused' : outcome.answer ? 'true' : 'false'] += 1;
      },
    );
    expect(Math.min(...Object.values(told))).toBeGreaterThan(50);
  });
});
