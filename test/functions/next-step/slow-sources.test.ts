import { describe, expect, it } from 'vitest';
import { forward } from '../../../core/deployment/traffic.ts';
import { DependencyError } from '../../../core/errors.ts';
import { nextStep } from '../../../functions/next-step/next-step.ts';
import { admittedAt, aProgressing, secondsLater, someActions } from '../../core/builders.ts';
import { aJudgedPlan, aLook, type Shown } from './a-look.ts';

const alarm = { arn: 'arn:slow', name: 'orders-slow', state: 'ALARM', actionsEnabled: true, type: 'metric' } as const;
const plan = aJudgedPlan({ guards: { alarmArns: [alarm.arn], taskFailuresAllowed: 0 } });
const deployment = aProgressing({ plan, lookedAt: secondsLater(60).toISOString() });
const signal = { kind: 'alarm', source: 'arn:alarm', because: '5xx went to ALARM', occurredAt: admittedAt.toISOString() } as const;

/** A look at 5 % with an hour of users; alarms and traffic may never answer, and patience ends at once. */
async function aSlowLook(shown: Shown, slow: { readonly alarms?: boolean; readonly traffic?: boolean } = {}) {
  const look = await aLook(deployment, shown);
  const never = () => new Promise<never>(() => undefined);
  const patience = () => AbortSignal.timeout(0);
  const needs = {
    ...look.needs,
    patience,
    ...(slow.alarms && { alarms: { alarms: never } }),
    ...(slow.traffic && { traffic: { read: never } }),
  };
  const next = () => nextStep(needs)({ deploymentId: deployment.id, shownAt: null, shownStep: 0, pagedStep: null, pageTries: 0 });
  return { ...look, next };
}

describe('alarms that do not answer', () => {
  it('delay no way back from a candidate that the judge calls regressed', async () => {
    const { next } = await aSlowLook({ bad: 250 }, { alarms: true });
    expect(await next()).toMatchObject({ kind: 'rollback', verdict: { kind: 'regressed' } });
  });

  it('delay no way back from users whom nobody serves: they are not even waited for', async () => {
    const { needs, read } = await aLook(deployment, { healthy: 0 });
    const next = nextStep({
      ...needs,
      patience: () => new AbortController().signal,
      alarms: { alarms: () => new Promise<never>(() => undefined) },
    });
    expect(await next({ deploymentId: deployment.id })).toMatchObject({ kind: 'rollback' });
    expect(read).toEqual([]);
  });

  it('let nobody move on: a guard that cannot be read guards nothing', async () => {
    const { next } = await aSlowLook({}, { alarms: true });
    expect(await next()).toMatchObject({ kind: 'bake', because: expect.stringContaining('alarms could not be read in time') });
  });

  it('let a freeze begin, and what they did meanwhile is looked into by the next look', async () => {
    const { ledger, next } = await aSlowLook({ actions: someActions(50, 50) }, { alarms: true });
    expect(await next()).toMatchObject({ kind: 'freeze' });
    const { drift, lookedAt } = await ledger.load(deployment.id);
    expect([drift?.state, lookedAt]).toEqual(['seen', deployment.lookedAt]);
  });

  it('are an error of their own kind when CloudWatch answers with one', async () => {
    const { needs } = await aLook(deployment);
    const alarms = { alarms: () => Promise.reject(new DependencyError('CloudWatch is busy')) };
    expect(await nextStep({ ...needs, alarms })({ deploymentId: deployment.id })).toMatchObject({
      kind: 'bake',
      because: 'looked at again: CloudWatch is busy',
    });
  });
});

describe('a load balancer that does not answer', () => {
  it('delays no way back that an alarm or the judge asks for', async () => {
    const looks = [await aSlowLook({ alarm }, { traffic: true }), await aSlowLook({ bad: 250 }, { traffic: true })];
    expect(await Promise.all(looks.map(async ({ next }) => (await next()).kind))).toEqual(['rollback', 'rollback']);
  });

  it('lets nobody move on', async () => {
    const { next } = await aSlowLook({}, { traffic: true });
    expect(await next()).toMatchObject({ kind: 'bake', because: expect.stringContaining('traffic could not be read in time') });
  });
});

// Whoever reads the events of crashes asks ECS too: in an outage of it a version that crashed every minute was promoted.
describe('an ECS that does not tell of the tasks of the candidate', () => {
  it('lets nobody move on, and is asked again by the next look', async () => {
    const { needs } = await aLook(deployment);
    const look = (tasks: NonNullable<typeof needs.tasks>) => nextStep({ ...needs, tasks })({ deploymentId: deployment.id });
    const busy = () => Promise.reject(new DependencyError('ECS is busy'));
    expect(await look(busy)).toMatchObject({ kind: 'bake', because: 'looked at again: ECS is busy' });
    expect(await look(async () => [])).toMatchObject({ kind: 'shift', stepIndex: 1 });
  });
});

describe('a stored signal', () => {
  it('needs no reading at all', async () => {
    const { ledger, needs, asked } = await aLook(deployment);
    await ledger.storeSignal(deployment.id, signal, admittedAt);
    const traffic = { read: () => Promise.reject(new DependencyError('nobody asks')) };
    expect(await nextStep({ ...needs, traffic })({ deploymentId: deployment.id })).toMatchObject({
      kind: 'rollback',
      because: signal.because,
    });
    expect(asked).toEqual([]);
  });
});

describe('weights that Sluice did not set', () => {
  const halves = { actions: someActions(50, 50), now: secondsLater(300) };

  it('are recorded with the look that froze the deployment', async () => {
    const { ledger, next } = await aLook(aProgressing({ plan: aJudgedPlan(), lookedAt: secondsLater(240).toISOString() }), halves);
    const answer = await next({ shownStep: 0 });
    const shows = 'orders-blue 50, orders-green 50';
    expect(answer).toMatchObject({ kind: 'freeze', bakeSeconds: 60, drift: { state: 'seen', shows } });
    expect(await ledger.load(deployment.id)).toMatchObject({ status: 'progressing', stepIndex: 0, drift: { state: 'seen', shows } });
    const event = { type: 'DeploymentFrozen', because: answer.because, detail: { candidatePercent: 5, shows, bakeSeconds: 60 } };
    expect((await ledger.events(deployment.id)).at(-1)).toMatchObject(event);
  });

  it('end by themselves, and the look that sees it says so', async () => {
    const shown: { -readonly [Name in keyof Shown]: Shown[Name] } = { ...halves };
    const { ledger, next } = await aLook(aProgressing({ plan: aJudgedPlan() }), shown);
    await next({ shownStep: 0 });
    Object.assign(shown, { actions: forward(plan, 5), now: secondsLater(360) });
    expect(await next({ shownStep: 0 })).toMatchObject({ kind: 'bake', because: '5 % bakes for another 600 s' });
    expect((await ledger.load(deployment.id)).drift).toMatchObject({ state: 'over', until: secondsLater(360).toISOString() });
    expect((await ledger.events(deployment.id)).at(-1)).toMatchObject({ type: 'FreezeEnded', detail: { bakeSeconds: 60 } });
  });

  it('are none when they are those of the step before, whose shift was lost', async () => {
    const lost = aProgressing({ plan: aJudgedPlan(), stepIndex: 1 });
    const { ledger, next } = await aLook(lost, { actions: forward(plan, 5), now: secondsLater(10) });
    expect(await next({ shownStep: 0 })).toMatchObject({ kind: 'shift', stepIndex: 1 });
    expect((await ledger.load(deployment.id)).drift).toBeUndefined();
  });
});
