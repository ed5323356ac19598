import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../adapters/alarm-reader.ts';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import type { ObservationRequest } from '../../../adapters/metrics-reader.ts';
import type { RuleActions } from '../../../core/deployment/aws-requests.ts';
import type { Deployment } from '../../../core/deployment/deployment.ts';
import { DeploymentOverError } from '../../../core/deployment/deployment-over-error.ts';
import { StaleDecisionError } from '../../../core/deployment/stale-decision-error.ts';
import { forward } from '../../../core/deployment/traffic.ts';
import { nextStep } from '../../../functions/next-step/next-step.ts';
import { admittedAt, anObservation, aPlan, aProgressing, secondsLater, someActions } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';

type Needs = Parameters<typeof nextStep>[0];

const plan = aPlan();
const { id } = aProgressing();
const { stepStartedAt: _, ...unshifted } = aProgressing({ stepIndex: -1, sequence: 0 });
const lastStep = aProgressing({ stepIndex: plan.steps.length - 1, sequence: 4, stepStartedAt: admittedAt.toISOString() });
const afterBake = secondsLater(700);
const signal = { kind: 'alarm', source: 'arn:alarm', because: '5xx went to ALARM', occurredAt: admittedAt.toISOString() } as const;
const at = (seconds: number) => secondsLater(seconds).toISOString();

/** A deployment in the ledger, seen healthy at the traffic of its step. */
async function aBench(
  deployment: Deployment = aProgressing(),
  seen: { now?: Date; actions?: RuleActions; healthy?: number; stable?: number; errors?: number; alarm?: Alarm } = {},
) {
  const ledger = memoryLedger();
  await anAdmitted(ledger, deployment);
  const observed: ObservationRequest[] = [];
  const asked: (readonly string[])[] = [];
  const percent = deployment.plan.steps[deployment.stepIndex]?.candidatePercent ?? 0;
  const needs: Needs = {
    ledger,
    elb: {
      rule: async (ruleArn) => ({ ruleArn, actions: seen.actions ?? forward(deployment.plan, percent), isDefault: false }),
      targetHealth: async (arn) => ({ healthy: (arn === plan.stable.targetGroupArn ? seen.stable : seen.healthy) ?? 4, unhealthy: 0 }),
    },
    metrics: {
      observe: async (request) => {
        observed.push(request);
        return anObservation({ candidate: { requests: 500, errors: seen.errors ?? 0 } });
      },
    },
    alarms: {
      alarms: async (arns) => {
        asked.push(arns);
        return { found: seen.alarm ? [seen.alarm] : [], missing: [] };
      },
    },
    now: () => seen.now ?? afterBake,
  };
  const next = (shownAt: string | null = null) => nextStep(needs)({ deploymentId: id, shownAt });
  return { ledger, needs, observed, asked, next };
}

const safe = '0 of 500 candidate requests failed (0 %), allowed are 1 %';

