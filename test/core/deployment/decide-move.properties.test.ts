import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../core/analysis/observation.ts';
import { tasksFor } from '../../../core/deployment/candidate-count.ts';
import { decideMove, type Move, type Progressing, type Seen } from '../../../core/deployment/decide-move.ts';
import { historyCosts, historyEvents, longestSeconds } from '../../../core/deployment/history-budget.ts';
import type { Plan, Step } from '../../../core/deployment/plan.ts';
import { forward, weightsOf } from '../../../core/deployment/traffic.ts';
import { admittedAt, aPlan, aProgressing, secondsLater } from '../builders.ts';

const anyVerdict: fc.Arbitrary<Verdict> = fc.record({
  kind: fc.constantFrom('safe', 'regressed', 'inconclusive'),
  because: fc.constant('so it looks'),
});

const anySteps: fc.Arbitrary<readonly Step[]> = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 5 }).chain((percents) =>
  fc.tuple(
    ...[...percents.sort((one, other) => one - other), 100].map((candidatePercent) =>
      fc.record({
        candidatePercent: fc.constant(candidatePercent),
        bakeSeconds: fc.integer({ min: 0, max: 900 }),
        approval: fc.boolean(),
      }),
    ),
  ),
);

/** Two in three watch and do not ring. */
const anyAlarms: fc.Arbitrary<Seen['alarms']> = fc
  .record({ state: fc.constantFrom('OK', 'OK', 'ALARM'), actionsEnabled: fc.constant(true) })
  .map((change) => ({ found: [{ arn: 'arn:slow', name: 'slow', type: 'metric', ...change } as const], missing: [] }));

const base = aPlan();

const anyPlan: fc.Arbitrary<Plan> = fc
  .record({
    steps: anySteps,
    candidateSize: fc.constantFrom('full', 'partial'),
    desiredCount: fc.integer({ min: 1, max: 20 }),
    lookSeconds: fc.integer({ min: 5, max: 300 }),
    patienceSeconds: fc.integer({ min: 0, max: 900 }),
    atDeadline: fc.constantFrom('rollback', 'hold'),
  })
  .map(({ steps, candidateSize, desiredCount, ...analysis }) => {
    const plan = { ...base, steps, candidateSize, stable: { ...base.stable, desiredCount }, analysis: { ...base.analysis, ...analysis } };
    return { ...plan, longestSeconds: longestSeconds(plan) };
  });

const anyCase = anyPlan.chain((plan) =>
  fc.record({
    deployment: fc
      .record({
        stepIndex: fc.integer({ min: -1, max: plan.steps.length - 1 }),
        approvedStep: fc.integer({ min: -1, max: plan.steps.length }),
        isSignalled: fc.boolean(),
      })
      .map(({ isSignalled, ...at }): Progressing => {
        const signal = { kind: 'alarm', source: 'arn:alarm', because: 'an alarm', occurredAt: admittedAt.toISOString() } as const;
        return aProgressing({ plan, ...at, ...(isSignalled && { signal }) });
      }),
    seen: fc.record({
      verdict: anyVerdict,
      traffic: fc.integer({ min: 0, max: 100 }).map((percent) => weightsOf(forward(plan, percent))),
      healthyCandidates: fc.integer({ min: 0, max: 25 }),
      healthyStable: fc.integer({ min: 0, max: 25 }),
      alarms: anyAlarms,
    }),
    seconds: fc.integer({ min: -100, max: 200_000 }),
  }),
);

const always = (check: (move: Move, deployment: Progressing, seen: Seen) => void): void => {
  fc.assert(
    fc.property(anyCase, ({ deployment, seen, seconds }) => check(decideMove(deployment, seen, secondsLater(seconds)), deployment, seen)),
    { numRuns: 1_000 },
  );
};

const percentAt = ({ plan, stepIndex }: Progressing): number => plan.steps[stepIndex]?.candidatePercent ?? 0;

