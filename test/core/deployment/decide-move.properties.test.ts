import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../core/analysis/verdict.ts';
import { approvalWait } from '../../../core/deployment/approval-wait.ts';
import { tasksFor } from '../../../core/deployment/candidate-count.ts';
import { decideMove } from '../../../core/deployment/decide-move.ts';
import { driftSeen } from '../../../core/deployment/drift-seen.ts';
import { historyCosts, historyEvents } from '../../../core/deployment/history-budget.ts';
import { longestSeconds } from '../../../core/deployment/longest-seconds.ts';
import type { Move, Progressing, Seen } from '../../../core/deployment/move.ts';
import type { Plan, Step } from '../../../core/deployment/plan.ts';
import { forward, weightsOf } from '../../../core/deployment/traffic.ts';
import { limits } from '../../../core/limits.ts';
import { admittedAt, aPlan, aProgressing, aVerdict, secondsLater } from '../builders.ts';

type Asked = Parameters<typeof aVerdict>[0];

const anyVerdict: fc.Arbitrary<Verdict> = fc
  .constantFrom<Asked[]>('safe', 'regressed', 'inconclusive', 'hold', 'end')
  .map((kind) => aVerdict(kind, 'so it looks'));

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
    lookSeconds: fc.oneof(fc.integer({ min: 5, max: 300 }), fc.integer({ min: 300, max: 3_600 })),
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
        approvedSteps: fc.uniqueArray(fc.integer({ min: 0, max: plan.steps.length })),
        isSignalled: fc.boolean(),
        heldFor: fc.option(fc.integer({ min: 0, max: 200_000 }), { nil: undefined }),
      })
      .map(({ isSignalled, heldFor, ...at }): Progressing => {
        const signal = { kind: 'alarm', source: 'arn:alarm', because: 'an alarm', occurredAt: admittedAt.toISOString() } as const;
        const held = heldFor === undefined ? {} : { heldUntil: secondsLater(heldFor).toISOString() };
        return aProgressing({ plan, ...at, ...held, ...(isSignalled && { signal }) });
      }),
    seen: fc.record({
      verdict: anyVerdict,
      traffic: fc.integer({ min: 0, max: 100 }).map((percent) => weightsOf(forward(plan, percent))),
      healthyCandidates: fc.integer({ min: 0, max: 25 }),
      healthyStable: fc.integer({ min: 0, max: 25 }),
      alarms: anyAlarms,
      pagedStep: fc.integer({ min: 0, max: plan.steps.length - 1 }),
    }),
    seconds: fc.integer({ min: -100, max: 200_000 }),
  }),
);

