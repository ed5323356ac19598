import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../../core/deployment/deployment.ts';
import type { Drift } from '../../../core/deployment/drift.ts';
import { mayBeUnsent, percentStillShown, refusedSince } from '../../../core/deployment/lost-shift.ts';
import { forward, weightsOf } from '../../../core/deployment/traffic.ts';
import { aPlan, aProgressing, secondsLater } from '../builders.ts';

const at = (seconds: number) => secondsLater(seconds).toISOString();
const shows = (percent: number) => weightsOf(forward(aPlan(), percent));

/** At 25 %, intended and decided ten minutes after the admission. */
const shifted = aProgressing({ stepIndex: 1, stepStartedAt: at(600), lookedAt: at(600), seenAt: at(600) });
/** The next look was refused. */
const refused: Deployment = { ...shifted, unreadSince: at(605) };

const drift: Drift = {
  ...{ state: 'told', shows: 'orders-blue 50, orders-green 50', secondsBefore: 0 },
  ...{ since: at(610), until: at(620), intendedAt: at(600) },
};

describe('refusedSince', () => {
  it.each<[string, Partial<Deployment>, string | undefined]>([
    ['nothing, when none was', {}, undefined],
    ['the first refusal in a row', { unreadSince: at(605) }, at(605)],
    ['nothing, once a look has read the alarms', { unreadSince: at(605), lookedAt: at(660) }, undefined],
    ['nothing, once a look has seen the rule', { unreadSince: at(605), seenAt: at(660) }, undefined],
  ])('is %s', (_, change, since) => {
    expect(refusedSince({ ...shifted, ...change })).toBe(since);
  });
});

describe('percentStillShown', () => {
  it('is the percent of the step before, 0 before the second, and nothing else', () => {
    expect([0, 5, 25, 50].map((percent) => percentStillShown(shifted, shows(percent)))).toEqual([undefined, 5, undefined, undefined]);
    expect(percentStillShown({ ...shifted, stepIndex: 0 }, shows(0))).toBe(0);
    expect(percentStillShown({ ...shifted, stepIndex: -1 }, shows(0))).toBeUndefined();
  });
});

describe('mayBeUnsent', () => {
  it('is so while the rule shows the step before, and every look since the shift was refused', () => {
    expect(mayBeUnsent(refused, shows(5))).toBe(true);
    expect(mayBeUnsent({ ...refused, drift: { ...drift, state: 'over' } }, shows(5))).toBe(true);
  });

  it.each<[string, Partial<Deployment>, number]>([
    ['the rule shows what was intended', {}, 25],
    ['it shows something else: somebody wrote that', {}, 50],
    ['a look has seen the rule since', { seenAt: at(660) }, 5],
    ['a look has read the alarms since', { lookedAt: at(660) }, 5],
    ['looks were refused only in the step before', { unreadSince: at(595) }, 5],
    ['a look had seen the rule in this step before they were refused', { seenAt: at(660), unreadSince: at(720) }, 5],
    ['a look had decided without the rule before: the machine had read back what it sent', { lookedAt: at(660), unreadSince: at(720) }, 5],
    ['other weights are known of', { drift }, 5],
  ])('is not so when %s', (_, change, percent) => {
    expect(mayBeUnsent({ ...refused, ...change }, shows(percent))).toBe(false);
  });

  it('is not so when no look was refused: the machine itself reads back what it sends', () => {
    expect(mayBeUnsent(shifted, shows(5))).toBe(false);
  });
});
