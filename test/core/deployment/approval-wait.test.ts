import { describe, expect, it } from 'vitest';
import { approvalWait } from '../../../core/deployment/approval-wait.ts';
import { aProgressing, secondsLater } from '../builders.ts';

const at = (seconds: number) => secondsLater(seconds).toISOString();
const approvalAsked = { stepIndex: 1, at: at(600) };

/** The wait in the first step of a deployment, an hour after the question. */
const waitOf = (change: Parameters<typeof aProgressing>[0]) => approvalWait(aProgressing(change), secondsLater(4_200));

describe('the wait for a person', () => {
  it('is none before the question, and after the step that was asked for has begun', () => {
    expect([waitOf({ approvedSteps: [1] }), waitOf({ approvalAsked, approvedSteps: [1], stepIndex: 1 })]).toEqual([
      { kind: 'none' },
      { kind: 'none' },
    ]);
  });

  it.each([[[]], [[0]], [[2, 0]]])('is open while nobody approved the step, whatever else was approved: %j', (approvedSteps) => {
    expect(waitOf({ approvalAsked, approvedSteps })).toEqual({ kind: 'open' });
  });

  it('is over at the look that knows of the approval first', () => {
    expect(waitOf({ approvalAsked, approvedSteps: [1] })).toEqual({ kind: 'over', until: at(4_200), seconds: 3_600 });
    const known = { ...approvalAsked, until: at(1_600) };
    expect(waitOf({ approvalAsked: known, approvedSteps: [1] })).toEqual({ kind: 'over', until: at(1_600), seconds: 1_000 });
  });

  it('took a week at most, and no time where clocks disagree', () => {
    const seconds = (until: string) => waitOf({ approvalAsked: { ...approvalAsked, until }, approvedSteps: [1] });
    expect([seconds(at(8 * 86_400)), seconds(at(0))]).toMatchObject([{ seconds: 7 * 86_400 }, { seconds: 0 }]);
  });
});