describe('nextStep', () => {
  it('records the first shift before it answers it', async () => {
    const { ledger, next } = await aBench(unshifted, { now: secondsLater(60) });
    const because = 'the candidate is up with 4 healthy targets';
    expect(await next()).toEqual({
      kind: 'shift',
      stepIndex: 0,
      candidatePercent: 5,
      stableWeight: 95,
      candidateWeight: 5,
      bakeSeconds: 60,
      because,
    });
    expect(await ledger.load(id)).toMatchObject({ status: 'progressing', stepIndex: 0, sequence: 1, stepStartedAt: at(60) });
    expect((await ledger.events(id)).at(-1)).toEqual({
      at: at(60),
      type: 'TrafficShiftIntended',
      because,
      detail: { stepIndex: 0, candidatePercent: 5 },
    });
  });

  it('records a look without moving the step or its begin', async () => {
    const { ledger, next } = await aBench(aProgressing(), { now: secondsLater(60) });
    const because = '5 % bakes for another 540 s';
    expect(await next()).toEqual({ kind: 'bake', bakeSeconds: 60, because });
    expect(await ledger.load(id)).toEqual(aProgressing({ sequence: 2 }));
    expect((await ledger.events(id)).at(-1)).toEqual({ at: at(60), type: 'Looked', because, detail: { bakeSeconds: 60 } });
  });

  it('records the tasks that the next step needs before it answers them', async () => {
    const partial = aPlan({ candidateSize: 'partial' });
    const { ledger, next } = await aBench(aProgressing({ plan: partial, stepIndex: 1 }), { now: secondsLater(60), healthy: 1 });
    const because = '50 % needs 2 tasks, 1 are healthy';
    expect(await next()).toEqual({ kind: 'scale', candidateCount: 2, bakeSeconds: 60, because });
    expect((await ledger.events(id)).at(-1)).toEqual({
      at: at(60),
      type: 'CandidateScaleIntended',
      because,
      detail: { candidateCount: 2 },
    });
  });

  it('asks for the room that stable has by now, not the one it had at admission', async () => {
    const { next } = await aBench(aProgressing({ stepIndex: 2 }), { stable: 6 });
    expect(await next()).toMatchObject({ kind: 'scale', candidateCount: 6, because: '100 % needs 6 tasks, 4 are healthy' });
  });

  it('records that a step waits for a person before it answers so', async () => {
    const steps = plan.steps.map((step) => ({ ...step, approval: true }));
    const { ledger, next } = await aBench(aProgressing({ plan: { ...plan, steps } }));
    const because = `25 % needs a person's approval; ${safe}`;
    expect(await next()).toEqual({ kind: 'approve', stepIndex: 1, because });
    expect(await ledger.load(id)).toMatchObject({ status: 'progressing', stepIndex: 0, sequence: 2 });
    expect((await ledger.events(id)).at(-1)).toEqual({ at: at(700), type: 'ApprovalRequested', because, detail: { stepIndex: 1 } });
  });

  it('records a rollback as the end of every way forward', async () => {
    const { ledger, next } = await aBench(aProgressing(), { errors: 250 });
    const because = '250 of 500 candidate requests failed (50 %), allowed are 1 %';
    expect(await next()).toEqual({ kind: 'rollback', because });
    expect(await ledger.load(id)).toMatchObject({ status: 'rolling-back', sequence: 2 });
    expect((await ledger.events(id)).at(-1)).toEqual({ at: at(700), type: 'CandidateRegressed', because, detail: {} });
    expect(await next()).toEqual({ kind: 'rollback', because: 'the deployment is rolling-back' });
  });

  it('rolls back on a stored signal, however healthy everything looks', async () => {
    const { ledger, next } = await aBench(lastStep);
    await ledger.storeSignal(id, signal, admittedAt);
    expect(await next()).toEqual({ kind: 'rollback', because: signal.because });
  });

  it('reads the alarms of the guard at every look: one whose event was lost is not promoted over', async () => {
    const alarm = { arn: 'arn:slow', name: 'orders-slow', state: 'ALARM', actionsEnabled: true, type: 'metric' } as const;
    const guarded = aPlan({ guards: { alarmArns: [alarm.arn], taskFailuresAllowed: 0 } });
    const calm = await aBench(aProgressing({ plan: guarded }), { now: secondsLater(60), alarm: { ...alarm, state: 'OK' } });
    expect([await calm.next(), calm.asked]).toEqual([expect.objectContaining({ kind: 'bake' }), [[alarm.arn]]]);
    const ringing = await aBench({ ...lastStep, plan: guarded }, { alarm });
    const because = 'alarm orders-slow is in ALARM';
    expect(await ringing.next()).toEqual({ kind: 'rollback', because });
    expect((await ringing.ledger.events(id)).at(-1)).toEqual({ at: at(700), type: 'CandidateRegressed', because, detail: {} });
  });

  it('asks for no alarms when the plan has none', async () => {
    const { asked, next } = await aBench();
    await next();
    expect(asked).toEqual([]);
  });

  it('rolls back when the rule cannot be found', async () => {
    const { needs } = await aBench();
    const next = nextStep({ ...needs, elb: { rule: async () => undefined, targetHealth: async () => undefined } });
    expect(await next({ deploymentId: id })).toMatchObject({ kind: 'rollback' });
  });

  it('promotes with the token that closes the guard', async () => {
    const { ledger, next } = await aBench(lastStep);
    await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
    expect(await next()).toEqual({ kind: 'promote', because: `every step was safe; the last: ${safe}`, guardToken: 'token-1' });
    expect(await ledger.load(id)).toMatchObject({ status: 'promoting', sequence: 5 });
    expect((await ledger.events(id)).at(-1)).toMatchObject({ type: 'PromotionIntended' });
  });

  it('answers a retry after the recorded promotion the same, with the token', async () => {
    const { ledger, next } = await aBench(lastStep);
    await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
    await next();
    expect(await next()).toEqual({ kind: 'promote', because: 'the promotion was decided before', guardToken: 'token-1' });
    expect((await ledger.load(id)).sequence).toBe(5);
  });

  it('waits a second while the guard has no token yet, and promotes once it has', async () => {
    const { ledger, next } = await aBench(lastStep);
    const wait = { kind: 'bake', bakeSeconds: 1, because: 'the guard is not registered yet' };
    expect(await next()).toEqual(wait);
    expect(await next()).toEqual(wait);
    await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
    expect(await next()).toEqual({ kind: 'promote', because: 'the promotion was decided before', guardToken: 'token-1' });
  });

  it('takes a recorded promotion back when a signal comes before the guard is closed', async () => {
    const { ledger, next } = await aBench(lastStep);
    await next();
    await ledger.storeSignal(id, signal, admittedAt);
    await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
    expect(await next()).toEqual({ kind: 'rollback', because: signal.because });
  });

  // A redrive: an answer, also a rollback, would act on a service that has moved on since.
  it.each(['promoted', 'rolled-back', 'needs-human', 'refused'] as const)('answers nothing for a deployment that is %s', async (status) => {
    const { ledger, next } = await aBench({ ...aProgressing(), status });
    await expect(next()).rejects.toEqual(new DeploymentOverError({ id, status }));
    expect(await ledger.events(id)).toHaveLength(1);
  });

  it('asks for the metrics of the present step, less what CloudWatch has not got yet', async () => {
    const { observed, next } = await aBench();
    await next();
    expect(observed).toEqual([
      {
        ruleArn: plan.ruleArn,
        candidateTargetGroupArn: plan.candidate.targetGroupArn,
        stableTargetGroupArn: plan.stable.targetGroupArn,
        from: admittedAt,
        until: secondsLater(700 - plan.analysis.metricLagSeconds),
      },
    ]);
  });

  it('counts the bake, and asks for metrics, from when the machine read the weights back', async () => {
    const { observed, next } = await aBench(aProgressing(), { now: secondsLater(600) });
    expect(await next(at(30))).toMatchObject({ kind: 'bake', because: '5 % bakes for another 30 s' });
    expect(observed.map(({ from }) => from)).toEqual([secondsLater(30)]);
  });

  it('reads no metrics before the first shift nor in a step at 0 %', async () => {
    const dark = aPlan({ steps: [{ candidatePercent: 0, bakeSeconds: 60, approval: false }, ...plan.steps] });
    const inDark = await aBench(aProgressing({ plan: dark }), { actions: someActions(100, 0) });
    const before = await aBench(unshifted);
    expect([await inDark.next(), await before.next()]).toMatchObject([
      { kind: 'shift', candidatePercent: 5 },
      { kind: 'shift', candidatePercent: 5 },
    ]);
    expect([inDark.observed, before.observed]).toEqual([[], []]);
  });

  it('lets one of two calls that race decide; the other is stale', async () => {
    const { ledger, next } = await aBench();
    const [one, other] = await Promise.allSettled([next(), next()]);
    expect(one).toMatchObject({ status: 'fulfilled', value: { kind: 'shift', stepIndex: 1 } });
    expect(other).toEqual({ status: 'rejected', reason: new StaleDecisionError(id, { attempted: 1, current: 2 }) });
    expect((await ledger.load(id)).stepIndex).toBe(1);
  });

  it('never decides a promotion after a signal was stored, in whatever order their calls arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { ledger, needs } = await aBench(lastStep);
        await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
        const load = scheduler.scheduleFunction(ledger.load);
        const decide = scheduler.scheduleFunction(ledger.decide);
        const promoting = nextStep({ ...needs, ledger: { ...ledger, load, decide } })({ deploymentId: id });
        const signalling = scheduler.scheduleFunction(ledger.storeSignal)(id, signal, admittedAt);
        const [decided] = await scheduler.waitFor(Promise.allSettled([promoting, signalling]));
        const log = (await ledger.events(id)).map(({ type }) => type).slice(1);
        // With a signal stored in between, the decision is refused and the machine's retry finds the signal.
        if (decided.status === 'rejected') expect([decided.reason.name, log]).toEqual(['StaleDecisionError', ['GuardTripped']]);
        else if (decided.value.kind === 'promote') expect(log[0]).toBe('PromotionIntended');
        else expect([decided.value.kind, log]).toEqual(['rollback', ['GuardTripped', 'CandidateRegressed']]);
      }),
    );
  });
});
