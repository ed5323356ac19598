import { describe, expect, it } from 'vitest';
import { historyEvents, longestSeconds, planTooLong } from '../../../core/deployment/history-budget.ts';
import { strategyNames } from '../../../core/service/named-strategies.ts';
import { parseService } from '../../../core/service/parse-service.ts';
import { aDeclaration, aPlan } from '../builders.ts';

describe('the history budget', () => {
  it.each(strategyNames)('has room for %s with the costliest options', (strategy) => {
    const declaration = aDeclaration({ strategy, candidateSize: 'partial', analysis: { atDeadline: 'hold' } });
    expect(historyEvents(parseService(declaration))).toBeLessThan(20_000);
  });

  it('grows with looks: half the interval costs more, never less', () => {
    const { analysis } = aPlan();
    expect(historyEvents(aPlan({ analysis: { ...analysis, lookSeconds: 30 } }))).toBeGreaterThan(historyEvents(aPlan()));
  });

  it('refuses a look so short that the history fills, and names the fix', () => {
    const steps = aPlan().steps.map((step) => ({ ...step, bakeSeconds: 86_400 }));
    expect(planTooLong(aPlan({ steps }))).toContain('use a longer analysis.look');
  });
});

describe('longestSeconds', () => {
  it('adds launch, every step with its patience and capacity, and the rollback', () => {
    expect(longestSeconds(aPlan())).toBe(2 * 600 + 4 * (600 + 600 + 600) + 1_800);
  });

  it('adds a day for each step that may be held and a week for each approval', () => {
    const { analysis, steps } = aPlan();
    const plan = aPlan({
      analysis: { ...analysis, atDeadline: 'hold' },
      steps: steps.map((step, index) => ({ ...step, approval: index === 0 })),
    });
    expect(longestSeconds(plan) - longestSeconds(aPlan())).toBe(4 * 86_400 + 7 * 86_400);
  });
});
