import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideMove } from '../../../core/deployment/decide-move.ts';
import type { Drift } from '../../../core/deployment/drift.ts';
import { approvalLookSeconds, historyCosts, historyEvents, planTooLong } from '../../../core/deployment/history-budget.ts';
import { longestSeconds } from '../../../core/deployment/longest-seconds.ts';
import type { Plan } from '../../../core/deployment/plan.ts';
import { forward, weightsOf } from '../../../core/deployment/traffic.ts';
import { strategyNames } from '../../../core/service/named-strategies.ts';
import { parseService } from '../../../core/service/parse-service.ts';
import { aDeclaration, aPlan, aProgressing, aVerdict, secondsLater, whatIsSeen } from '../builders.ts';

/** How long the candidate takes to start, lacks capacity, and gives no verdict: each as long as the plan bears it, or not at all. */
interface Slowness {
  readonly start: boolean;
  readonly capacity: boolean;
  readonly verdict: boolean;
  /** What the judge says meanwhile. */
  readonly kind?: 'inconclusive' | 'hold';
  /** Stable has twice its tasks, so that a full candidate is scaled too. */
  readonly grown?: boolean;
  /** Somebody else's weights are on the rule for as long as that is borne. */
  readonly drifted?: boolean;
}

/** The events that `decideMove` really causes with calls that take no time; every wait goes on until the last look before its end. */
function eventsOf(plan: Plan, slow: Slowness): number {
  const inspections = slow.start ? Math.ceil(plan.launchSeconds / plan.inspectSeconds) : 1;
  let events = inspections * historyCosts.inspection;
  let seconds = slow.start ? plan.launchSeconds : 0;
  const stableCount = plan.stable.desiredCount * (slow.grown ? 2 : 1);
  let stepIndex = -1;
  let stepStartedAt: string | undefined;
  let pagedStep: number | undefined;
  let drift: Drift | undefined;
  for (;;) {
    const percent = plan.steps[stepIndex]?.candidatePercent ?? 0;
    const deployment = aProgressing({
      ...{ plan, stepIndex, approvedSteps: [stepIndex + 1] },
      ...(stepStartedAt !== undefined && { stepStartedAt }),
      ...(drift !== undefined && { drift }),
    });
    const { stepStartedAt: _, ...first } = deployment;
    const decide = (lacks: Pick<Slowness, 'verdict' | 'capacity' | 'drifted'>) =>
      decideMove(
        stepStartedAt === undefined ? first : deployment,
        whatIsSeen(deployment, {
          verdict: aVerdict(lacks.verdict ? (slow.kind ?? 'inconclusive') : 'safe', 'as the test says'),
          ...(pagedStep !== undefined && { pagedStep }),
          ...(lacks.drifted && { traffic: weightsOf(forward(plan, (percent + 50) % 101)), shownStep: stepIndex }),
          healthyCandidates: lacks.capacity ? Math.ceil((plan.stable.desiredCount * percent) / 100) : stableCount,
          healthyStable: stableCount,
        }),
        secondsLater(seconds),
      );
    // The candidate gives in only when it would be taken back otherwise: first with a verdict, then with capacity.
    const calm = { ...slow, drifted: false };
    const tries = [calm, { ...calm, verdict: false }, { verdict: false, capacity: false }];
    // Somebody's weights come last of all, so that they cost looks that nothing else would have cost.
    const moves = [...tries.slice(0, 1), ...(slow.drifted && drift?.state !== 'over' ? [slow] : []), ...tries.slice(1)].map(decide);
    const move = moves.find(({ kind }) => kind !== 'rollback') ?? { kind: 'rollback' };
    drift = move.kind === 'freeze' ? move.drift : drift && { ...drift, state: 'over' };
    events += historyCosts.look[move.kind === 'scale' ? 'partial' : 'full'];
    if (move.kind === 'hold') {
      events += historyCosts.page;
      pagedStep = move.stepIndex;
    }
    if (move.kind === 'shift') {
      events += historyCosts.shift;
      stepIndex = move.stepIndex;
      stepStartedAt = secondsLater(seconds).toISOString();
    }
    if (!('bakeSeconds' in move)) return events + historyCosts.fixed;
    seconds += move.bakeSeconds;
  }
}

