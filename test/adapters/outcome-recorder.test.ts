import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { memoryLedger } from '../../adapters/ledger/memory-ledger.ts';
import { type Outcome, outcomeRecorder } from '../../adapters/outcome-recorder.ts';
import { retirementHolder, rollbackHolder } from '../../core/deployment/holders.ts';
import { DependencyError } from '../../core/errors.ts';
import { aProgressing, aVerdict, secondsLater } from '../core/builders.ts';
import { anAdmitted } from '../functions/an-admitted.ts';

const lastVerdict = aVerdict('regressed', '7 of 100 candidate requests failed');
const deployment = aProgressing({ lastVerdict });
const { id, plan } = deployment;
const endedAt = secondsLater(900);
const observed = [{ TargetGroupArn: plan.stable.targetGroupArn, Weight: 100 }];
const ending = { error: 'GuardTripped', because: '5xx went to ALARM', observed };
const detail = { error: 'GuardTripped', observed, analysis: lastVerdict };
const at = endedAt.toISOString();

async function aBench(before: (ledger: Ledger) => Promise<unknown> = async () => undefined, admitted = deployment) {
  const ledger = memoryLedger();
  await anAdmitted(ledger, admitted);
  await before(ledger);
  const announced: object[] = [];
  const announcer = { announce: async (announcement: object) => void announced.push(announcement) };
  const record = outcomeRecorder({ ledger, announcer, now: () => endedAt });
  return { ledger, announced, record };
}

/** The old holder gives the lease to a job of the same deployment. */
async function handOver(ledger: Ledger, holder: string) {
  await ledger.finish(id, {
    status: 'promoted',
    event: { at: secondsLater(600).toISOString(), type: 'DeploymentPromoted', because: 'safe' },
  });
  await ledger.release('orders', id);
  await ledger.lease({ service: 'orders', holder, executionArn: 'arn:job', alarmArns: [], candidateLane: '' }, endedAt);
}

