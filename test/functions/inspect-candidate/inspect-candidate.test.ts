import { describe, expect, it } from 'vitest';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import type { Lane } from '../../../core/deployment/lane.ts';
import { inspectCandidate } from '../../../functions/inspect-candidate/inspect-candidate.ts';
import { admittedAt, aLane, aProgressing, secondsLater } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';

const { id, plan } = aProgressing();
const taskDefinitionArn = 'orders-green:7';
const signal = { kind: 'alarm', source: 'arn:alarm', because: '5xx went to ALARM', occurredAt: admittedAt.toISOString() } as const;

async function aBench(rolloutState = 'COMPLETED') {
  const ledger = memoryLedger();
  await anAdmitted(ledger);
  const read: [string, Lane][] = [];
  const lanes = {
    read: async (cluster: string, lane: Lane) => {
      read.push([cluster, lane]);
      return aLane({ deployments: [{ taskDefinitionArn, rolloutState, because: undefined }] });
    },
  };
  const inspect = inspectCandidate({ ledger, lanes, now: () => secondsLater(60) });
  return {
    ledger,
    read,
    inspect: (...launchedAt: readonly (string | null)[]) =>
      inspect({ deploymentId: id, taskDefinitionArn, launchedAt: launchedAt.length === 0 ? admittedAt.toISOString() : launchedAt[0] }),
  };
}

describe('inspectCandidate', () => {
  it('says that the candidate lane of the plan is healthy', async () => {
    const { read, inspect } = await aBench();
    expect(await inspect()).toEqual({ kind: 'healthy', because: '4 of 4 targets are healthy' });
    expect(read).toEqual([[plan.cluster, plan.candidate]]);
  });

  it('waits while the launch goes on', async () => {
    const { inspect } = await aBench('IN_PROGRESS');
    expect(await inspect()).toEqual({ kind: 'waiting', because: 'the ECS service deployment is IN_PROGRESS' });
  });

  // A person aborts while ECS is down: what the lane looks like must not keep the answer away.
  it('fails on a stored signal, and asks ECS nothing: nobody waits for a candidate that is not wanted any more', async () => {
    const { ledger, read, inspect } = await aBench();
    await ledger.storeSignal(id, signal, admittedAt);
    expect(await inspect()).toEqual({ kind: 'failed', because: signal.because, asksUsersBack: false });
    expect(read).toEqual([]);
  });

  it.each(['abort', 'unserved'] as const)('says that users are asked back, by %s', async (kind) => {
    const { ledger, inspect } = await aBench();
    await ledger.storeSignal(id, { ...signal, kind }, admittedAt);
    expect(await inspect()).toEqual({ kind: 'failed', because: signal.because, asksUsersBack: true });
  });

  it('asks the record alone before the launch: the answer may not be old', async () => {
    const { ledger, read, inspect } = await aBench();
    expect(await inspect(null)).toEqual({ kind: 'waiting', because: 'it is to be launched' });
    await ledger.storeSignal(id, signal, admittedAt);
    expect(await inspect(null)).toEqual({ kind: 'failed', because: signal.because, asksUsersBack: false });
    expect(read).toEqual([]);
  });

  it.each([undefined, '', 'yesterday'])('refuses %s as the time of a launch', async (launchedAt) => {
    const { inspect } = await aBench();
    await expect(inspect(launchedAt as string)).rejects.toThrow('launchedAt is');
  });
});
