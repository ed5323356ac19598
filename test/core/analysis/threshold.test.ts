import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricEvidence } from '../../../core/analysis/evidence.ts';
import { inconclusive } from '../../../core/analysis/inconclusive.ts';
import type { JudgeContext } from '../../../core/analysis/metric-judgement.ts';
import type { ThresholdPlan } from '../../../core/analysis/metric-plan.ts';
import { judgeThreshold } from '../../../core/analysis/threshold.ts';

/** Heap in percent: above 90 fails, below 80 passes, in between is neither. No limit leaves anything over. */
function aThresholdPlan(with_: Partial<ThresholdPlan> = {}): ThresholdPlan {
  return {
    kind: 'threshold',
    name: 'heap',
    dryRun: false,
    critical: true,
    warmupSeconds: 0,
    source: {
      kind: 'prometheus',
      url: 'https://prom.example',
      query: 'heap',
      auth: { kind: 'none' },
      periodSeconds: 60,
      absentIsZero: false,
    },
    failWhen: { above: 90 },
    passWhen: { below: 80 },
    failureLimit: 0,
    consecutiveErrorLimit: 4,
    inconclusiveLimit: 0,
    ...with_,
  };
}

/** The first step begins at 0, each further one where it is said. */
const context = (...laterAt: readonly number[]): JudgeContext => ({
  steps: [0, ...laterAt].map((beganAt, stepIndex) => ({ stepIndex, candidatePercent: 10 * (stepIndex + 1), beganAt })),
  stepsWithUsers: 3,
  alpha: 0.01,
  sloAlpha: 0.001,
  beta: 0.05,
});

/** One measurement a minute from 0. */
function measured(values: readonly (number | null)[], missing?: string): MetricEvidence {
  const blocks = values.map((candidate, index) => ({ startedAt: index * 60, candidate, stable: null }));
  return { counts: {}, values: { heap: blocks }, ...(missing !== undefined && { missing }) };
}

const judged = (plan: ThresholdPlan, values: readonly (number | null)[], at = context()) => judgeThreshold(plan, measured(values), at);
const kindOf = (plan: ThresholdPlan, values: readonly (number | null)[], at = context()) => {
  const { kind, then } = judged(plan, values, at);
  return then === undefined ? kind : then;
};

describe('judgeThreshold', () => {
  it('is safe when the newest measurement passes and no limit is spent', () => {
    expect(judged(aThresholdPlan({ failureLimit: 1 }), [70, 95, 71])).toEqual({
      kind: 'safe',
      because: '2 of 3 measurements passed, the newest with 71',
    });
  });

  it('regresses when more measurements failed than the limit, in a row or not', () => {
    expect(judged(aThresholdPlan({ failureLimit: 1 }), [95, 70, 97, 70])).toEqual({
      kind: 'regressed',
      because: '2 of 4 measurements failed, the newest with 97; allowed are 1',
    });
    expect(kindOf(aThresholdPlan({ failureLimit: 2 }), [95, 70, 97, 70])).toBe('safe');
  });

  it('ends when more measurements in a row have no value than the limit, even when values come back', () => {
    const plan = aThresholdPlan({ consecutiveErrorLimit: 2 });
    expect(judged(plan, [70, null, Number.NaN, Number.POSITIVE_INFINITY, 70])).toEqual(
      inconclusive('3 measurements in a row had no value; allowed are 2', 'end'),
    );
    expect(kindOf(plan, [null, null, 70, null, null, 70])).toBe('safe');
  });

  it('ends when more measurements neither pass nor fail than the limit', () => {
    expect(judged(aThresholdPlan({ inconclusiveLimit: 1 }), [85, 70, 80, 70])).toEqual(
      inconclusive('2 of 4 measurements neither passed nor failed; allowed are 1', 'end'),
    );
    expect(kindOf(aThresholdPlan({ inconclusiveLimit: 2 }), [85, 70, 80, 70])).toBe('safe');
  });

  it('regresses rather than ends when both are due', () => {
    expect(kindOf(aThresholdPlan({ consecutiveErrorLimit: 0 }), [null, 85, 95])).toBe('regressed');
  });

  it('waits for a newest measurement that passes, and says what it has', () => {
    const plan = aThresholdPlan({ failureLimit: 1, inconclusiveLimit: 1 });
    const waits = [[], [70, null], [70, 95], [70, 85]].map((values) => judged(plan, values));
    expect(waits).toEqual(
      [
        'no measurement yet; need 1 that passes',
        'the newest measurement has no value; need 1 that passes',
        'the newest measurement failed with 95; need 1 that passes after it',
        'the newest measurement, 85, neither passed nor failed; need 1 that passes',
      ].map((because) => inconclusive(because)),
    );
  });

  it('takes no pass of an earlier step for the present one', () => {
    expect(judged(aThresholdPlan(), [70, 70], context(61))).toEqual(
      inconclusive('no measurement in the present step yet; need 1 that passes'),
    );
    expect(kindOf(aThresholdPlan(), [70, 70], context(60))).toBe('safe');
    expect(kindOf(aThresholdPlan(), [95, 70], context(60))).toBe('regressed');
  });

  it('leaves out the warm-up and what was before the first users', () => {
    expect(kindOf(aThresholdPlan({ warmupSeconds: 60 }), [95, 70])).toBe('safe');
    expect(kindOf(aThresholdPlan({ warmupSeconds: 61 }), [95, 70])).toBe('wait');
    expect(kindOf(aThresholdPlan(), [95, 70], { ...context(), steps: [] })).toBe('wait');
  });

  it('takes what does not pass for failed without failWhen, what does not fail for passed without passWhen', () => {
    const { failWhen: _f, ...onlyPass } = aThresholdPlan();
    const { passWhen: _p, ...onlyFail } = aThresholdPlan();
    const { passWhen: _n, ...neither } = onlyPass;
    expect([kindOf(onlyPass, [85]), kindOf(onlyFail, [85]), kindOf(neither, [85])]).toEqual(['regressed', 'safe', 'end']);
  });

  it('takes a value that does both for failed, and the ends themselves for neither', () => {
    const overlapping = aThresholdPlan({ failWhen: { above: 90, below: 10 }, passWhen: { above: 5, below: 2 } });
    expect([kindOf(overlapping, [95]), kindOf(overlapping, [8]), kindOf(overlapping, [50])]).toEqual(['regressed', 'regressed', 'safe']);
    expect([kindOf(aThresholdPlan(), [90]), kindOf(aThresholdPlan(), [80])]).toEqual(['end', 'end']);
  });

  it('calls nothing safe while the newest data are missing', () => {
    expect(judgeThreshold(aThresholdPlan(), measured([70], 'Prometheus did not answer'), context())).toEqual(
      inconclusive('1 of 1 measurements passed, the newest with 70, but Prometheus did not answer'),
    );
    expect(judgeThreshold(aThresholdPlan(), measured([95], 'Prometheus did not answer'), context()).kind).toBe('regressed');
  });

  it('never becomes better by a failed measurement', () => {
    const values = fc.array(fc.oneof(fc.double(), fc.constantFrom(70, 85, 95, null)), { maxLength: 20 });
    const limits = fc.record({ failureLimit: fc.nat(5), consecutiveErrorLimit: fc.nat(5), inconclusiveLimit: fc.nat(5) });
    fc.assert(
      fc.property(values, limits, (before, with_) => {
        const plan = aThresholdPlan(with_);
        const after = kindOf(plan, [...before, 95]);
        expect(after).not.toBe('safe');
        if (kindOf(plan, before) === 'regressed') expect(after).toBe('regressed');
      }),
    );
  });
});
