import { describe, expect, it } from 'vitest';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { retirementHolder } from '../../../core/deployment/holders.ts';
import { DependencyError } from '../../../core/errors.ts';
import { signalDeployment } from '../../../functions/signal-deployment/signal-deployment.ts';
import { admittedAt, aPlan, aProgressing, digest, secondsLater } from '../../core/builders.ts';
import { alarmArn, anAdmitted } from '../an-admitted.ts';
import { anEvent, machineArn } from '../an-event.ts';
import { fakeExecutions } from '../fake-executions.ts';
import { silentWitnesses } from '../silent-witnesses.ts';
import { theAnnounced } from '../the-announced.ts';
import { aBench } from './a-bench.ts';

const { id } = aProgressing();
const time = secondsLater(60).toISOString();

/** A deployment in progress whose guard waits. */
async function aGuarded(deployment = aProgressing()) {
  const bench = aBench();
  await anAdmitted(bench.ledger, deployment);
  await bench.ledger.registerToken(id, { kind: 'guard' }, 'guard-1', admittedAt);
  return bench;
}

function anAlarm(arn = alarmArn, reason = 'Threshold Crossed') {
  const detail = { alarmName: '5xx', state: { value: 'ALARM', reason, timestamp: time } };
  return { 'detail-type': 'CloudWatch Alarm State Change', time, resources: [arn], detail };
}

/** A candidate task that crashed, as ECS tells it. */
function aStoppedTask(taskId: string, change: Readonly<Record<string, unknown>> = {}) {
  const detail = {
    clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod',
    group: 'service:orders-green',
    taskArn: `arn:task/${taskId}`,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ name: 'app', exitCode: 1, imageDigest: digest }],
    ...change,
  };
  return { 'detail-type': 'ECS Task State Change', time, detail };
}

const alarmed = 'alarm 5xx went to ALARM: Threshold Crossed';
const crashed = 'EssentialContainerExited: Essential container in task exited; container app: exit code 1';

