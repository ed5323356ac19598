import { describe, expect, it } from 'vitest';
import { matrixRows, type Recorded } from './matrix-rows.ts';
import type { MadeCall } from './record-calls.ts';

/** A call of the sweep; a case names what it is about. */
function aCall(with_: Partial<MadeCall> = {}): MadeCall {
  return {
    ordinal: 0,
    actor: { kind: 'function', name: 'sluice-sweep' },
    target: 'DynamoDB.Query',
    state: undefined,
    invocation: undefined,
    place: 0,
    weights: { stable: 75, candidate: 25 },
    executionRuns: true,
    others: '',
    outcome: 'answered',
    ...with_,
  };
}

/** A call that is about to be, after one of a case. */
const last = aCall({ ordinal: 1, target: 'SNS.Publish' });

function aRun(reference: string, first: MadeCall, with_: Partial<Recorded> = {}): Recorded {
  return { reference, service: 'shop', made: [first, last], troubledFrom: Number.POSITIVE_INFINITY, ...with_ };
}

/** Ordinals of the calls of a run that have cells, after another run of the usual calls. */
function ordinalsAfter(run: Recorded): readonly number[] | undefined {
  return matrixRows([aRun('first', aCall()), run])[1]?.calls.map(({ ordinal }) => ordinal);
}

describe('the rows of the crash matrix', () => {
  it('leave a call to an earlier run that had come to it the same way', () => {
    expect(ordinalsAfter(aRun('second', aCall()))).toEqual([]);
  });

  it.each([
    ['under other weights', { weights: { stable: 50, candidate: 50 } }],
    ['after a call that failed', { outcome: 'ThrottlingException' }],
    ['after a call that never ended', { outcome: undefined }],
    ['after somebody else has changed something', { others: 'a rule was written' }],
  ])('have a call once more that is made %s', (_, change) => {
    expect(ordinalsAfter(aRun('second', aCall(change)))).toEqual([0, 1]);
  });

  it('have a call once more that another service comes to', () => {
    expect(ordinalsAfter(aRun('second', aCall(), { service: 'mail' }))).toEqual([0, 1]);
  });

  it('have every call from which on the trouble of its own run had begun', () => {
    expect(ordinalsAfter(aRun('second', aCall(), { troubledFrom: 1 }))).toEqual([1]);
  });

  it('have a call once in each run, however often it is made for the same reason towards the same answer', () => {
    const again = aCall({ ordinal: 2, outcome: 'ThrottlingException', weights: { stable: 50, candidate: 50 } });
    const calls = matrixRows([aRun('first', aCall(), { made: [aCall(), last, again] })])[0]?.calls;
    expect(calls?.map(({ ordinal }) => ordinal)).toEqual([0, 1]);
  });
});
