import { describe, expect, it } from 'vitest';
import { DependencyError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import { nextStep } from '../../../functions/next-step/next-step.ts';
import { aPlan, aProgressing, secondsLater } from '../../core/builders.ts';
import { aJudgedPlan, aLook, type Shown } from './a-look.ts';

const plan = aJudgedPlan();
const deployment = aProgressing({ plan, lookedAt: secondsLater(60).toISOString(), seenAt: secondsLater(60).toISOString() });
const at = (seconds: number) => secondsLater(seconds).toISOString();
const busy = new DependencyError('ELB did not answer (Throttling): try again');
const refused = { read: () => Promise.reject(busy) };

/** A look at 5 %: in the middle of its bake after a minute, over after ten. Glances at traffic are refused, and patient reads too unless they answer. */
async function aThrottledLook(seconds: number, options: { shown?: Shown; of?: typeof deployment; answers?: boolean; error?: Error } = {}) {
  const { of = deployment, answers = false, error = busy } = options;
  const look = await aLook(of, { now: secondsLater(seconds), ...options.shown });
  const asked: string[] = [];
  const traffic: typeof look.needs.traffic = {
    read: async (of) => {
      asked.push('patiently');
      if (!answers) throw error;
      return look.needs.traffic.read(of);
    },
  };
  const glance = { ...look.needs, traffic: refused };
  const next = (shownStep: number | null = 0) =>
    nextStep({ ...look.needs, traffic, glance })({ deploymentId: of.id, shownAt: null, shownStep });
  return { ...look, asked, next };
}

describe('a look that ELB throttles', () => {
  it('bakes on without knowing the weights, and asks for them no more', async () => {
    const { next, asked, ledger } = await aThrottledLook(120);
    expect(await next()).toMatchObject({ kind: 'bake', because: expect.stringContaining('bakes for another') });
    expect(asked).toEqual([]);
    expect((await ledger.load(deployment.id)).sequence).toBe(deployment.sequence + 1);
  });

  it('says that it read the alarms, and not that it saw the rule', async () => {
    const { next, ledger } = await aThrottledLook(120);
    await next();
    const { lookedAt, seenAt } = await ledger.load(deployment.id);
    expect([lookedAt, seenAt]).toEqual([secondsLater(120).toISOString(), deployment.seenAt]);
  });

  it('asks patiently once users are to move on', async () => {
    const { next, asked } = await aThrottledLook(700, { answers: true });
    expect(await next()).toMatchObject({ kind: 'shift', stepIndex: 1 });
    expect(asked).toEqual(['patiently']);
  });

  it('looks again later when that is refused too, and decides nothing: it only says since when', async () => {
    const { next, ledger } = await aThrottledLook(700);
    expect(await next()).toMatchObject({ kind: 'bake', because: `looked at again: ${busy.message}` });
    const unreadSince = secondsLater(700).toISOString();
    expect(await ledger.load(deployment.id)).toEqual({ ...deployment, unreadSince, sequence: deployment.sequence + 1 });
    await next();
    expect((await ledger.load(deployment.id)).sequence).toBe(deployment.sequence + 1);
  });

  it('says that an approval is known, so that patience begins with the first look after it, whatever that could read', async () => {
    const steps = plan.steps.map((step, index) => ({ ...step, approval: index === 1 }));
    const approvalAsked = { stepIndex: 1, at: secondsLater(660).toISOString() };
    const of = { ...deployment, plan: { ...plan, steps }, approvedSteps: [1], approvalAsked };
    const { next, ledger } = await aThrottledLook(9_000, { of });
    expect(await next()).toMatchObject({ kind: 'bake', because: `looked at again: ${busy.message}` });
    const until = secondsLater(9_000).toISOString();
    expect(await ledger.load(deployment.id)).toMatchObject({ approvalAsked: { ...approvalAsked, until }, unreadSince: until });
  });

  it('lets each deployment wait another time of about one look', async () => {
    const waits = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const of = aProgressing({ plan: aPlan({ ...plan, deploymentId: `orders-${index}` }) });
        const { next } = await aThrottledLook(700, { of: { ...of, id: `orders-${index}` } });
        const move = await next();
        return move.kind === 'bake' ? move.bakeSeconds : 0;
      }),
    );
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(plan.analysis.lookSeconds / 2);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1.5 * plan.analysis.lookSeconds + 1);
    expect(new Set(waits).size).toBeGreaterThan(15);
  });

  it('takes a regressed candidate back all the same', async () => {
    const { next, asked } = await aThrottledLook(400, { shown: { bad: 250 } });
    expect(await next()).toMatchObject({ kind: 'rollback', verdict: { kind: 'regressed' } });
    expect(asked).toEqual([]);
  });

  it('takes no bake for granted whose weights were not read back', async () => {
    const { next, asked } = await aThrottledLook(120);
    expect(await next(null)).toMatchObject({ kind: 'bake', because: `looked at again: ${busy.message}` });
    expect(asked).toEqual(['patiently']);
  });

  it('takes no drift for over', async () => {
    const at = secondsLater(90).toISOString();
    const drift = { state: 'told', shows: '50 %', since: at, until: at, intendedAt: at, secondsBefore: 0 } as const;
    const { next, ledger } = await aThrottledLook(120, { of: { ...deployment, drift } });
    expect(await next()).toMatchObject({ because: `looked at again: ${busy.message}` });
    expect((await ledger.load(deployment.id)).drift).toEqual(drift);
  });

  /** Seconds after which this step should have been over, and half an hour more. */
  const overdue = 600 + plan.analysis.patienceSeconds + plan.launchSeconds + limits.unreadSeconds.value;

  it('fails when it was refused for half an hour after all other time of its step', async () => {
    const of = { ...deployment, unreadSince: secondsLater(700).toISOString() };
    expect(await (await aThrottledLook(overdue, { of })).next()).toMatchObject({ kind: 'bake' });
    await expect((await aThrottledLook(overdue + 1, { of })).next()).rejects.toBe(busy);
  });

  // One refused look, hours into a freeze, a hold or a wait for a person, once ended the deployment.
  it.each<[string, Partial<typeof deployment>]>([
    ['the look before could decide', {}],
    ['looks were refused only before the last that saw the rule', { unreadSince: secondsLater(50).toISOString() }],
    ['looks were refused only before the last that read the alarms', { unreadSince: secondsLater(70).toISOString(), lookedAt: at(80) }],
    ['it was refused for half an hour, and no more', { unreadSince: at(9 * 3_600 - 1_800) }],
  ])('does not fail hours into a step when %s', async (_, change) => {
    const { next } = await aThrottledLook(9 * 3_600, { of: { ...deployment, ...change } });
    expect(await next()).toMatchObject({ kind: 'bake', because: `looked at again: ${busy.message}` });
  });

  it('fails hours into a step when it was refused for more than half an hour', async () => {
    const of = { ...deployment, unreadSince: at(9 * 3_600 - 1_801) };
    await expect((await aThrottledLook(9 * 3_600, { of })).next()).rejects.toBe(busy);
  });

  describe('while the weights may still be somebody else’s', () => {
    const drift = { state: 'told', shows: '50 %', since: at(90), until: at(90), intendedAt: at(60), secondsBefore: 0 } as const;
    const frozen = { ...deployment, drift };
    // After bake, patience and a day: by what a throttled look takes for the weights, the time for a verdict is over.
    const late = 600 + plan.analysis.patienceSeconds + 86_400;
    const inconclusive = { bad: 8, badOfStable: 57 };

    it('does not go back for want of a verdict: whoever set them had a reason', async () => {
      const { next } = await aThrottledLook(late, { of: frozen, shown: inconclusive });
      expect(await next()).toMatchObject({ kind: 'bake', verdict: { kind: 'inconclusive' }, because: `looked at again: ${busy.message}` });
    });

    it('goes back on what ends a freeze too', async () => {
      const { next } = await aThrottledLook(late, { of: frozen, shown: { bad: 250 } });
      expect(await next()).toMatchObject({ kind: 'rollback', verdict: { kind: 'regressed' } });
      const rings = { arn: 'arn:slow', name: 'slow', state: 'ALARM', actionsEnabled: true, type: 'metric' } as const;
      const guarded = { ...frozen, plan: { ...plan, guards: { ...plan.guards, alarmArns: [rings.arn] } } };
      const alarmed = await aThrottledLook(late, { of: guarded, shown: { ...inconclusive, alarm: rings } });
      expect(await alarmed.next()).toMatchObject({ kind: 'rollback', because: 'alarm slow is in ALARM' });
    });
  });

  it('fails at once on what no wait will mend', async () => {
    const error = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
    await expect((await aThrottledLook(700, { error })).next()).rejects.toBe(error);
  });
});
