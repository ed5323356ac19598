import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../adapters/ledger/ledger.ts';
import type { MetricSources } from '../../../adapters/metrics/metric-sources.ts';
import { DependencyError } from '../../../core/errors.ts';
import { nextStep } from '../../../functions/next-step/next-step.ts';
import { admittedAt, aPlan, aProgressing, secondsLater, someActions } from '../../core/builders.ts';
import { aJudgedPlan, aLatencyMetric, aLook, anUnshifted } from './a-look.ts';

const plan = aJudgedPlan();
const { id } = aProgressing();
const seconds = (after: number) => secondsLater(after).getTime() / 1_000;
const step = { stepIndex: 0, candidatePercent: 5, beganAt: seconds(0) };
const measured = { from: '', until: '', requests: 100, requestsPerSecond: 1, errorRate: 0, p50Seconds: 0.1, p90Seconds: 0.4 };

describe('a look', () => {
  it('reads the metrics of both lanes since the first users, less what the sources have not got yet', async () => {
    const { read, next } = await aLook(aProgressing({ plan }));
    await next();
    expect(read).toEqual([
      {
        lanes: { service: 'orders', ruleArn: plan.ruleArn, candidate: plan.candidate, stable: plan.stable },
        metrics: plan.analysis.metrics,
        fixed: { slowSeconds: {} },
        keptUntil: {},
        from: admittedAt,
        until: secondsLater(580),
      },
    ]);
  });

  it('counts the bake and the evidence from when the machine read the weights back', async () => {
    const { ledger, read, next } = await aLook(aProgressing({ plan }), { now: secondsLater(600) });
    const answer = await next({ shownAt: secondsLater(30).toISOString() });
    expect(answer).toMatchObject({ kind: 'bake', because: '5 % bakes for another 30 s' });
    expect(read.map(({ from }) => from)).toEqual([secondsLater(30)]);
    expect((await ledger.evidence(id)).steps).toEqual([{ ...step, beganAt: seconds(30) }]);
  });

  it('counts the evidence of a step anew from the end of a drift, and keeps what was served before', async () => {
    const over = { state: 'over', shows: 'orders-blue 20, orders-green 80', since: secondsLater(120).toISOString() } as const;
    const drift = { ...over, until: secondsLater(300.5).toISOString(), intendedAt: admittedAt.toISOString(), secondsBefore: 0 };
    const { ledger, next } = await aLook(aProgressing({ plan, drift }), { now: secondsLater(600) });
    const known = { steps: [step], fixed: { slowSeconds: {} }, metrics: {} };
    await ledger.keepEvidence(id, known, 0);
    await next();
    const { steps, metrics } = await ledger.evidence(id);
    expect(steps).toEqual([{ ...step, beganAt: seconds(301) }]);
    expect(Object.keys(metrics)).toEqual(['errors']);
    await next();
    expect((await ledger.evidence(id)).steps).toEqual(steps);
  });

  // Until then users were where the step before had sent them: by their requests a step would be promoted that nobody was in.
  it('counts the evidence of a step anew from when its shift, which was lost, was sent again', async () => {
    const { ledger, next } = await aLook(aProgressing({ plan, stepStartedAt: secondsLater(200).toISOString() }), {
      now: secondsLater(600),
    });
    await ledger.keepEvidence(id, { steps: [step], fixed: { slowSeconds: {} }, metrics: {} }, 0);
    await next({ shownAt: secondsLater(204.5).toISOString() });
    expect((await ledger.evidence(id)).steps).toEqual([{ ...step, beganAt: seconds(205) }]);
    await next({ shownAt: secondsLater(300).toISOString() });
    expect((await ledger.evidence(id)).steps).toEqual([{ ...step, beganAt: seconds(205) }]);
  });

  it('reads nothing before the first shift nor in a step at 0 %, though its bake is over', async () => {
    const dark = { ...plan, steps: [{ candidatePercent: 0, bakeSeconds: 60, approval: false }, ...plan.steps] };
    const inDark = await aLook(aProgressing({ plan: dark }), { actions: someActions(100, 0) });
    const before = await aLook(anUnshifted(plan));
    const shift = { kind: 'shift', candidatePercent: 5, verdict: { because: 'the candidate has no users yet' } };
    expect([await inDark.next(), await before.next()]).toMatchObject([shift, shift]);
    expect([inDark.read, before.read]).toEqual([[], []]);
  });

  it('judges by all that was kept: another Lambda, which knows nothing, goes on with it', async () => {
    const first = await aLook(aProgressing({ plan }), { now: secondsLater(400), bad: 20 });
    await first.next();
    const silent: MetricSources = {
      ...first.needs.metrics,
      read: async () => ({ errors: { counts: {}, values: {}, missing: 'HTTP 503' } }),
    };
    const { verdict } = await nextStep({ ...first.needs, metrics: silent })({ deploymentId: id });
    expect(verdict).toMatchObject({ kind: 'regressed', metrics: [{ counts: { candidate: { requests: 500, bad: 20 } } }] });
  });

  it('that is made again counts no block twice', async () => {
    const { ledger, next } = await aLook(aProgressing({ plan }), { now: secondsLater(500) });
    const [one, again] = [await next(), await next()];
    expect(again.verdict).toEqual(one.verdict);
    expect((await ledger.evidence(id)).metrics.errors?.counts.errors).toHaveLength(1);
  });

  it('calls nothing safe while a source is silent, and rolls nothing back for it', async () => {
    const { needs } = await aLook(aProgressing({ plan }));
    const read: MetricSources['read'] = async () => ({ errors: { counts: {}, values: {}, missing: 'HTTP 503' } });
    const answer = await nextStep({ ...needs, metrics: { ...needs.metrics, read } })({ deploymentId: id });
    expect(answer).toMatchObject({ kind: 'bake', verdict: { kind: 'inconclusive' } });
    expect(answer.verdict).toHaveProperty('then', 'wait');
  });

  it.each(['evidence', 'keepEvidence'] as const)('is tried again when the ledger does not answer: %s', async (call) => {
    const { ledger, needs } = await aLook(aProgressing({ plan }));
    const broken = { ...ledger, [call]: () => Promise.reject(new DependencyError('DynamoDB is busy')) };
    await expect(nextStep({ ...needs, ledger: broken })({ deploymentId: id })).rejects.toThrow('DynamoDB is busy');
    expect((await ledger.load(id)).sequence).toBe(1);
  });
});