describe('signalDeployment', () => {
  it('ends the deployment whose lease names the alarm, and no other', async () => {
    const { ledger, answers, send } = await aGuarded();
    const plan = aPlan({ deploymentId: 'billing-1', service: 'billing' });
    await anAdmitted(
      ledger,
      { ...aProgressing({ plan }), id: 'billing-1' },
      { alarmArns: ['arn:other'], candidateLane: 'prod/billing-green' },
    );
    expect(await send(anAlarm())).toEqual({
      kind: 'signalled',
      because: 'alarm concerns 1 deployments',
      deployments: [{ deploymentId: id, kind: 'stored' }],
    });
    expect(answers).toEqual([{ taskToken: 'guard-1', failure: { error: 'GuardTripped', cause: alarmed } }]);
    expect((await ledger.load('billing-1')).signal).toBeUndefined();
  });

  it('ignores an alarm that no lease names', async () => {
    const { answers, send } = await aGuarded();
    expect(await send(anAlarm('arn:unknown'))).toEqual({
      kind: 'ignored',
      because: 'alarm concerns no deployment in progress',
      deployments: [],
    });
    expect(answers).toEqual([]);
  });

  it('ends every deployment whose lease names a shared alarm', async () => {
    const { ledger, send } = await aGuarded();
    await anAdmitted(ledger, { ...aProgressing({ plan: aPlan({ service: 'billing' }) }), id: 'billing-1' });
    expect((await send(anAlarm())).deployments).toEqual([
      { deploymentId: 'billing-1', kind: 'stored' },
      { deploymentId: id, kind: 'stored' },
    ]);
  });

  it('keeps the first signal and answers with it when a second comes', async () => {
    const { ledger, answers, send } = await aGuarded();
    await send(anAlarm());
    expect((await send(anAlarm(alarmArn, 'still bad'))).deployments).toEqual([{ deploymentId: id, kind: 'already' }]);
    const signal = { kind: 'alarm', source: alarmArn, because: alarmed, occurredAt: time };
    expect((await ledger.load(id)).signal).toEqual(signal);
    expect(answers.map((answer) => ('failure' in answer ? answer.failure : answer))).toEqual([
      { error: 'GuardTripped', cause: alarmed },
      { error: 'GuardTripped', cause: alarmed },
    ]);
  });

  it('sends nothing for a signal after the promotion', async () => {
    const { ledger, answers, send } = await aGuarded();
    await ledger.finish(id, { status: 'promoted', event: { at: time, type: 'DeploymentPromoted', because: 'every step was safe' } });
    expect((await send(anAlarm())).deployments).toEqual([{ deploymentId: id, kind: 'too late: promoted' }]);
    expect(answers).toEqual([]);
    expect((await ledger.load(id)).signal).toBeUndefined();
  });

  it('leaves a retirement in peace that has the service', async () => {
    const { ledger, send } = aBench();
    const lease = { service: 'orders', executionArn: 'arn:retire', alarmArns: [alarmArn], candidateLane: 'prod/orders-green' };
    await ledger.lease({ ...lease, holder: retirementHolder(id) }, admittedAt);
    expect((await send(anAlarm())).kind).toBe('ignored');
  });

  it('ends the deployment at the first crash when the plan allows none', async () => {
    const { ledger, send } = await aGuarded();
    expect((await send(aStoppedTask('1'))).deployments).toEqual([{ deploymentId: id, kind: 'stored' }]);
    expect((await ledger.load(id)).signal).toEqual({
      kind: 'task-stopped',
      source: 'arn:task/1',
      because: `1 candidate tasks failed, allowed are 0; the last: ${crashed}`,
      occurredAt: time,
    });
  });

  it('tolerates as many crashes as the plan allows, and counts a task once however often it is told', async () => {
    const plan = aPlan({ guards: { alarmArns: [], taskFailuresAllowed: 2 } });
    const { ledger, answers, send } = await aGuarded(aProgressing({ plan }));
    const kinds: unknown[] = [];
    for (const taskId of ['1', '1', '2', '2', '1', '3']) kinds.push((await send(aStoppedTask(taskId))).deployments[0]?.kind);
    expect(kinds).toEqual(['tolerated', 'tolerated', 'tolerated', 'tolerated', 'tolerated', 'stored']);
    expect((await ledger.load(id)).signal?.because).toBe(`3 candidate tasks failed, allowed are 2; the last: ${crashed}`);
    expect(answers).toHaveLength(1);
  });

  it('never counts a task of the image that was there before', async () => {
    const { ledger, send } = await aGuarded();
    const containers = [{ name: 'app', exitCode: 1, imageDigest: `sha256:${'0'.repeat(64)}` }];
    expect((await send(aStoppedTask('1', { containers }))).deployments).toEqual([{ deploymentId: id, kind: 'tolerated' }]);
    expect(await ledger.countTaskFailure(id, 'arn:task/9')).toBe(1);
  });

  it.each([
    ['a scale-in', { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)' }],
    ['a task that a person stopped', { stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' }],
    ['a Spot interruption', { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' }],
  ])('never counts %s, nor looks for whom it concerns', async (_, change) => {
    const { ledger, send } = await aGuarded();
    expect(await send(aStoppedTask('1', change))).toEqual({
      kind: 'ignored',
      because: 'the end of arn:task/1 was wanted',
      deployments: [],
    });
    expect(await ledger.countTaskFailure(id, 'arn:task/9')).toBe(1);
  });

  it.each([
    ['the stable lane', { group: 'service:orders-blue' }],
    ['the same service name in another cluster', { clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/test' }],
  ])('ignores a crash in %s', async (_, change) => {
    const { send } = await aGuarded();
    expect((await send(aStoppedTask('1', change))).kind).toBe('ignored');
  });

  it('ends the deployment whose ECS service deployment failed in the candidate lane', async () => {
    const { answers, send } = await aGuarded();
    const resources = ['arn:aws:ecs:eu-west-1:111122223333:service/prod/orders-green'];
    await send({
      'detail-type': 'ECS Deployment State Change',
      time,
      resources,
      detail: { deploymentId: 'ecs-svc/45', reason: 'tasks failed to start' },
    });
    const cause = 'the ECS service deployment failed: tasks failed to start';
    expect(answers).toEqual([{ taskToken: 'guard-1', failure: { error: 'GuardTripped', cause } }]);
  });

  it.each(['AbortRequested', 'RollbackRequested'])('ends the deployment in progress on %s', async (detailType) => {
    const { answers, send } = await aGuarded();
    await send({ 'detail-type': detailType, time, detail: { service: 'orders', by: 'ana', because: 'wrong price' } });
    const cause = 'ana asked to go back: wrong price';
    expect(answers).toEqual([{ taskToken: 'guard-1', failure: { error: 'Aborted', cause } }]);
  });

  it('stores the signal before it answers the guard, so that a lost answer is found again', async () => {
    const ledger = memoryLedger();
    await anAdmitted(ledger);
    await ledger.registerToken(id, { kind: 'guard' }, 'guard-1', admittedAt);
    const { executions } = fakeExecutions();
    const lanes = { read: () => Promise.reject(new RangeError('no lane is read here')) };
    const failing = { ...executions, sendFailure: () => Promise.reject(new RangeError('throttled')) };
    const { announcer } = theAnnounced();
    const reads = { ...silentWitnesses, lanes, now: () => secondsLater(90) };
    const needs = { ...reads, ledger, executions: failing, announcer, restoreMachineArn: machineArn };
    await expect(signalDeployment(needs)(anEvent(anAlarm()))).rejects.toThrow('throttled');
    const redelivered = aBench({ ledger });
    expect((await redelivered.send(anAlarm())).deployments).toEqual([{ deploymentId: id, kind: 'already' }]);
    expect(redelivered.answers).toHaveLength(1);
  });

  it('ignores an alarm from before the deployment had its lease, clock skew allowed for', async () => {
    const early = (seconds: number) => {
      const event = anAlarm();
      const state = { ...event.detail.state, timestamp: secondsLater(seconds).toISOString() };
      return { ...event, detail: { ...event.detail, state } };
    };
    const { answers, send } = await aGuarded();
    expect((await send(early(-6))).kind).toBe('ignored');
    expect(answers).toEqual([]);
    expect((await send(early(-4))).kind).toBe('signalled');
  });

  it('tells the others when the signal of one deployment cannot be stored', async () => {
    const { ledger, answers, send } = await aGuarded();
    await ledger.lease(
      { service: 'billing', holder: 'billing-1', executionArn: 'arn:1', alarmArns: [alarmArn], candidateLane: '' },
      admittedAt,
    );
    await expect(send(anAlarm())).rejects.toThrow('billing-1');
    expect(answers).toEqual([{ taskToken: 'guard-1', failure: { error: 'GuardTripped', cause: alarmed } }]);
  });

  describe.each(['AbortRequested', 'RollbackRequested'])('%s in the middle of a promotion', (detailType) => {
    const asked = { 'detail-type': detailType, time, detail: { service: 'orders', by: 'ana' } };
    const again = `${id} is being promoted at this moment: the way back is tried again in a minute`;

    it('is tried again once the promotion is on record', async () => {
      const { ledger, send } = await aGuarded();
      await ledger.finish(id, { status: 'promoted', event: { at: time, type: 'DeploymentPromoted', because: 'every step was safe' } });
      await expect(send(asked)).rejects.toThrow(again);
    });

    it('is stored when the guard was closed a moment ago: then the promotion cannot be recorded', async () => {
      const { ledger, executions, send } = await aGuarded();
      executions.sendFailure = async () => ({ kind: 'already-settled' });
      expect((await send(asked)).deployments).toEqual([{ deploymentId: id, kind: 'stored' }]);
      const event = { at: time, type: 'DeploymentPromoted', because: 'every step was safe' } as const;
      await expect(ledger.finish(id, { status: 'promoted', event })).rejects.toThrow('has a signal: ana asked to go back');
    });
  });

  it('tells who asks for a way back that a person was called for before', async () => {
    const { ledger, announced, send } = await aGuarded();
    await ledger.finish(id, { status: 'needs-human', event: { at: time, type: 'HumanNeeded', because: 'not whole' } });
    const because = `${id} could not be made whole, and a person was called: its lease is kept`;
    const asked = { 'detail-type': 'AbortRequested', time, detail: { service: 'orders', by: 'ana' } };
    expect(await send(asked)).toEqual({ kind: 'refused', because, deployments: [{ deploymentId: id, kind: 'refused' }] });
    const fact = { type: 'RequestRefused', at: secondsLater(90).toISOString(), service: 'orders', deploymentId: id, because };
    expect(announced).toEqual([{ ...fact, detail: { request: 'AbortRequested', by: 'ana', askedAt: time } }]);
  });

  it('tells who asks for a way back that it came after the end of what was meant, whose lease is still to be given back', async () => {
    const { ledger, announced, send } = await aGuarded();
    await ledger.finish(id, { status: 'rolled-back', event: { at: time, type: 'DeploymentRolledBack', because: 'regressed' } });
    const because = `${id} was in progress when it was asked for, and is rolled-back: what was promoted before it stays`;
    const asked = { 'detail-type': 'RollbackRequested', time, detail: { service: 'orders', by: 'ana' } };
    expect(await send(asked)).toEqual({ kind: 'refused', because, deployments: [{ deploymentId: id, kind: 'refused' }] });
    expect(announced).toMatchObject([
      { type: 'RequestRefused', because, detail: { request: 'RollbackRequested', by: 'ana', askedAt: time } },
    ]);
  });

  // Once its lease is free, the request means what was promoted before.
  it.each([
    ['was over before it was asked for', 'rolled-back', -20],
    ['was refused, and never had a user', 'refused', 0],
  ] as const)('tries a request again that meets the lease of a deployment that %s', async (_, status, secondsAfter) => {
    const { ledger, announced, send } = await aGuarded();
    const at = new Date(Date.parse(time) + secondsAfter * 1_000).toISOString();
    await ledger.finish(id, { status, event: { at, type: 'DeploymentRolledBack', because: 'regressed' } });
    const asked = { 'detail-type': 'RollbackRequested', time, detail: { service: 'orders', by: 'ana' } };
    const again = new DependencyError(`${id} is over, and gives its service back at this moment: the request is tried again`);
    await expect(send(asked)).rejects.toEqual(again);
    expect(announced).toEqual([]);
  });
});
