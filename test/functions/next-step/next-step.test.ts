import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EcsTask } from '../../../adapters/ecs-reader.ts';
import { trafficReader } from '../../../adapters/traffic-reader.ts';
import { DeploymentOverError } from '../../../core/deployment/deployment-over-error.ts';
import { StaleDecisionError } from '../../../core/deployment/stale-decision-error.ts';
import { forward } from '../../../core/deployment/traffic.ts';
import { DefectError, DependencyError } from '../../../core/errors.ts';
import { nextStep } from '../../../functions/next-step/next-step.ts';
import { admittedAt, aProgressing, aVerdict, secondsLater } from '../../core/builders.ts';
import { aJudgedPlan, aLook, anUnshifted } from './a-look.ts';

const plan = aJudgedPlan();
const { id } = aProgressing();
const inStep = (stepIndex: number, change: Parameters<typeof aProgressing>[0] = {}) => aProgressing({ plan, stepIndex, ...change });
const lastStep = inStep(plan.steps.length - 1, { sequence: 4 });
const signal = { kind: 'alarm', source: 'arn:alarm', because: '5xx went to ALARM', occurredAt: admittedAt.toISOString() } as const;
const at = (seconds: number) => secondsLater(seconds).toISOString();
const noUsers = aVerdict('inconclusive', 'the candidate has no users yet', { metrics: [] });

const aTask = {
  ...{ arn: 'arn:task', lastStatus: 'STOPPED', desiredStatus: 'STOPPED', taskDefinitionArn: 'arn:green:7', createdAt: secondsLater(60) },
} as const;