describe('what slow means', () => {
  const slowPlan = aJudgedPlan({}, [aLatencyMetric()]);

  /** Windows asked for, in seconds after the admission, and a profile that is there from the given call on. */
  function profiles(fromCall = 1) {
    const windows: (readonly number[])[] = [];
    const profile: MetricSources['profile'] = async ({ targetGroupArn }, { from, until }) => {
      expect(targetGroupArn).toBe(slowPlan.stable.targetGroupArn);
      windows.push([from, until].map((moment) => (moment.getTime() - admittedAt.getTime()) / 1_000));
      return windows.length >= fromCall ? measured : undefined;
    };
    return { windows, profile };
  }

  it("is stable's own quantile in the hour before the first users, fixed once", async () => {
    const { windows, profile } = profiles();
    const { ledger, next } = await aLook(anUnshifted(slowPlan), { now: secondsLater(60), profile, healthy: 0 });
    await next();
    await next();
    expect(windows).toEqual([[60 - 120 - 3_600, 60 - 120]]);
    expect((await ledger.evidence(id)).fixed).toEqual({ slowSeconds: { latency: { p90: 0.4 } } });
  });

  it('is that of the day before when the hour has too few requests', async () => {
    const { windows, profile } = profiles(2);
    const { ledger, next } = await aLook(anUnshifted(slowPlan), { now: secondsLater(120), profile });
    await next();
    expect(windows).toEqual([
      [-3_600, 0],
      [-86_400, 0],
    ]);
    expect((await ledger.evidence(id)).fixed).toEqual({ slowSeconds: { latency: { p90: 0.4 } } });
  });

  it('stays open without enough requests or when metrics cannot be read, and later counts only what comes after', async () => {
    const { profile } = profiles();
    const down = () => Promise.reject(new DependencyError('CloudWatch is busy'));
    const first = await aLook(anUnshifted(slowPlan), { now: secondsLater(60), profile: down });
    expect((await first.next()).kind).toBe('shift');
    expect((await first.ledger.evidence(id)).fixed).toEqual({ slowSeconds: {} });

    const second = await aLook(aProgressing({ plan: slowPlan }), { now: secondsLater(600), profile });
    const lane = { requests: 9, bad: 1 };
    const blocks = [420, 480].map((after) => ({ startedAt: seconds(after), candidate: lane, stable: lane }));
    const read: MetricSources['read'] = async () => ({ latency: { counts: { p90: blocks }, values: {} } });
    await nextStep({ ...second.needs, metrics: { profile, read } })({ deploymentId: id });
    const kept = await second.ledger.evidence(id);
    expect(kept.fixed).toEqual({ slowSeconds: { latency: { p90: 0.4 } }, slowSince: { latency: { p90: seconds(480) } } });
    expect(kept.metrics.latency?.counts.p90).toEqual(blocks.slice(1));
  });

  it('is not asked of stable where the plan declares it', async () => {
    const { windows, profile } = profiles();
    const declared = aPlan().analysis.metrics.filter(({ name }) => name === 'errors');
    const { next } = await aLook(anUnshifted(aJudgedPlan({}, declared)), { profile });
    await next();
    expect(windows).toEqual([]);
  });

  it('of the release before is read once, and fixed', async () => {
    const baseline = aPlan().analysis.metrics.filter(({ kind }) => kind === 'release-baseline');
    const watched = aJudgedPlan({}, baseline);
    const { ledger, needs } = await aLook(anUnshifted(watched), { now: secondsLater(60), healthy: 0 });
    const profile = { ...measured, taskDefinitionArn: watched.stable.taskDefinitionArn, deploymentId: 'before' };
    await ledger.keepProfile('orders', profile);
    let reads = 0;
    const profileOf: Ledger['profileOf'] = (...asked) => {
      reads += 1;
      return ledger.profileOf(...asked);
    };
    const next = nextStep({ ...needs, ledger: { ...ledger, profileOf } });
    await next({ deploymentId: id });
    await next({ deploymentId: id });
    expect([reads, (await ledger.evidence(id)).fixed]).toEqual([1, { slowSeconds: {}, profile }]);
  });
});
