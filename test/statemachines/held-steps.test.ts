import { describe, expect, it } from 'vitest';
import { aPlan, blueArn, greenArn } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';

describe('a step that is held', () => {
  const verdict = { kind: 'inconclusive', because: 'both lanes fail', metrics: [{ name: 'errors', eValue: 1 }], warnings: [] };
  const hold = { kind: 'hold', stepIndex: 0, bakeSeconds: 60, because: 'held: both lanes fail', verdict };
  const asked = { deploymentId: aPlan().deploymentId, service: 'orders', stepIndex: 0, because: hold.because, verdict };

  it('has people called, bakes, and goes on as the judge says', async () => {
    const bench = new MachineBench({ moves: [aShift(0, 5), hold, { ...hold, kind: 'bake' }, aShift(1, 100)] });
    const seen = await bench.run(deploymentText);
    expect(seen.path.filter((state) => /AskHuman|Bake|ShiftTraffic/.test(state))).toEqual([
      ...['ShiftTraffic', 'Bake', 'AskHuman', 'Bake', 'Bake', 'ShiftTraffic', 'Bake'],
    ]);
    expect(bench.questions).toEqual([asked]);
    expect(seen).toMatchObject({ serving: [greenArn], recorded: ['promoted', 'retired'], pages: 0 });
  });

  it('tells NextStep that people were called, until traffic moves', async () => {
    const bench = new MachineBench({ moves: [aShift(0, 5), hold, { ...hold, kind: 'bake' }, aShift(1, 100)] });
    await bench.run(deploymentText);
    expect(bench.looks.map(({ pagedStep }) => pagedStep)).toEqual([null, null, 0, 0, null]);
    expect(new Set(bench.looks.map(({ shownAt }) => shownAt)).size).toBe(3);
  });

  // A crash between the decision and the call is a call that was not made: NextStep is not told of one.
  it('goes on when nobody could be called, and says so: the next look asks again', async () => {
    const faults = [{ act: 'ask', times: 6, error: 'SNS.SnsException' }] as const;
    const bench = new MachineBench({ moves: [aShift(0, 5), hold, hold, hold, aShift(1, 100)], faults });
    const seen = await bench.run(deploymentText);
    expect(bench.looks.map(({ pagedStep, pageTries }) => [pagedStep, pageTries])).toEqual([
      ...[
        [null, 0],
        [null, 0],
        [null, 1],
        [null, 2],
        [0, 0],
        [null, 0],
      ],
    ]);
    expect([bench.questions, seen.serving]).toEqual([[asked], [greenArn]]);
  });

  it('goes back at once when a signal answers the guard while people are called', async () => {
    const faults = [{ act: 'ask', times: Number.POSITIVE_INFINITY, error: 'SNS.SnsException' }] as const;
    const bench = new MachineBench({ moves: [aShift(0, 5), hold, hold, hold], faults });
    const seen = await bench.run(deploymentText, {}, ({ clock, tokens }) => {
      clock.after(71_000, () => void tokens.fail(bench.guardToken, 'GuardTripped', 'alarm x went to ALARM'));
    });
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'] });
  });
});

describe('a deployment that is frozen', () => {
  const drift = { state: 'seen', shows: 'orders-blue 50, orders-green 50' };
  const freeze = { kind: 'freeze', drift, bakeSeconds: 60, because: 'frozen: somebody changed the rule' };

  it('only waits, and goes on when NextStep says so: nobody is called from here', async () => {
    const bench = new MachineBench({ moves: [aShift(0, 5), freeze, freeze, aShift(1, 100)] });
    const seen = await bench.run(deploymentText);
    expect(seen.path.filter((state) => /AskHuman|Bake|ShiftTraffic|Restore/.test(state))).toEqual([
      ...['ShiftTraffic', 'Bake', 'Bake', 'Bake', 'ShiftTraffic', 'Bake'],
    ]);
    expect([seen.serving, bench.questions, seen.pages]).toEqual([[greenArn], [], 0]);
  });

  it('tells NextStep which weights were read back last, also across an approval', async () => {
    const approve = { kind: 'approve', stepIndex: 1, waitSeconds: 14_400, because: 'asked for' };
    const bench = new MachineBench({ moves: [aShift(0, 5), freeze, approve, aShift(1, 100)] });
    await bench.run(deploymentText, {}, ({ clock, tokens }) => clock.after(600_000, () => void tokens.succeed(bench.approvalToken, {})));
    expect(bench.looks.map(({ shownStep }) => shownStep)).toEqual([null, 0, 0, 0, 1]);
  });
});

describe('the output of NextStep', () => {
  it('shows the verdict with its figures, and why', async () => {
    const verdict = { kind: 'safe', because: '0 of 500 failed', metrics: [{ name: 'errors', eValue: 1, pValue: 1 }], warnings: [] };
    const bench = new MachineBench({ moves: [aShift(0, 5), { kind: 'bake', bakeSeconds: 60, because: 'bakes', verdict }, aShift(1, 100)] });
    const { outputsOf } = await bench.run(deploymentText);
    expect(outputsOf('NextStep')[1]).toMatchObject({ kind: 'bake', because: 'bakes', verdict });
  });

  it('is asked for with the revision that a promotion leaves its profile under', async () => {
    const bench = new MachineBench({ moves: [aShift(0, 100)] });
    await bench.run(deploymentText);
    const arns = bench.looks.map(({ taskDefinitionArn }) => taskDefinitionArn);
    expect(new Set(arns)).toEqual(new Set(['arn:aws:ecs:eu-west-1:111122223333:task-definition/orders-green:7']));
  });
});
