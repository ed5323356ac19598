import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../adapters/outcome-recorder.ts';
import { recordOutcome } from '../../../functions/record-outcome/record-outcome.ts';

function aBench() {
  const recorded: unknown[] = [];
  const record = async (deploymentId: string, outcome: Outcome, ending: object) => {
    recorded.push({ deploymentId, outcome, ending });
    return { kind: outcome, because: 'recorded' };
  };
  return { recorded, run: recordOutcome({ record }) };
}

describe('recordOutcome', () => {
  it.each(['promoted', 'retired', 'rolled-back', 'needs-human'] as const)(
    'hands on what was caught and seen when a deployment ended %s',
    async (outcome) => {
      const { recorded, run } = aBench();
      const observed = [{ TargetGroupArn: 'arn:blue', Weight: 100 }];
      const failure = { Error: 'GuardTripped', Cause: 'alarm 5xx went to ALARM' };
      expect(await run({ deploymentId: 'orders-1', outcome, failure, observed })).toEqual({ kind: outcome, because: 'recorded' });
      const ending = { error: 'GuardTripped', because: 'alarm 5xx went to ALARM', observed };
      expect(recorded).toEqual([{ deploymentId: 'orders-1', outcome, ending }]);
    },
  );

  it('takes an ending without a failure', async () => {
    const { recorded, run } = aBench();
    await run({ deploymentId: 'orders-1', outcome: 'promoted', failure: null });
    expect(recorded).toEqual([
      { deploymentId: 'orders-1', outcome: 'promoted', ending: { error: undefined, because: undefined, observed: undefined } },
    ]);
  });

  // A wait that ends without a cause has an empty one, and a function may fail with 32,768 characters: the outcome is recorded all the same.
  it.each([
    ['no words', '', undefined],
    ['too many words', 'x'.repeat(32_768), `${'x'.repeat(2_000)}…`],
  ])('records the ending whose cause has %s', async (_, Cause, because) => {
    const { recorded, run } = aBench();
    await run({ deploymentId: 'orders-1', outcome: 'rolled-back', failure: { Error: 'States.Timeout', Cause } });
    const ending = { error: 'States.Timeout', because, observed: undefined };
    expect(recorded).toEqual([{ deploymentId: 'orders-1', outcome: 'rolled-back', ending }]);
  });

  it('records the ending whose observation no record has room for', async () => {
    const { recorded, run } = aBench();
    const nested: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    for (const observed of ['x'.repeat(1024 * 1024), nested]) await run({ deploymentId: 'orders-1', outcome: 'promoted', observed });
    expect(recorded).toHaveLength(2);
    expect(JSON.stringify(recorded).length).toBeLessThan(1_000);
  });

  it('refuses an outcome it does not know', async () => {
    const { recorded, run } = aBench();
    await expect(run({ deploymentId: 'orders-1', outcome: 'finished' })).rejects.toThrow(
      'outcome is "finished": give promoted, retired, rolled-back or needs-human',
    );
    expect(recorded).toEqual([]);
  });
});
