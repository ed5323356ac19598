import { describe, expect, it } from 'vitest';
import { DependencyError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import { nextStep } from '../../../functions/next-step/next-step.ts';
import { aPlan, aProgressing, secondsLater } from '../../core/builders.ts';
import { aJudgedPlan, aLook, type Shown } from './a-look.ts';

const plan = aJudgedPlan();
const deployment = aProgressing({ plan, lookedAt: secondsLater(60).toISOString(), seenAt: secondsLater(60).toISOString() });
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

  it('looks again later when that is refused too, and decides nothing', async () => {
    const { next, ledger } = await aThrottledLook(700);
    expect(await next()).toMatchObject({ kind: 'bake', because: `looked at again: ${busy.message}` });
    expect((await ledger.load(deployment.id)).sequence).toBe(deployment.sequence);
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

  it('fails when it was refused for half an hour after all other time of its step', async () => {
    const { bakeSeconds } = plan.steps[0] ?? { bakeSeconds: 0 };
    const seconds = bakeSeconds + plan.analysis.patienceSeconds + plan.launchSeconds + limits.unreadSeconds.value;
    expect(await (await aThrottledLook(seconds - 60)).next()).toMatchObject({ kind: 'bake' });
    await expect((await aThrottledLook(seconds + 60)).next()).rejects.toBe(busy);
  });

  it('fails at once on what no wait will mend', async () => {
    const error = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
    await expect((await aThrottledLook(700, { error })).next()).rejects.toBe(error);
  });
});
