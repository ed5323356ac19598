import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../adapters/alarm-reader.ts';
import type { EcsServiceStatus, EcsTask } from '../../../adapters/ecs-reader.ts';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { signalDeployment } from '../../../functions/signal-deployment/signal-deployment.ts';
import { admittedAt, aProgressing, digest, secondsLater } from '../../core/builders.ts';
import { alarmArn, anAdmitted } from '../an-admitted.ts';
import { anEvent, machineArn } from '../an-event.ts';
import { fakeExecutions } from '../fake-executions.ts';
import { silentWitnesses } from '../silent-witnesses.ts';
import { theAnnounced } from '../the-announced.ts';

const { id } = aProgressing();
const rang = secondsLater(60).toISOString();
const taskArn = 'arn:aws:ecs:eu-west-1:111122223333:task/prod/0f9d';

const alarm: Alarm = { arn: alarmArn, name: 'orders-5xx', state: 'OK', actionsEnabled: true, type: 'metric' };
const task: EcsTask = {
  ...{ arn: taskArn, lastStatus: 'STOPPED', desiredStatus: 'STOPPED', taskDefinitionArn: 'arn:orders-green:43' },
  ...{ group: 'service:orders-green', createdAt: secondsLater(10), stopCode: 'EssentialContainerExited' },
  containers: [{ name: 'app', imageDigest: digest, exitCode: 1 }],
};