describe('the history budget', () => {
  it.each(strategyNames)('has room for %s with the costliest options', (strategy) => {
    for (const candidateSize of ['full', 'partial']) {
      const declaration = aDeclaration({ strategy, candidateSize, analysis: { atDeadline: 'hold' } });
      expect(historyEvents(parseService(declaration))).toBeLessThan(20_000);
    }
  });

  it('grows with looks: half the interval costs more, never less', () => {
    const { analysis } = aPlan();
    expect(historyEvents(aPlan({ analysis: { ...analysis, lookSeconds: 30 } }))).toBeGreaterThan(historyEvents(aPlan()));
  });

  it('counts one call of people for each step with users, for any of them may be held', () => {
    const withFirst = (candidatePercent: number) => {
      const steps = [candidatePercent, 100].map((percent) => ({ candidatePercent: percent, bakeSeconds: 600, approval: false }));
      return historyEvents(aPlan({ steps }));
    };
    expect(withFirst(5) - withFirst(0)).toBe(historyCosts.page);
  });

  // The wait before the first shift once went uncounted: 19,026 events were counted where 25,800 were possible.
  it('refuses a plan whose wait for the first capacity fills the history', () => {
    const { analysis } = aPlan();
    const steps = [{ candidatePercent: 100, bakeSeconds: 10, approval: false }];
    const plan = aPlan({
      steps,
      analysis: { ...analysis, lookSeconds: 5, patienceSeconds: 4_500 },
      launchSeconds: 5_200,
      inspectSeconds: 60,
    });
    expect(eventsOf(plan, { start: false, capacity: true, verdict: true })).toBeGreaterThan(25_000);
    expect(planTooLong(plan)).toContain('history events, allowed are 20000');
  });

  it('counts at least what any deployment can cause', () => {
    const pace = fc.record({
      percents: fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 3 }),
      candidateSize: fc.constantFrom('full' as const, 'partial' as const),
      bakeSeconds: fc.integer({ min: 10, max: 1_000 }),
      approval: fc.boolean(),
      lookSeconds: fc.oneof(fc.integer({ min: 5, max: 300 }), fc.integer({ min: 300, max: 3_600 })),
      patienceSeconds: fc.integer({ min: 0, max: 2_000 }),
      launchSeconds: fc.integer({ min: 30, max: 2_000 }),
      inspectSeconds: fc.integer({ min: 2, max: 300 }),
      atDeadline: fc.constantFrom('hold' as const, 'rollback' as const),
    });
    const kind = fc.constantFrom('inconclusive' as const, 'hold' as const);
    const slowness = fc.record({
      start: fc.boolean(),
      capacity: fc.boolean(),
      verdict: fc.boolean(),
      kind,
      grown: fc.boolean(),
      drifted: fc.boolean(),
    });
    // Every step is held as long as may be, and then a day is lost to somebody's weights.
    const times = { bakeSeconds: 10, lookSeconds: 5, patienceSeconds: 0, launchSeconds: 30, inspectSeconds: 2 };
    const asked = { candidateSize: 'full', approval: true, atDeadline: 'hold' } as const;
    const heldThenFrozen = { percents: [] as number[], ...asked, ...times };
    const frozen = { start: false, capacity: true, verdict: true, kind: 'inconclusive', grown: true, drifted: true } as const;
    fc.assert(
      fc.property(pace, slowness, ({ percents, bakeSeconds, approval, lookSeconds, patienceSeconds, atDeadline, ...rest }, slow) => {
        const steps = [...percents.sort((one, other) => one - other), 100].map((candidatePercent) => ({
          candidatePercent,
          ...{ bakeSeconds, approval },
        }));
        const plan = aPlan({ ...rest, steps, analysis: { ...aPlan().analysis, lookSeconds, patienceSeconds, atDeadline } });
        expect(eventsOf(plan, slow)).toBeLessThanOrEqual(historyEvents(plan));
      }),
      { examples: [[heldThenFrozen, frozen]] },
    );
  });

  it('has room for a week of half hours for one approval, and for longer waits for many', () => {
    const asking = (count: number) => {
      const step = { candidatePercent: 100, bakeSeconds: 600, approval: true };
      return aPlan({ steps: Array.from({ length: count }, (_, index) => ({ ...step, candidatePercent: index + 1 })) });
    };
    expect([1, 2, 3, 8].map((count) => approvalLookSeconds(asking(count)))).toEqual([1_800, 1_800, 3_600, 14_400]);
    const unasked = aPlan({ steps: asking(1).steps.map((step) => ({ ...step, approval: false })) });
    expect(historyEvents(asking(1)) - historyEvents(unasked)).toBeGreaterThanOrEqual(336 * historyCosts.approval);
    expect([1, 2, 3, 8].map((count) => planTooLong(asking(count)))).toEqual(Array(4).fill(undefined));
  });

  it('refuses a look so short that the history fills, and names the fix', () => {
    const steps = aPlan().steps.map((step) => ({ ...step, bakeSeconds: 86_400 }));
    expect(planTooLong(aPlan({ steps }))).toContain('use a longer analysis.look');
  });
});

describe('longestSeconds', () => {
  it('adds launch, every step with its patience and capacity, one hold, and the rollback', () => {
    expect(longestSeconds(aPlan())).toBe(2 * 600 + 4 * (600 + 600 + 600) + 86_400 + 1_800);
  });

  it('adds a day for each step that may be held, and for each approval a week with patience and capacity after it', () => {
    const { analysis, steps } = aPlan();
    const plan = aPlan({
      analysis: { ...analysis, atDeadline: 'hold' },
      steps: steps.map((step, index) => ({ ...step, approval: index === 0 })),
    });
    expect(longestSeconds(plan) - longestSeconds(aPlan())).toBe(3 * 86_400 + 7 * 86_400 + 600 + 600);
  });
});