const always = (check: (move: Move, deployment: Progressing, seen: Seen, seconds: number) => void): void => {
  fc.assert(
    fc.property(anyCase, ({ deployment, seen, seconds }) => {
      check(decideMove(deployment, seen, secondsLater(seconds)), deployment, seen, seconds);
    }),
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

  it('neither moves users on nor goes back for want of a verdict while the judge asks to hold', () => {
    always((move, deployment, { verdict }, seconds) => {
      if (verdict.kind !== 'inconclusive' || verdict.then !== 'hold' || percentAt(deployment) === 0) return;
      if (move.kind === 'shift') expect(move.stepIndex).toBe(deployment.stepIndex);
      expect(['promote', 'approve', 'scale']).not.toContain(move.kind);
      if (move.kind === 'rollback' && seconds < 86_400) expect(move.because).not.toContain('verdict');
    });
  });

  it('calls people only for a step that is held, and never twice for the same', () => {
    always((move, { stepIndex, plan }, { verdict, pagedStep }) => {
      if (move.kind !== 'hold') return;
      expect([verdict.kind, move.stepIndex]).toEqual(['inconclusive', stepIndex]);
      expect(pagedStep).not.toBe(stepIndex);
      if (verdict.kind === 'inconclusive' && verdict.then !== 'hold') expect(plan.analysis.atDeadline).toBe('hold');
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
    always((move, { plan, approvedSteps, stepIndex }) => {
      if (move.kind !== 'shift' || move.stepIndex === stepIndex || !plan.steps[move.stepIndex]?.approval) return;
      expect(approvedSteps).toContain(move.stepIndex);
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

const allWell = { verdict: 'safe', healthyPercent: 100, grownPercent: 100, drifted: false, agrees: false } as const;

interface Look {
  readonly verdict: Asked;
  readonly healthyPercent: number;
  readonly grownPercent: number;
  /** Somebody else's weights are on the rule. */
  readonly drifted: boolean;
  /** A person who is asked at this look agrees half-way to the next one. */
  readonly agrees: boolean;
}

/** Plays a deployment to its end as the machine would: each answer carried out, each wait slept, the judge as given. */
function play(plan: Plan, answers: readonly Look[]) {
  let deployment = aProgressing({ plan, stepIndex: -1 });
  let seconds = 0;
  let shownAt: string | undefined;
  let pagedStep: number | undefined;
  const moves: Move[] = [];
  for (;;) {
    const { verdict, healthyPercent, grownPercent, drifted, agrees } = answers[moves.length % answers.length] ?? allWell;
    const traffic = weightsOf(forward(plan, drifted ? (percentAt(deployment) + 50) % 101 : percentAt(deployment)));
    const seen: Seen = {
      ...(shownAt !== undefined && { shownAt }),
      ...(pagedStep !== undefined && { pagedStep }),
      verdict: aVerdict(verdict, 'so it looks'),
      ...{ traffic, shownStep: deployment.stepIndex },
      healthyCandidates: Math.ceil((plan.stable.desiredCount * healthyPercent) / 100),
      healthyStable: Math.ceil((plan.stable.desiredCount * grownPercent) / 100),
      alarms: { found: [], missing: [] },
    };
    const move = decideMove(deployment, seen, secondsLater(seconds));
    moves.push(move);
    const drift = move.kind === 'freeze' ? move.drift : driftSeen(deployment, traffic, secondsLater(seconds));
    if (drift !== undefined) deployment = { ...deployment, drift };
    deployment = { ...deployment, ...agreedAt(deployment, secondsLater(seconds)) };
    if (move.kind === 'promote' || move.kind === 'rollback') return { moves, seconds };
    if (move.kind === 'shift') {
      deployment = { ...deployment, stepIndex: move.stepIndex, stepStartedAt: secondsLater(seconds).toISOString() };
      // Ten reads of the weights, two seconds apart.
      seconds += 20;
      shownAt = secondsLater(seconds).toISOString();
    }
    if (verdict === 'hold') deployment = { ...deployment, heldUntil: secondsLater(seconds).toISOString() };
    if (move.kind === 'hold') pagedStep = move.stepIndex;
    if (move.kind === 'approve') deployment = afterAsking(deployment, move, seconds, agrees);
    if ('waitSeconds' in move) seconds += agrees ? Math.ceil(move.waitSeconds / 2) : move.waitSeconds;
    if ('bakeSeconds' in move) seconds += move.bakeSeconds;
  }
}

/** The first look that knows of an approval records it. */
function agreedAt(deployment: Progressing, at: Date): Pick<Progressing, 'approvalAsked'> {
  const wait = approvalWait(deployment, at);
  return wait.kind === 'over' && deployment.approvalAsked !== undefined
    ? { approvalAsked: { ...deployment.approvalAsked, until: wait.until } }
    : {};
}

/** People agree as late as they may, or at once. */
function afterAsking(
  deployment: Progressing,
  { stepIndex, waitSeconds }: Move & { readonly kind: 'approve' },
  seconds: number,
  agrees: boolean,
): Progressing {
  const { approvalAsked } = deployment;
  const asked = approvalAsked?.stepIndex === stepIndex ? approvalAsked : { stepIndex, at: secondsLater(seconds).toISOString() };
  const leftSeconds = limits.approvalSeconds.value - (secondsLater(seconds).getTime() - Date.parse(asked.at)) / 1_000;
  const isLast = agrees || leftSeconds <= waitSeconds;
  return { ...deployment, approvalAsked: asked, ...(isLast && { approvedSteps: [...deployment.approvedSteps, stepIndex] }) };
}

describe('a whole deployment', () => {
  const anyAnswers = fc.array(
    fc.record({
      verdict: fc.constantFrom<Asked[]>('safe', 'inconclusive', 'inconclusive', 'hold', 'hold'),
      healthyPercent: fc.integer({ min: 1, max: 110 }),
      grownPercent: fc.constantFrom(0, 100, 100, 150),
      drifted: fc.constantFrom(false, false, false, true),
      agrees: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  );

  it('ends within its longest time and its history budget, whatever the judge and the targets do', () => {
    fc.assert(
      fc.property(anyPlan, anyAnswers, (plan, answers) => {
        const { moves, seconds } = play(plan, answers);
        expect(seconds).toBeLessThanOrEqual(plan.longestSeconds);
        const count = (kind: Move['kind']) => moves.filter((move) => move.kind === kind).length;
        const passes = (['shift', 'approval'] as const).map((kind) => count(kind === 'approval' ? 'approve' : kind) * historyCosts[kind]);
        const looks = moves.length - count('shift') - count('approve');
        const looked = looks * historyCosts.look[plan.candidateSize] + count('hold') * historyCosts.page;
        const spent = historyCosts.fixed + looked + passes.reduce((sum, each) => sum + each, 0);
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
