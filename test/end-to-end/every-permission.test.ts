import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerException } from '@aws-sdk/client-ecs';
import { describe, expect, inject, it } from 'vitest';
import { stackUpdateHolder } from '../../core/deployment/holders.ts';
import { aReleasedService, type ReleasedService, type ServiceOptions } from './a-released-service.ts';
import { type Edit, editedAssembly } from './edited-assembly.ts';
import type { Execution } from './executions.ts';
import { neverUsed } from './granted-permissions.ts';
import { logIn } from './log-in.ts';
import { ring, roleOf } from './mid-flight.ts';
import { reasons } from './needed-all-the-same.ts';
import { setWeights } from './set-weights.ts';

const local = { roleArn: 'local' };
const step = (approval: boolean) => String.raw`{\"candidatePercent\":25,\"bake\":\"2m\",\"approval\":${approval}}`;
const approved: Edit = { stack: 'SluiceStorefront', from: step(false), to: step(true) };

/** Brings a version to a quarter of the users, once no alarm of the one before it rings. */
async function atAQuarter(service: ReleasedService, tag: string): Promise<void> {
  await service.pass(900);
  const seen = service.users.seen().length;
  service.push(tag);
  await service.until(
    'a quarter of the users on the candidate',
    () => service.users.seen().length > seen && /25/.test(service.users.seen().at(-1) ?? ''),
  );
}

const atRest = (service: ReleasedService) =>
  service.until('the lease to be free', async () => (await service.ledger.heldLeases()).length === 0);

const stop = ({ world }: ReleasedService, execution: Execution | undefined) =>
  world.aws.call('SFN', 'StopExecution', { executionArn: execution?.arn }, local);

const runningRestore = (service: ReleasedService) =>
  service.until('a restore to run', async () => (await service.restores()).find(({ status }) => status === 'RUNNING'));

/** Asks for the way back while a stack update has the service. */
async function postponed(service: ReleasedService): Promise<void> {
  const update = { service: 'storefront', holder: stackUpdateHolder('storefront'), executionArn: 'arn:stack' };
  await service.ledger.lease({ ...update, alarmArns: [], candidateLane: '' }, service.now());
  await service.ask('RollbackRequested', { service: 'storefront', by: 'ada', because: 'customers complain' });
  await service.until('it to be postponed', () => service.log.published().some(({ type }) => type === 'RollbackPostponed'));
  await service.ledger.release('storefront', update.holder);
}

/** Approved and promoted, stopped and taken back by a person; the lanes written by a stack update; declared anew, approved, and heard by the sweep alone. */
async function promotedAndTakenBack(): Promise<ReleasedService> {
  const arrivals: ServiceOptions['arrivals'] = ({ event }) => (event.source === 'aws.ecr' ? [0, 2_000] : [0]);
  const service = await aReleasedService({ assembly: editedAssembly(approved), arrivals });
  service.push('1.1.0');
  const { name } = await service.entered('AwaitApproval');
  await service.ask('ApprovalGiven', { deploymentId: name, stepIndex: 1, by: 'ada' });
  await service.entered('AwaitRollbackWindow');
  // Who stops a bad version leaves its users with nobody.
  const { cluster, green } = service.wiring;
  await service.world.aws.call('ECS', 'UpdateService', { cluster, service: green.ecsService, desiredCount: 0 }, local);
  await postponed(service);
  await service.ended();
  await atRest(service);
  const hash =
    /"LanesHash": ?"\w+"/.exec(readFileSync(join(inject('shippedAssembly'), 'SluiceStorefront.template.json'), 'utf8'))?.[0] ?? '';
  await service.world.update(editedAssembly(approved, { stack: 'SluiceStorefront', from: hash, to: '"LanesHash": "another"' }));
  const moreMemory: Edit = { stack: 'SluiceStorefront', from: '"Memory": "512"', to: '"Memory": "1024"' };
  await service.world.update(editedAssembly(approved, moreMemory));
  const second = await service.entered('AwaitApproval', 1, 1);
  service.world.iam.deny(roleOf(service, 'signaldeployment'), 'states:SendTaskSuccess');
  await service.ask('ApprovalGiven', { deploymentId: second.name, stepIndex: 1, by: 'ada' });
  await service.until('the sweep to tell the machine', () => service.users.seen().at(-1) === '75/25');
  await service.ask('AbortRequested', { service: 'storefront', by: 'ada' });
  await service.ended(1);
  await atRest(service);
  // There is nothing to abort any more: who asks is told so.
  await service.ask('AbortRequested', { service: 'storefront', by: 'ada' });
  // Nor was there ever: nobody declared it.
  await service.ask('AbortRequested', { service: 'storefornt', by: 'ada' });
  await service.pass(60);
  return service;
}

