import { describe, expect, it } from 'vitest';
import type { MetricSources } from '../../../adapters/metrics/metric-sources.ts';
import { DependencyError } from '../../../core/errors.ts';
import { nextStep } from '../../../functions/next-step/next-step.ts';
import { admittedAt, aProgressing, secondsLater } from '../../core/builders.ts';
import { aJudgedPlan, aLook } from './a-look.ts';

const plan = aJudgedPlan({ steps: [{ candidatePercent: 100, bakeSeconds: 700, approval: false }] });
const { id } = aProgressing();
const began = admittedAt.getTime() / 1_000;
const told = { requests: 1_000, requestsPerSecond: 1, errorRate: 0, from: '', until: '' };

/** Looks at a candidate of whose 1,000 requests a minute so many have no counted ending; stable has none beside it. */
async function looksAt(unaccounted: number, profile: MetricSources['profile']) {
  const { ledger, needs } = await aLook(aProgressing({ plan }));
  await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
  const asked: (readonly number[])[] = [];
  const metrics: MetricSources = {
    profile: async (lane, window) => {
      if (lane.targetGroupArn === plan.stable.targetGroupArn) {
        asked.push([window.from, window.until].map((moment) => moment.getTime() / 1_000 - began));
      }
      return await profile(lane, window);
    },
    read: async () => {
      const minutes = [0, 1, 2, 3].map((minute) => ({
        startedAt: began + minute * 60,
        candidate: { requests: 1_000, bad: 0, ...(unaccounted > 0 && { unaccounted }) },
        stable: { requests: 0, bad: 0 },
      }));
      return { errors: { counts: { errors: minutes }, values: {} } };
    },
  };
  const look = async (seconds: number) => await nextStep({ ...needs, metrics, now: () => secondsLater(seconds) })({ deploymentId: id });
  return { look, asked, share: async () => (await ledger.evidence(id)).fixed.unaccountedShare };
}

describe('a candidate of which requests have no counted ending', () => {
  it('is not promoted while its errors may be late', async () => {
    const { look } = await looksAt(300, async () => undefined);
    const because = expect.stringContaining('errors may be late');
    expect(await look(700)).toMatchObject({ verdict: { kind: 'inconclusive', because } });
    expect(await look(760)).toMatchObject({ verdict: { kind: 'inconclusive', because } });
  });

  it('is promoted when stable had as many in the hour that ended when its metrics had settled, asked for once', async () => {
    const { look, asked, share } = await looksAt(300, async () => ({ ...told, unaccountedShare: 0.28 }));
    expect(await look(700)).toMatchObject({ verdict: { kind: 'inconclusive' } });
    expect(await look(760)).toMatchObject({ kind: 'promote' });
    expect(asked).toEqual([[760 - 120 - 900 - 3_600, 760 - 120 - 900]]);
    expect(await share()).toBe(0.28);
  });

  it('is held against none of stable where stable had none, or where that cannot be read, which is asked again', async () => {
    const { look, share } = await looksAt(300, async () => told);
    for (const seconds of [700, 760]) expect(await look(seconds)).toMatchObject({ verdict: { kind: 'inconclusive' } });
    expect(await share()).toBe(0);
    const down = await looksAt(300, () => Promise.reject(new DependencyError('CloudWatch is busy')));
    for (const seconds of [700, 760, 820]) expect(await down.look(seconds)).toMatchObject({ verdict: { kind: 'inconclusive' } });
    expect(down.asked).toHaveLength(2);
    expect(await down.share()).toBeUndefined();
  });

  it('costs a healthy one nothing: stable is not asked', async () => {
    const { look, asked } = await looksAt(0, async () => told);
    expect(await look(700)).toMatchObject({ kind: 'promote' });
    expect(asked).toEqual([]);
  });
});