describe('outcomeRecorder', () => {
  it('writes a promotion down with the end of its rollback window, frees the service and announces it', async () => {
    const { ledger, announced, record } = await aBench();
    const because = 'every step was safe; green serves every user';
    expect(await record(id, 'promoted', {})).toEqual({ kind: 'promoted', because });
    const retireAt = secondsLater(900 + plan.rollbackWindowSeconds).toISOString();
    expect(await ledger.load(id)).toEqual({ ...deployment, status: 'promoted', endedAt: at, retireAt });
    expect(await ledger.heldLeases()).toEqual([]);
    const event = { at, type: 'DeploymentPromoted', because, detail: { error: null, observed: null, analysis: lastVerdict } };
    expect((await ledger.events(id)).slice(1)).toEqual([event]);
    expect(announced).toEqual([{ ...event, deploymentId: id, service: 'orders' }]);
  });

  it('writes a rollback down with its cause and what was seen, and frees the service', async () => {
    const { ledger, announced, record } = await aBench();
    expect(await record(id, 'rolled-back', ending)).toEqual({ kind: 'rolled-back', because: '5xx went to ALARM' });
    expect(await ledger.load(id)).toEqual({ ...deployment, status: 'rolled-back', endedAt: at });
    expect(await ledger.heldLeases()).toEqual([]);
    const event = { at, type: 'DeploymentRolledBack', because: '5xx went to ALARM', detail };
    expect((await ledger.events(id)).slice(1)).toEqual([event]);
    expect(announced).toEqual([{ ...event, deploymentId: id, service: 'orders' }]);
  });

  it('keeps the lease and the record when a human is needed: nobody may deploy over traffic that nobody could confirm', async () => {
    const { ledger, announced, record } = await aBench();
    await record(id, 'needs-human', ending);
    expect(await ledger.load(id)).toEqual(deployment);
    expect((await ledger.leaseOf('orders'))?.holder).toBe(id);
    const event = { at, type: 'HumanNeeded', because: '5xx went to ALARM', detail };
    expect((await ledger.events(id)).slice(1)).toEqual([event]);
    expect(announced).toEqual([{ ...event, deploymentId: id, service: 'orders' }]);
  });

  it('writes the retirement of the old lane down and frees the service, which stays promoted', async () => {
    const { ledger, announced, record } = await aBench((kept) => handOver(kept, retirementHolder(id)));
    const because = 'the rollback window is over; blue is at rest';
    expect(await record(id, 'retired', {})).toEqual({ kind: 'retired', because });
    expect((await ledger.load(id)).status).toBe('promoted');
    expect(await ledger.heldLeases()).toEqual([]);
    const event = { at, type: 'StableRetired', because, detail: { error: null, observed: null, analysis: lastVerdict } };
    expect((await ledger.events(id)).at(-1)).toEqual(event);
    expect(announced).toEqual([{ ...event, deploymentId: id, service: 'orders' }]);
  });

  it('logs a retirement once, also when it is recorded again', async () => {
    const { ledger, record } = await aBench((kept) => handOver(kept, retirementHolder(id)));
    await record(id, 'retired', {});
    await record(id, 'retired', {});
    expect((await ledger.events(id)).map(({ type }) => type)).toEqual(['DeploymentAdmitted', 'DeploymentPromoted', 'StableRetired']);
  });

  it('logs that a promoted deployment was taken back, once, and frees the service', async () => {
    const { ledger, record } = await aBench((kept) => handOver(kept, rollbackHolder(id)));
    await record(id, 'rolled-back', ending);
    await record(id, 'rolled-back', ending);
    expect((await ledger.load(id)).status).toBe('promoted');
    expect(await ledger.heldLeases()).toEqual([]);
    expect((await ledger.events(id)).map(({ type }) => type)).toEqual(['DeploymentAdmitted', 'DeploymentPromoted', 'DeploymentRolledBack']);
  });

  it.each(['promoted', 'retired', 'rolled-back'] as const)('never frees a service that the next deployment has: %s', async (outcome) => {
    const { ledger, record } = await aBench((kept) => handOver(kept, 'orders-next'));
    await record(id, outcome, ending);
    expect((await ledger.leaseOf('orders'))?.holder).toBe('orders-next');
  });

  it.each<Outcome>(['promoted', 'rolled-back'])('completes what a crash left open and writes nothing twice: %s', async (outcome) => {
    const { ledger, announced, record } = await aBench();
    const crashing = { ...ledger, release: () => Promise.reject(new DependencyError('DynamoDB is busy')) };
    const announcer = { announce: async (announcement: object) => void announced.push(announcement) };
    const first = outcomeRecorder({ ledger: crashing, announcer, now: () => secondsLater(899) });
    await expect(first(id, outcome, ending)).rejects.toThrow('DynamoDB is busy');
    const written = await ledger.load(id);
    await record(id, outcome, ending);
    expect(await ledger.load(id)).toEqual(written);
    expect(await ledger.heldLeases()).toEqual([]);
    expect((await ledger.events(id)).slice(1)).toHaveLength(1);
    // The lease goes last, so the crash may have come before the announcement: it is made again, and is the same.
    expect(announced).toEqual([announced[0], announced[0]]);
  });

  it('keeps the lease of a deployment whose end nobody could be told of, for the reconciler to find', async () => {
    const { ledger } = await aBench();
    const announcer = { announce: () => Promise.reject(new DependencyError('neither bus nor ledger')) };
    await expect(outcomeRecorder({ ledger, announcer, now: () => endedAt })(id, 'rolled-back', ending)).rejects.toThrow('neither bus');
    expect([(await ledger.load(id)).status, (await ledger.leaseOf('orders'))?.holder]).toEqual(['rolled-back', id]);
  });

  it('tells nobody of an outcome that another one absorbed', async () => {
    const { ledger, announced, record } = await aBench();
    await record(id, 'rolled-back', ending);
    await record(id, 'promoted', {});
    expect(announced.map((event) => (event as { type: string }).type)).toEqual(['DeploymentRolledBack']);
    expect((await ledger.load(id)).status).toBe('rolled-back');
  });

  it('has no analysis of a deployment that the judge never saw', async () => {
    const { announced, record } = await aBench(async () => undefined, aProgressing());
    await record(id, 'rolled-back', ending);
    expect(announced).toMatchObject([{ detail: { analysis: null } }]);
  });

  describe('of users whom somebody moved before the launch', () => {
    const abort = { kind: 'abort', source: 'ada', because: 'ada asked to go back', occurredAt: at } as const;
    const aborted = (ledger: Ledger) => ledger.storeSignal(id, abort, endedAt);
    const moved = [
      { TargetGroupArn: plan.stable.targetGroupArn, Weight: 0 },
      { TargetGroupArn: plan.candidate.targetGroupArn, Weight: 100 },
    ];

    it.each([
      ['are elsewhere', moved],
      [
        'are split',
        [
          { TargetGroupArn: plan.stable.targetGroupArn, Weight: 50 },
          { ...moved[1], Weight: 50 },
        ],
      ],
      ['were not seen', []],
    ])('writes no rollback down when they %s and a person asked for them: it tells nobody and keeps the lease', async (_, seen) => {
      const { ledger, announced, record } = await aBench(aborted);
      const refused = record(id, 'rolled-back', { ...ending, observed: seen });
      await expect(refused).rejects.toMatchObject({ name: 'UsersAskedBackError' });
      expect([(await ledger.load(id)).status, (await ledger.leaseOf('orders'))?.holder, announced]).toEqual(['progressing', id, []]);
    });

    it.each([
      ['on stable', observed],
      ['on stable, beside a lane without users', [...observed, { ...moved[1], Weight: 0 }]],
      ['seen by who asks for the record', undefined],
    ])('writes a rollback down when a person asked for them and they are %s', async (_, seen) => {
      const { record } = await aBench(aborted);
      expect(await record(id, 'rolled-back', { ...ending, observed: seen })).toMatchObject({ kind: 'rolled-back' });
    });

    it('leaves them there when nobody asked for them', async () => {
      const { record } = await aBench();
      expect(await record(id, 'rolled-back', { ...ending, observed: moved })).toMatchObject({ kind: 'rolled-back' });
    });
  });

  it('has a reason for a rollback whose cause nobody caught', async () => {
    const { record } = await aBench();
    expect(await record(id, 'rolled-back', {})).toEqual({ kind: 'rolled-back', because: 'no reason given' });
  });
});