/** Ended by a judge, by an alarm, by crashes, and by nobody: then the reconciler takes it back. */
async function takenBackFourTimes(): Promise<ReleasedService> {
  const service = await aReleasedService({ versions: { '1.1.0': { errorShare: 0.5 } } });
  service.push('1.1.0');
  await service.ended();
  await atRest(service);
  await atAQuarter(service, '1.2.0');
  await ring(service, 'storefront-green-slow');
  // Over when it is heard of.
  await ring(service, 'storefront-green-slow', 'OK');
  await service.ended(1);
  await atRest(service);
  await atAQuarter(service, '1.3.0');
  await service.crashTask('green');
  await service.ended(2);
  await atRest(service);
  await atAQuarter(service, '1.4.0');
  const running = (await service.deployments()).find(({ status }) => status === 'RUNNING');
  // What the restore machine cannot have recorded, the reconciler or the sweep records.
  service.world.iam.deny(roleOf(service, 'recordoutcome'), 'dynamodb:UpdateItem');
  await stop(service, running);
  await stop(service, await runningRestore(service));
  await atRest(service);
  // The machine can write this down no more than that, and ends; whoever hears of it writes that it was promoted.
  service.push('1.5.0');
  await service.ended(4);
  await atRest(service);
  return service;
}

/** Without leave to move traffic back: people are called by the machine, by the sweep and by alarms. */
async function calledPeople(): Promise<ReleasedService> {
  const service = await aReleasedService();
  await atAQuarter(service, '1.1.0');
  await setWeights(service, 40, 60);
  await service.pass(300);
  for (const machine of ['sluice-deployment', 'sluice-restore'])
    service.world.iam.deny(roleOf(service, machine), 'elasticloadbalancing:ModifyRule');
  await ring(service, 'storefront-green-slow');
  await service.ended();
  await service.pass(3_600);
  const restore = await runningRestore(service);
  for (const part of ['startdeployment', 'signaldeployment', 'reconcile', 'sweep'])
    service.world.iam.deny(roleOf(service, part), 'dynamodb:*');
  await stop(service, restore);
  service.push('1.2.0');
  await ring(service, 'storefront-blue-slow');
  await service.pass(900);
  return service;
}

/** Users log in. Asked for by a person, and launched at the second try; a version that crashes, tried again by hand; and one that is taken back from blue. */
async function onBothLanes(): Promise<ReleasedService> {
  const ecs = { down: false };
  const error = new ServerException({ message: 'the test took it down', $metadata: { httpStatusCode: 500 } });
  const service = await aReleasedService({
    versions: { '1.1.0': { crash: { afterSeconds: 0, exitCode: 1 } } },
    fault: ({ service, operation }) => (ecs.down && `${service}.${operation}` === 'ECS.UpdateService' ? { throwBefore: error } : undefined),
  });
  await logIn(service);
  const launchedLate = async (index: number) => {
    await service.entered('LaunchSoon', 1, index);
    ecs.down = false;
    await service.entered('LaunchCandidate', 2, index);
  };
  ecs.down = true;
  await service.ask('DeploymentRequested', { service: 'storefront', image: '1.0.0', requestId: 'again' });
  await launchedLate(0);
  await service.ended();
  service.push('1.1.0');
  await service.ended(1);
  await atRest(service);
  const { cluster, blue } = service.wiring;
  await service.world.aws.call('ECS', 'UpdateService', { cluster, service: blue.ecsService, desiredCount: 2 }, local);
  await service.pass(900);
  ecs.down = true;
  service.push('1.2.0');
  await launchedLate(2);
  await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '25/75');
  await stop(service, (await service.deployments())[2]);
  await runningRestore(service);
  await atRest(service);
  return service;
}

describe('every permission', () => {
  it('is needed by a call of some release, or listed with the reason why it is given all the same', async () => {
    const lives = [await promotedAndTakenBack(), await takenBackFourTimes(), await calledPeople(), await onBothLanes()];
    const unused = neverUsed(lives.map(({ world }) => world));
    const listed = reasons.flatMap(({ permissions }) => permissions);
    expect(unused.filter((one) => !listed.includes(one))).toEqual([]);
    // A reason that nothing needs any more is struck out.
    expect(listed.filter((one) => !unused.includes(one))).toEqual([]);
  });
});
