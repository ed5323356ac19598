import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../../core/deployment/deployment.ts';
import { type HeldLease, repair } from '../../../core/deployment/repair.ts';
import { aProgressing } from '../builders.ts';

const alarm = { kind: 'alarm', source: 'arn', because: 'alarm x went to ALARM', occurredAt: '2026-11-20T10:14:12Z' } as const;

function aDeployment(change: Partial<Deployment> = {}): Deployment {
  return { ...aProgressing(), ...change };
}

const tried = { number: 1, running: false };

function aHeldLease(change: Partial<HeldLease> = {}): HeldLease {
  const restore = { number: 0, running: false };
  return {
    executionRunning: false,
    job: 'deployment',
    deployment: aDeployment(),
    whole: 'split',
    candidateStopped: false,
    promotedScalingInEffect: true,
    restoredScalingInEffect: true,
    restore,
    ...change,
  };
}

describe('repair', () => {
  it.each<[string, Partial<HeldLease>, string]>([
    ['leaves a deployment whose execution runs', { executionRunning: true }, 'leave'],
    ['leaves a restore that runs', { restore: { number: 1, running: true } }, 'leave'],
    ['gives back a lease whose machine died before it recorded anything', { deployment: undefined }, 'release'],
    [
      'gives back the lease of a retirement that is over',
      { job: 'retirement', deployment: aDeployment({ status: 'promoted' }) },
      'release',
    ],
    [
      'gives back the lease of a rolled back deployment',
      { deployment: aDeployment({ status: 'rolled-back' }), whole: 'stable' },
      'release',
    ],
    [
      'writes down a promotion that only was not written',
      { deployment: aDeployment({ status: 'promoting' }), whole: 'candidate' },
      'record-promotion',
    ],
    [
      'takes back a promotion whose scaling did not move: the lane that serves could not grow',
      { deployment: aDeployment({ status: 'promoting' }), whole: 'candidate', promotedScalingInEffect: false },
      'restore',
    ],
    ['restores split traffic', {}, 'restore'],
    ['restores also when traffic looks whole: a shift may still be in flight', { whole: 'stable', candidateStopped: true }, 'restore'],
    [
      'restores a promotion that a signal beat',
      { deployment: aDeployment({ status: 'promoting', signal: alarm }), whole: 'candidate' },
      'restore',
    ],
    ['restores a promotion half way', { deployment: aDeployment({ status: 'promoting' }), whole: 'split' }, 'restore'],
    ['restores again while the candidate still runs', { whole: 'stable', restore: { number: 1, running: false } }, 'restore'],
    [
      'writes down a rollback that a restore confirmed',
      { whole: 'stable', candidateStopped: true, restore: { number: 1, running: false } },
      'record-rollback',
    ],
    [
      'restores again while scaling is held',
      { whole: 'stable', candidateStopped: true, restoredScalingInEffect: false, restore: { number: 1, running: false } },
      'restore',
    ],
    // One wrong answer that the rule does not exist would leave users split, and their lease to the next release.
    ['tries once to restore what is said not to exist', { whole: 'gone' }, 'restore'],
    ['gives it up when a restore has tried', { whole: 'gone', restore: tried }, 'abandon'],
    ['tries once also without the lane of a candidate that has no users', { whole: 'stable', missing: 'no lane' }, 'restore'],
    ['gives that up, too, when a restore has tried', { whole: 'stable', missing: 'no lane', restore: tried }, 'abandon'],
    ['takes users back from a candidate whose lane does not exist', { whole: 'split', missing: 'no lane' }, 'restore'],
    ['takes all users back from it, too', { whole: 'candidate', missing: 'no lane' }, 'restore'],
    [
      'gives back the lease of what is over and does not exist',
      { whole: 'gone', deployment: aDeployment({ status: 'promoted' }) },
      'release',
    ],
    ['leaves a restore that runs on what is gone', { whole: 'gone', restore: { number: 1, running: true } }, 'leave'],
    [
      'restores a promoted deployment that a person takes back',
      { job: 'rollback', deployment: aDeployment({ status: 'promoted' }) },
      'restore',
    ],
  ])('%s', (_, change, kind) => {
    expect(repair(aHeldLease(change)).kind).toBe(kind);
  });

  it.each([
    [{ whole: 'candidate', promotedScalingInEffect: false }, 'traffic was on candidate with its scaling still held'],
    [{ whole: 'stable', restoredScalingInEffect: false }, 'traffic was on stable with its scaling still held'],
    [{ whole: 'gone', missing: 'listener rule x does not exist' }, 'listener rule x does not exist'],
  ] as const)('says of %j why', (change, why) => {
    expect(repair(aHeldLease(change)).because).toBe(`its execution ended while the deployment was progressing and ${why}`);
  });

  // A service without scaling has nothing to transfer, so that it is in effect says nothing of the guard.
  it('says of a promotion what is known of it', () => {
    const promoting = aHeldLease({ deployment: aDeployment({ status: 'promoting' }), whole: 'candidate' });
    expect(repair(promoting)).toEqual({
      kind: 'record-promotion',
      because: 'its promotion was decided, no signal came, and every user is on the candidate',
    });
  });

  it('pages from the second restore on', () => {
    expect(repair(aHeldLease())).toMatchObject({ kind: 'restore', number: 1, page: false });
    expect(repair(aHeldLease({ restore: { number: 1, running: false } }))).toMatchObject({ kind: 'restore', number: 2, page: true });
  });

  it('never gives a lease back while traffic of an unfinished deployment is split', () => {
    const statuses = fc.constantFrom<Deployment['status']>('progressing', 'promoting', 'rolling-back');
    const lanes = fc.record({ candidateStopped: fc.boolean(), missing: fc.constantFrom(undefined, 'no lane of the candidate') });
    fc.assert(
      fc.property(statuses, fc.boolean(), fc.nat(5), lanes, (status, signalled, number, { candidateStopped, missing }) => {
        const deployment = aDeployment({ status, ...(signalled ? { signal: alarm } : {}) });
        const held = { deployment, candidateStopped, whole: 'split', restore: { number, running: false } } as const;
        expect(repair(aHeldLease({ ...held, ...(missing !== undefined && { missing }) })).kind).toBe('restore');
      }),
    );
  });
});