describe('decideMove, whatever it sees,', () => {
  it('never gives the candidate more users without a safe verdict, where it has users at all', () => {
    always((move, deployment, { verdict }) => {
      const isForward = (move.kind === 'shift' && move.stepIndex > deployment.stepIndex) || move.kind === 'promote';
      if (isForward && percentAt(deployment) > 0) expect(verdict.kind).toBe('safe');
      if (move.kind === 'shift') expect(verdict.kind).not.toBe('regressed');
    });
  });

  it('rolls back when a signal is stored', () => {
    always((move, { signal }) => {
      if (signal !== undefined) expect(move.kind).toBe('rollback');
    });
  });

  it('rolls back when an alarm of the guard rings', () => {
    always((move, _, { alarms }) => {
      if (alarms.found.some(({ state }) => state === 'ALARM')) expect(move.kind).toBe('rollback');
    });
  });

  it('never skips a step, and goes to the percent of the step', () => {
    always((move, { plan, stepIndex }) => {
      if (move.kind !== 'shift') return;
      expect([stepIndex, stepIndex + 1]).toContain(move.stepIndex);
      expect(move.candidatePercent).toBe(plan.steps[move.stepIndex]?.candidatePercent);
      expect([move.stableWeight, move.candidateWeight]).toEqual([100 - move.candidatePercent, move.candidatePercent]);
    });
  });

  it('never moves users to a lane without room for them', () => {
    always((move, { plan }, { healthyCandidates, healthyStable }) => {
      if (move.kind !== 'shift') return;
      const stableCount = Math.max(plan.stable.desiredCount, healthyStable);
      expect(healthyCandidates).toBeGreaterThanOrEqual(tasksFor(stableCount, move.candidatePercent));
    });
  });

  it('never moves on without the approval that the step asks for', () => {
    always((move, { plan, approvedStep, stepIndex }) => {
      if (move.kind !== 'shift' || move.stepIndex === stepIndex || !plan.steps[move.stepIndex]?.approval) return;
      expect(approvedStep).toBe(move.stepIndex);
    });
  });

  it('promotes only from the last step, with traffic seen there', () => {
    always((move, { plan, stepIndex }, { traffic }) => {
      if (move.kind !== 'promote') return;
      expect(stepIndex).toBe(plan.steps.length - 1);
      expect(traffic).toEqual(weightsOf(forward(plan, 100)));
    });
  });

  it('waits whole seconds, at least one', () => {
    always((move) => {
      if (!('bakeSeconds' in move)) return;
      expect(Number.isInteger(move.bakeSeconds)).toBe(true);
      expect(move.bakeSeconds).toBeGreaterThanOrEqual(1);
    });
  });
});

const allWell = { verdict: 'safe', healthyPercent: 100, grownPercent: 100 } as const;

/** Plays a deployment to its end as the machine would: each answer carried out, each wait slept, the judge as given. */
function play(
  plan: Plan,
  answers: readonly { readonly verdict: Verdict['kind']; readonly healthyPercent: number; readonly grownPercent: number }[],
) {
  let deployment = aProgressing({ plan, stepIndex: -1 });
  let seconds = 0;
  let shownAt: string | undefined;
  const moves: Move[] = [];
  for (;;) {
    const { verdict, healthyPercent, grownPercent } = answers[moves.length % answers.length] ?? allWell;
    const seen: Seen = {
      ...(shownAt !== undefined && { shownAt }),
      verdict: { kind: verdict, because: 'so it looks' },
      traffic: weightsOf(forward(plan, percentAt(deployment))),
      healthyCandidates: Math.ceil((plan.stable.desiredCount * healthyPercent) / 100),
      healthyStable: Math.ceil((plan.stable.desiredCount * grownPercent) / 100),
      alarms: { found: [], missing: [] },
    };
    const move = decideMove(deployment, seen, secondsLater(seconds));
    moves.push(move);
    if (move.kind === 'promote' || move.kind === 'rollback') return { moves, seconds };
    if (move.kind === 'shift') {
      deployment = { ...deployment, stepIndex: move.stepIndex, stepStartedAt: secondsLater(seconds).toISOString() };
      // Ten reads of the weights, two seconds apart.
      seconds += 20;
      shownAt = secondsLater(seconds).toISOString();
    }
    if (move.kind === 'approve') deployment = { ...deployment, approvedStep: move.stepIndex };
    seconds += 'bakeSeconds' in move ? move.bakeSeconds : 3_600;
  }
}

describe('a whole deployment', () => {
  const anyAnswers = fc.array(
    fc.record({
      verdict: fc.constantFrom<Verdict['kind'][]>('safe', 'inconclusive', 'inconclusive'),
      healthyPercent: fc.integer({ min: 1, max: 110 }),
      grownPercent: fc.constantFrom(0, 100, 100, 150),
    }),
    { minLength: 1, maxLength: 40 },
  );

  it('ends within its longest time and its history budget, whatever the judge and the targets do', () => {
    fc.assert(
      fc.property(anyPlan, anyAnswers, (plan, answers) => {
        const { moves, seconds } = play(plan, answers);
        expect(seconds).toBeLessThanOrEqual(plan.longestSeconds);
        const count = (kind: Move['kind']) => moves.filter((move) => move.kind === kind).length;
        // A step's cost includes its approval.
        const looks = moves.length - count('shift') - count('approve');
        const spent = historyCosts.fixed + count('shift') * historyCosts.step + looks * historyCosts.look[plan.candidateSize];
        // The look of a partial candidate holds them already.
        const scalings = plan.candidateSize === 'full' ? count('scale') * historyCosts.scaling : 0;
        expect(spent + scalings).toBeLessThanOrEqual(historyEvents(plan));
      }),
      { numRuns: 150 },
    );
  });

  it('of a healthy candidate is promoted through every step', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { moves } = play(plan, [allWell]);
        expect(moves.at(-1)?.kind).toBe('promote');
        expect(moves.flatMap((move) => (move.kind === 'shift' ? [move.candidatePercent] : []))).toEqual(
          plan.steps.map(({ candidatePercent }) => candidatePercent),
        );
      }),
      { numRuns: 150 },
    );
  });
});