describe('nextStep', () => {
  it('records the first shift before it answers it', async () => {
    const { ledger, next } = await aLook(anUnshifted(plan), { now: secondsLater(60) });
    const because = 'the candidate is up with 4 healthy targets';
    const weights = { candidatePercent: 5, stableWeight: 95, candidateWeight: 5 };
    expect(await next()).toEqual({ kind: 'shift', stepIndex: 0, ...weights, bakeSeconds: 60, because, verdict: noUsers });
    const shifted = { status: 'progressing', stepIndex: 0, sequence: 1, stepStartedAt: at(60), lastVerdict: noUsers };
    expect(await ledger.load(id)).toMatchObject(shifted);
    const detail = { stepIndex: 0, candidatePercent: 5, analysis: noUsers };
    expect((await ledger.events(id)).at(-1)).toEqual({ at: at(60), type: 'TrafficShiftIntended', because, detail });
  });

  it('records a look without moving the step or its begin, and its verdict in full', async () => {
    const { ledger, next } = await aLook(inStep(0), { now: secondsLater(540) });
    const because = '5 % bakes for another 60 s';
    const answer = await next();
    expect(answer).toEqual({ kind: 'bake', bakeSeconds: 60, because, verdict: expect.objectContaining({ kind: 'safe' }) });
    const { verdict } = answer;
    expect(verdict?.metrics).toMatchObject([
      { name: 'errors', kind: 'safe', eValue: 1, pValue: 1, counts: { candidate: { requests: 500 } } },
    ]);
    expect(await ledger.load(id)).toEqual(
      inStep(0, { sequence: 2, lookedAt: at(540), seenAt: at(540), ...(verdict && { lastVerdict: verdict }) }),
    );
    const detail = { bakeSeconds: 60, analysis: verdict };
    expect((await ledger.events(id)).at(-1)).toEqual({ at: at(540), type: 'Looked', because, detail });
  });

  it('logs a look in short while the judge says the same', async () => {
    const { ledger, next } = await aLook(inStep(0), { now: secondsLater(540) });
    await next();
    await next();
    expect((await ledger.events(id)).at(-1)?.detail).toEqual({ bakeSeconds: 60 });
  });

  it('logs what traffic moves on in full, also when the judge said it before', async () => {
    const first = await aLook(inStep(0));
    const { verdict } = await first.next();
    const second = await aLook(inStep(0, verdict === undefined ? {} : { lastVerdict: verdict }));
    await second.next();
    const detail = { stepIndex: 1, candidatePercent: 25, analysis: verdict };
    expect((await second.ledger.events(id)).at(-1)).toMatchObject({ type: 'TrafficShiftIntended', detail });
  });

  it('records the tasks that the next step needs before it answers them', async () => {
    const partial = aJudgedPlan({ candidateSize: 'partial' });
    const { ledger, next } = await aLook(inStep(1, { plan: partial }), { now: secondsLater(60), healthy: 1 });
    const because = '50 % needs 2 tasks, 1 are healthy';
    expect(await next()).toMatchObject({ kind: 'scale', candidateCount: 2, bakeSeconds: 60, because });
    expect((await ledger.events(id)).at(-1)).toMatchObject({ type: 'CandidateScaleIntended', because, detail: { candidateCount: 2 } });
  });

  it('asks for the room that stable has by now, not the one it had at admission', async () => {
    const { next } = await aLook(inStep(2), { stable: 6 });
    expect(await next()).toMatchObject({ kind: 'scale', candidateCount: 6, because: '100 % needs 6 tasks, 4 are healthy' });
  });

  it('records that a step waits for a person before it answers so', async () => {
    const steps = plan.steps.map((step, index) => ({ ...step, approval: index === 1 }));
    const { ledger, next } = await aLook(inStep(0, { plan: { ...plan, steps } }));
    const { verdict, ...answer } = await next();
    const because = `25 % needs a person's approval; ${verdict?.because}`;
    expect(answer).toEqual({ kind: 'approve', stepIndex: 1, waitSeconds: 1_800, because });
    expect(await ledger.load(id)).toMatchObject({ status: 'progressing', stepIndex: 0, sequence: 2 });
    expect((await ledger.events(id)).at(-1)).toMatchObject({ at: at(700), type: 'ApprovalRequested', because, detail: { stepIndex: 1 } });
  });

  it('asks for the same approval again without asking people again, and lets half an hour go by also where ELB is throttled', async () => {
    const steps = plan.steps.map((step, index) => ({ ...step, approval: index === 1 }));
    const { ledger, needs, next } = await aLook(inStep(0, { plan: { ...plan, steps } }));
    await next();
    const throttled = { read: () => Promise.reject(new DependencyError('ELB is busy')) };
    const late = nextStep({ ...needs, traffic: throttled, now: () => secondsLater(700 + 86_400) });
    const again = await late({ deploymentId: id, shownStep: 0 });
    expect(again).toMatchObject({ kind: 'approve', stepIndex: 1, waitSeconds: 1_800 });
    expect((await ledger.load(id)).approvalAsked).toEqual({ stepIndex: 1, at: at(700) });
    const types = (await ledger.events(id)).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['ApprovalRequested', 'Looked']);
    await ledger.approve(id, { stepIndex: 1, by: 'ada', at: secondsLater(90_000) });
    expect(await nextStep(needs)({ deploymentId: id, shownStep: 0 })).toMatchObject({ kind: 'shift', stepIndex: 1 });
  });

  it('records when it heard of an approval first, and counts patience from there once', async () => {
    const steps = plan.steps.map((step, index) => ({ ...step, approval: index === 1 }));
    const approvalAsked = { stepIndex: 1, at: at(700) };
    const undecided = { bad: 8, badOfStable: 57, now: secondsLater(20_000) };
    const { ledger, needs, next } = await aLook(inStep(0, { plan: { ...plan, steps }, approvedSteps: [1], approvalAsked }), undecided);
    expect(await next()).toMatchObject({ kind: 'bake', verdict: { kind: 'inconclusive' } });
    const later = (seconds: number) => nextStep({ ...needs, now: () => secondsLater(20_000 + seconds) })({ deploymentId: id });
    expect(await later(599)).toMatchObject({ kind: 'bake' });
    expect((await ledger.load(id)).approvalAsked).toEqual({ ...approvalAsked, until: at(20_000) });
    expect(await later(600)).toMatchObject({
      kind: 'rollback',
      because: expect.stringContaining('no verdict 20600 s after the step began'),
    });
  });

  it('records a rollback as the end of every way forward, with the figures it rests on', async () => {
    const { ledger, next } = await aLook(inStep(0), { bad: 250 });
    const { verdict, ...answer } = await next();
    expect(answer).toEqual({ kind: 'rollback', because: verdict?.because });
    expect(verdict).toMatchObject({
      kind: 'regressed',
      metrics: [{ kind: 'regressed', counts: { candidate: { requests: 500, bad: 250 } } }],
    });
    expect(await ledger.load(id)).toMatchObject({ status: 'rolling-back', sequence: 2, lastVerdict: verdict });
    const event = { at: at(700), type: 'CandidateRegressed', because: verdict?.because, detail: { analysis: verdict } };
    expect((await ledger.events(id)).at(-1)).toEqual(event);
    expect(await next()).toEqual({ kind: 'rollback', because: 'the deployment is rolling-back', verdict });
  });

  it('holds and has people called when both lanes fail, and remembers until when', async () => {
    const { ledger, next } = await aLook(inStep(0), { bad: 250, badOfStable: 4_750 });
    const { verdict, ...answer } = await next();
    expect(verdict).toHaveProperty('then', 'hold');
    expect(answer).toEqual({ kind: 'hold', stepIndex: 0, bakeSeconds: 60, because: `held: ${verdict?.because}` });
    expect(await ledger.load(id)).toMatchObject({ status: 'progressing', stepIndex: 0, heldUntil: at(700) });
    const detail = { stepIndex: 0, bakeSeconds: 60, analysis: verdict };
    expect((await ledger.events(id)).at(-1)).toEqual({ at: at(700), type: 'DeploymentHeld', because: answer.because, detail });
  });

  it('has people called again until the machine says that it did, or has tried in vain often enough', async () => {
    const { next } = await aLook(inStep(0), { bad: 250, badOfStable: 4_750 });
    const kinds = [];
    for (const paged of [{}, { pageTries: 1 }, { pageTries: 10 }, { pagedStep: 0 }]) kinds.push((await next(paged)).kind);
    expect(kinds).toEqual(['hold', 'hold', 'bake', 'bake']);
  });

  it('rolls back on a stored signal, however healthy everything looks, and reads no metrics for it', async () => {
    const { ledger, read, next } = await aLook(lastStep);
    await ledger.storeSignal(id, signal, admittedAt);
    expect(await next()).toMatchObject({ kind: 'rollback', because: signal.because });
    expect(read).toEqual([]);
  });

  it('reads the alarms of the guard at every look: one whose event was lost is not promoted over', async () => {
    const alarm = { arn: 'arn:slow', name: 'orders-slow', state: 'ALARM', actionsEnabled: true, type: 'metric' } as const;
    const guarded = aJudgedPlan({ guards: { alarmArns: [alarm.arn], taskFailuresAllowed: 0 } });
    const calm = await aLook(inStep(0, { plan: guarded }), { now: secondsLater(60), alarm: { ...alarm, state: 'OK' } });
    expect([await calm.next(), calm.asked]).toEqual([expect.objectContaining({ kind: 'bake' }), [[alarm.arn]]]);
    const lastVerdict = aVerdict('safe', 'nothing speaks against it');
    const ringing = await aLook({ ...lastStep, plan: guarded, lastVerdict }, { alarm });
    const because = 'alarm orders-slow is in ALARM';
    // The last figures stay in sight, but nothing is concluded from them.
    const verdict = aVerdict('inconclusive', `not judged: ${because}`, { metrics: lastVerdict.metrics });
    expect(await ringing.next()).toEqual({ kind: 'rollback', because, verdict });
    expect(ringing.read).toEqual([]);
    expect((await ringing.ledger.events(id)).at(-1)).toMatchObject({ type: 'CandidateRegressed', because });
  });

  it('waits for no metric to leave a candidate that cannot serve its users', async () => {
    const { read, next } = await aLook(inStep(0), { healthy: 0 });
    const because = 'no target of the candidate is healthy while it has 5 % of the users';
    expect(await next()).toMatchObject({
      kind: 'rollback',
      because,
      verdict: { because: `not judged: ${because}` },
    });
    expect(read).toEqual([]);
  });

  it('asks for no alarms when the plan has none', async () => {
    const { asked, next } = await aLook(inStep(0));
    await next();
    expect(asked).toEqual([]);
  });

  it('rolls back when the rule cannot be found', async () => {
    const { needs } = await aLook(inStep(0));
    const next = nextStep({ ...needs, traffic: trafficReader({ rule: async () => undefined, targetHealth: async () => undefined }) });
    expect(await next({ deploymentId: id })).toMatchObject({ kind: 'rollback' });
  });

  it('goes back instead of forward when tasks of the candidate failed whose events were lost', async () => {
    const failed = {
      ...aTask,
      stopCode: 'EssentialContainerExited',
      containers: [{ name: 'app', imageDigest: plan.candidate.imageDigest, exitCode: 137 }],
    };
    const others = [
      { ...failed, createdAt: secondsLater(-60) },
      { ...failed, stopCode: 'ServiceSchedulerInitiated' },
      { ...failed, lastStatus: 'RUNNING' },
    ];
    const ending = async (tasks: readonly EcsTask[] | Error) => {
      const { needs } = await aLook(lastStep);
      const listed = async () => (tasks instanceof Error ? await Promise.reject(tasks) : tasks);
      return (await nextStep({ ...needs, tasks: listed })({ deploymentId: id })).kind;
    };
    const tooMany = Array.from({ length: plan.guards.taskFailuresAllowed + 1 }, () => failed);
    expect(await ending(tooMany)).toBe('rollback');
    expect(await ending([...tooMany.slice(1), ...others])).not.toBe('rollback');
    // Whoever reads the events of crashes asks ECS too: while it does not answer, a version that crashes looks like a good one.
    expect(await ending(new DependencyError('ECS did not answer'))).toBe('bake');
    const forbidden = Object.assign(new Error('not authorized to perform ecs:ListTasks'), { name: 'AccessDeniedException' });
    await expect(ending(forbidden)).rejects.toBe(forbidden);
  });

  it('goes back instead of forward when the candidate lane runs another revision than was judged', async () => {
    const [launched, edited] = [7, 8].map((revision) => `arn:aws:ecs:eu-west-1:111122223333:task-definition/orders-green:${revision}`);
    const running = { ...aTask, containers: [], lastStatus: 'RUNNING', desiredStatus: 'RUNNING', taskDefinitionArn: launched ?? '' };
    const moved = async (...tasks: readonly EcsTask[]) => {
      const { needs } = await aLook(lastStep);
      return nextStep({ ...needs, tasks: async () => tasks })({ deploymentId: id, taskDefinitionArn: launched });
    };
    const other = { ...running, taskDefinitionArn: edited ?? '' };
    const because = `somebody changed the candidate lane: it runs ${edited}, and ${launched} was launched`;
    expect(await moved(running, other)).toMatchObject({ kind: 'rollback', because });
    const others = [{ desiredStatus: 'STOPPED' }, { lastStatus: 'PENDING' }, { createdAt: secondsLater(-60) }];
    expect((await moved(running, ...others.map((change) => ({ ...other, ...change })))).kind).not.toBe('rollback');
  });

  it('promotes with the token that closes the guard', async () => {
    const { ledger, next } = await aLook(lastStep);
    await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
    const { verdict, ...answer } = await next();
    expect(answer).toEqual({ kind: 'promote', because: `every step was safe; the last: ${verdict?.because}`, guardToken: 'token-1' });
    expect(await ledger.load(id)).toMatchObject({ status: 'promoting', sequence: 5 });
    expect((await ledger.events(id)).at(-1)).toMatchObject({ type: 'PromotionIntended', detail: { analysis: verdict } });
  });

  it('answers a retry after the recorded promotion the same, with the token, and judges nothing', async () => {
    const { ledger, read, next } = await aLook(lastStep);
    await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
    const { verdict } = await next();
    expect(await next()).toEqual({ kind: 'promote', because: 'the promotion was decided before', guardToken: 'token-1', verdict });
    expect((await ledger.load(id)).sequence).toBe(5);
    expect(read).toHaveLength(1);
  });

  it('waits a second while the guard has no token yet, and promotes once it has', async () => {
    const { ledger, next } = await aLook(lastStep);
    const wait = { kind: 'bake', bakeSeconds: 1, because: 'the guard is not registered yet' };
    expect(await next()).toEqual(wait);
    expect(await next()).toEqual(wait);
    await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
    expect(await next()).toMatchObject({ kind: 'promote', because: 'the promotion was decided before', guardToken: 'token-1' });
  });

  it('takes a recorded promotion back when its answer was lost and somebody moved users since', async () => {
    const { ledger, needs, next } = await aLook(lastStep);
    await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
    await next();
    const retry = (traffic: typeof needs.traffic) => nextStep({ ...needs, traffic })({ deploymentId: id });
    const rule = { ruleArn: plan.ruleArn, actions: forward(plan, 20), isDefault: false };
    expect(await retry(trafficReader({ rule: async () => rule, targetHealth: async () => undefined }))).toMatchObject({
      kind: 'rollback',
      because: expect.stringContaining('somebody moved users after the promotion was decided'),
    });
    const silent = async () => await Promise.reject(new DependencyError('ELB did not answer'));
    expect(await retry({ read: silent })).toMatchObject({ kind: 'promote', guardToken: 'token-1' });
  });

  it('takes a recorded promotion back when a signal comes before the guard is closed', async () => {
    const { ledger, next } = await aLook(lastStep);
    await next();
    await ledger.storeSignal(id, signal, admittedAt);
    await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
    expect(await next()).toMatchObject({ kind: 'rollback', because: signal.because });
  });

  // A redrive: an answer, also a rollback, would act on a service that has moved on since.
  it.each(['promoted', 'rolled-back', 'needs-human', 'refused'] as const)(
    'answers and judges nothing for a deployment that is %s',
    async (status) => {
      const { ledger, read, next } = await aLook({ ...inStep(0), status });
      await expect(next()).rejects.toEqual(new DeploymentOverError({ id, status }));
      expect(await ledger.events(id)).toHaveLength(1);
      expect([read, await ledger.evidence(id)]).toEqual([[], { steps: [], fixed: { slowSeconds: {} }, metrics: {} }]);
    },
  );

  it('lets one of two calls that race decide; the other is stale', async () => {
    const { ledger, next } = await aLook(inStep(0));
    const [one, other] = await Promise.allSettled([next(), next()]);
    expect(one).toMatchObject({ status: 'fulfilled', value: { kind: 'shift', stepIndex: 1 } });
    expect(other).toEqual({ status: 'rejected', reason: expect.any(StaleDecisionError) });
    expect((await ledger.load(id)).stepIndex).toBe(1);
  });

  it('never decides a promotion after a signal was stored, in whatever order their calls arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { ledger, needs } = await aLook(lastStep);
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

describe('the profile of a promoted release', () => {
  const taskDefinitionArn = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders-green:7';
  const window = { from: at(0), until: at(580) };
  const measured = { ...window, requests: 9_000, requestsPerSecond: 15, errorRate: 0, p50Seconds: 0.1 };

  it('is measured over the last step as far as metrics are there, and kept for the release after it', async () => {
    const asked: unknown[] = [];
    const profile = async (...args: unknown[]) => {
      asked.push(args);
      return measured;
    };
    const { ledger, next } = await aLook(lastStep, { profile });
    await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
    await next({ taskDefinitionArn });
    const lane = { ruleArn: plan.ruleArn, targetGroupArn: plan.candidate.targetGroupArn };
    expect(asked).toEqual([[lane, { from: new Date(window.from), until: new Date(window.until) }]]);
    expect(await ledger.profileOf('orders', taskDefinitionArn)).toEqual({ ...measured, taskDefinitionArn, deploymentId: id });
  });

  it.each([
    ['cannot be measured', async () => Promise.reject(new DefectError('no such metric'))],
    ['has nothing to tell', async () => undefined],
  ])('does not keep a promotion waiting when it %s', async (_, profile) => {
    const { ledger, next } = await aLook(lastStep, { profile });
    await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
    expect(await next({ taskDefinitionArn })).toMatchObject({ kind: 'promote', guardToken: 'token-1' });
    expect(await ledger.profileOf('orders', taskDefinitionArn)).toBeUndefined();
  });
});
