import { describe, expect, it } from 'vitest';
import type { Json } from '../../local/asl/json.ts';
import { blueArn, greenArn, someActions } from '../core/builders.ts';
import { aShift } from './a-shift.ts';
import type { Act } from './acts.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';

const ecsDown = 'Ecs.EcsException';
const rule = (stable: number, candidate: number) => someActions(stable, candidate) as unknown as Json;

/** A deployment whose calls of one kind fail that often. */
const refusing = (act: Act, times: number) => new MachineBench({ moves: [aShift(0, 100)], faults: [{ act, times, error: ecsDown }] });

describe('a candidate that ECS does not launch at once', () => {
  it('is launched later, after lane, rule and record were read again', async () => {
    const seen = await refusing('launch', 4).run(deploymentText);
    expect(seen).toMatchObject({ serving: [greenArn], recorded: ['promoted', 'retired'] });
    const [from, to] = [seen.path.indexOf('RegisterRevision'), seen.path.indexOf('AwaitCandidate')];
    expect(seen.path.slice(from, to)).toEqual([
      ...['RegisterRevision', 'ReadBeforeLaunch', 'InspectUnlaunched', 'MayLaunch?', 'LaunchCandidate', 'LaunchSoon'],
      ...['ReadCandidate', 'ReadBeforeLaunch', 'InspectUnlaunched', 'MayLaunch?', 'LaunchCandidate'],
    ]);
  });

  it('is not launched under users whom somebody sent there meanwhile, until they are back', async () => {
    const bench = refusing('launch', 4);
    const counts: number[] = [];
    const seen = await bench.run(deploymentText, {}, ({ clock }) => {
      clock.after(20_000, () => {
        bench.actions = rule(0, 100);
      });
      clock.after(600_000, () => {
        counts.push(bench.candidateCount);
        bench.actions = rule(100, 0);
      });
    });
    expect(counts).toEqual([0]);
    expect(seen).toMatchObject({ serving: [greenArn], recorded: ['promoted', 'retired'] });
  });

  it('is given up at once when a signal came meanwhile', async () => {
    let looks = 0;
    const bench = new MachineBench({
      faults: [{ act: 'launch', times: Number.POSITIVE_INFINITY, error: ecsDown }],
      answers: async (act) => {
        if (act === 'inspect') looks += 1;
        return act === 'inspect' && looks > 1 ? { kind: 'failed', because: 'ada asked to go back' } : undefined;
      },
    });
    const seen = await bench.run(deploymentText);
    expect(seen.outcome).toMatchObject({ error: 'RolledBack', cause: 'CandidateNotLaunched: ada asked to go back' });
    expect(seen.path.filter((state) => state === 'LaunchCandidate')).toHaveLength(1);
  });

  it('is given up after half an hour, whether ECS refuses it or users are elsewhere', async () => {
    const moved = refusing('launch', 4);
    const beganAt = moved.clock.now().getTime();
    let endedAt = Number.NaN;
    const seen = await moved.run(deploymentText, {}, ({ clock }) => {
      clock.after(20_000, () => {
        moved.actions = rule(50, 50);
      });
    });
    endedAt = moved.clock.now().getTime();
    expect(seen).toMatchObject({ serving: [blueArn], candidateCount: 0, recorded: ['rolled-back'], outcome: { error: 'RolledBack' } });
    expect(seen.outcome).toMatchObject({ cause: expect.stringContaining('UsersMoved: somebody else sent users') });
    expect((endedAt - beganAt) / 60_000).toBeGreaterThan(25);
    expect((endedAt - beganAt) / 60_000).toBeLessThan(50);
    const refused = await refusing('launch', Number.POSITIVE_INFINITY).run(deploymentText);
    expect(refused.outcome).toMatchObject({ error: 'RolledBack', cause: 'Ecs.EcsException: as the test asked' });
  });

  it('meets nobody whom somebody sent there while its revision was not registered', async () => {
    const bench = refusing('register', 30);
    const counts: number[] = [];
    await bench.run(deploymentText, {}, ({ clock }) => {
      clock.after(30_000, () => {
        bench.actions = rule(50, 50);
      });
      clock.after(1_800_000, () => counts.push(bench.candidateCount));
    });
    expect(counts).toEqual([0]);
  });
});

describe('an old lane that ECS does not put to rest at once', () => {
  it('is put to rest later, after it was claimed again', async () => {
    const seen = await refusing('stop', 4).run(deploymentText);
    expect(seen.path.slice(seen.path.indexOf('ClaimRetirement'))).toEqual([
      ...['ClaimRetirement', 'MayRetire?', 'RetireStable', 'RetireAgain?', 'RetireSoon'],
      ...['ClaimRetirement', 'MayRetire?', 'RetireStable', 'RecordRetirement', 'Promoted'],
    ]);
  });

  it('stays when somebody sent users there meanwhile', async () => {
    let claims = 0;
    const bench = new MachineBench({
      moves: [aShift(0, 100)],
      faults: [{ act: 'stop', times: 4, error: ecsDown }],
      answers: async (act) => {
        if (act === 'claim') claims += 1;
        return act === 'claim' && claims > 1 ? { kind: 'keep', because: 'traffic is split' } : undefined;
      },
    });
    const seen = await bench.run(deploymentText);
    expect(seen.path.slice(-4)).toEqual(['RetireSoon', 'ClaimRetirement', 'MayRetire?', 'Promoted']);
    expect(seen.recorded).toEqual(['promoted']);
  });
});