const alarmEvent = anEvent({
  'detail-type': 'CloudWatch Alarm State Change',
  resources: [alarmArn],
  detail: { alarmName: 'orders-5xx', state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: rang } },
});
const taskEvent = anEvent({
  'detail-type': 'ECS Task State Change',
  detail: {
    ...{ clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod', group: 'service:orders-green', taskArn },
    ...{ stopCode: 'EssentialContainerExited', containers: [{ name: 'app', imageDigest: digest, exitCode: 1 }] },
  },
});
const launchEvent = anEvent({
  'detail-type': 'ECS Deployment State Change',
  resources: ['arn:aws:ecs:eu-west-1:111122223333:service/prod/orders-green'],
  detail: { eventName: 'SERVICE_DEPLOYMENT_FAILED', deploymentId: 'ecs-svc/45', reason: 'tasks failed to start' },
});

/** A guarded deployment, and what AWS says when it is asked whether an event is true. */
async function aBench(says: { readonly alarms?: readonly Alarm[]; readonly task?: EcsTask | undefined; readonly rolloutState?: string }) {
  const ledger = memoryLedger();
  await anAdmitted(ledger);
  await ledger.registerToken(id, { kind: 'guard' }, 'guard-1', admittedAt);
  const { executions, answers } = fakeExecutions();
  const clock = { at: secondsLater(180) };
  const asked: unknown[] = [];
  const launch = { id: 'ecs-svc/45', status: 'PRIMARY', rolloutState: says.rolloutState ?? '', rolloutStateReason: '' };
  const counts = { desiredCount: 4, runningCount: 0, pendingCount: 0, failedTasks: 3 };
  const service: EcsServiceStatus = {
    ...{ name: 'orders-green', arn: 'arn:orders-green', status: 'ACTIVE', taskDefinitionArn: 'arn:orders-green:43' },
    ...counts,
    deployments: says.rolloutState === undefined ? [] : [{ ...launch, ...counts, taskDefinitionArn: 'arn:orders-green:43' }],
  };
  const send = signalDeployment({
    ...silentWitnesses,
    ledger,
    announcer: theAnnounced().announcer,
    executions,
    lanes: { read: () => Promise.reject(new RangeError('no lane is read here')) },
    alarms: {
      async alarms(...question) {
        asked.push(question);
        return { found: says.alarms ?? [], missing: [] };
      },
    },
    ecs: { services: async () => [service], task: async () => says.task },
    restoreMachineArn: machineArn,
    now: () => clock.at,
  });
  return { ledger, answers, asked, clock, send };
}

const signalled = (what: string) => ({
  kind: 'signalled',
  because: `${what} concerns 1 deployments`,
  deployments: [{ deploymentId: id, kind: 'stored' }],
});

describe('an event that AWS confirms', () => {
  it.each([
    ['an alarm that rings', alarmEvent, { alarms: [{ ...alarm, state: 'ALARM' as const }] }, 'alarm'],
    ['an alarm that rang since and is quiet again', alarmEvent, { alarms: [{ ...alarm, rangAt: rang }] }, 'alarm'],
    ['a candidate task that failed', taskEvent, { task }, 'task-stopped'],
    ['an ECS service deployment that failed', launchEvent, { rolloutState: 'FAILED' }, 'launch-failed'],
  ])('ends the deployment: %s', async (_, event, says, what) => {
    const { answers, send } = await aBench(says);
    expect(await send(event)).toEqual(signalled(what));
    expect(answers).toHaveLength(1);
  });

  it('asks for the history of the alarm since the deployment began', async () => {
    const { asked, send } = await aBench({ alarms: [{ ...alarm, state: 'ALARM' }] });
    await send(alarmEvent);
    expect(asked).toEqual([[[alarmArn], { since: secondsLater(-5), changedSince: secondsLater(-5) }]]);
  });

  it.each([
    ['an alarm', alarmEvent, 'alarm'],
    ['a task', taskEvent, 'task-stopped'],
    ['a launch', launchEvent, 'launch-failed'],
  ])('stands when AWS does not answer about %s: what ends a deployment waits for nobody', async (_, event, what) => {
    const ledger = memoryLedger();
    await anAdmitted(ledger);
    const lanes = { read: () => Promise.reject(new RangeError('no lane is read here')) };
    const called = { ...silentWitnesses, ...theAnnounced(), executions: fakeExecutions().executions, lanes };
    const needs = { ...called, ledger, restoreMachineArn: machineArn };
    expect(await signalDeployment({ ...needs, now: () => secondsLater(180) })(event)).toEqual(signalled(what));
  });
});

const contradicted: readonly (readonly [string, Record<string, unknown>, Parameters<typeof aBench>[0], string])[] = [
  ['an alarm that does not exist', alarmEvent, {}, `CloudWatch knows no alarm ${alarmArn}`],
  ['an alarm that did not ring since', alarmEvent, { alarms: [alarm] }, 'alarm orders-5xx is OK and did not ring'],
  ['a task that does not exist', taskEvent, {}, `ECS knows no task ${taskArn}`],
  ['a task that runs', taskEvent, { task: { ...task, desiredStatus: 'RUNNING' } }, `task ${taskArn} runs`],
  [
    'a task of another service',
    taskEvent,
    { task: { ...task, group: 'service:orders-blue' } },
    `task ${taskArn} is of service:orders-blue`,
  ],
  [
    'a task of an earlier deployment of the same image',
    taskEvent,
    { task: { ...task, createdAt: secondsLater(-60) } },
    `task ${taskArn} is older than the deployment`,
  ],
  ['a task that was scaled in', taskEvent, { task: { ...task, stopCode: 'UserInitiated' } }, `task ${taskArn} is no failed candidate`],
  [
    'a task of another image',
    taskEvent,
    { task: { ...task, containers: [{ name: 'app', imageDigest: `sha256:${'0'.repeat(64)}` }] } },
    `task ${taskArn} is no failed candidate`,
  ],
  ['a launch that is replaced', launchEvent, {}, 'ECS service prod/orders-green has no deployment ecs-svc/45'],
  ['a launch that goes on', launchEvent, { rolloutState: 'IN_PROGRESS' }, 'deployment ecs-svc/45 is IN_PROGRESS'],
];

describe('an event that AWS contradicts', () => {
  it.each(contradicted)('has no effect: %s', async (_, event, says) => {
    const { ledger, answers, send } = await aBench(says);
    const before = await ledger.load(id);
    const { deployments } = await send(event);
    expect(deployments.filter(({ kind }) => kind !== 'tolerated')).toEqual([]);
    expect(answers).toEqual([]);
    expect(await ledger.load(id)).toEqual(before);
    expect(await ledger.countTaskFailure(id, 'arn:another')).toBe(1);
  });

  // An event may overtake what it tells of: CloudWatch and ECS show a change a moment after it.
  it.each(contradicted)('is delivered again while it is younger than a minute: %s', async (_, event, says, because) => {
    const { answers, clock, send } = await aBench(says);
    clock.at = secondsLater(119);
    await expect(send(event)).rejects.toThrow(`${because}, or is not shown yet: the event of ${rang} is delivered again`);
    expect(answers).toEqual([]);
  });
});

describe('an event from elsewhere', () => {
  it.each([
    ['another account', { account: '444455556666' }, 'the event is of account "444455556666": only those of 111122223333 count'],
    ['another Region', { region: 'us-east-1' }, 'the event is of Region "us-east-1": only those of eu-west-1 count'],
    [
      'somebody who is not CloudWatch',
      { source: 'sluice.request' },
      'the event is of source "sluice.request": CloudWatch Alarm State Change counts from aws.cloudwatch only',
    ],
  ])('has no effect: of %s', async (_, change, because) => {
    const { answers, asked, send } = await aBench({ alarms: [{ ...alarm, state: 'ALARM' }] });
    expect(await send({ ...alarmEvent, ...change })).toEqual({ kind: 'ignored', because, deployments: [] });
    expect([answers, asked]).toEqual([[], []]);
  });
});
