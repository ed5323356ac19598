import { describe, expect, it } from 'vitest';
import { verdictIn } from '../../../cli/demo/verdict-in.ts';
import { verdicts } from './a-run.ts';

const left = (name: string, output: object) => ({ stateExitedEventDetails: { name, output: JSON.stringify(output) } });

describe('verdictIn', () => {
  it('is the last verdict that state NextStep put out', () => {
    const { errors, good } = verdicts;
    const history = [
      { stateEnteredEventDetails: { name: 'NextStep' } },
      left('NextStep', { kind: 'shift', verdict: errors }),
      left('NextStep', { kind: 'promote', verdict: good }),
      left('NextStep', { kind: 'bake', because: 'the guard is not registered yet' }),
      left('Bake', { verdict: errors }),
    ];
    expect(verdictIn(history)).toEqual(good);
  });

  it('is undefined when the judge never looked', () => {
    expect(verdictIn([left('Admit', {})])).toBeUndefined();
  });
});
