import { describe, expect, it } from 'vitest';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { DependencyError } from '../../../core/errors.ts';
import { admitDeployment } from '../../../functions/admit-deployment/admit-deployment.ts';
import { admittedAt, aProgressing, secondsLater, someFacts } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';

type Needs = Parameters<typeof admitDeployment>[0];

const { pageTopicArn, request } = someFacts();
const deployment = aProgressing({ stepIndex: -1, sequence: 0 });
const { id: deploymentId, executionArn } = deployment;
const input = { deploymentId, executionArn, request };
const at = secondsLater(60).toISOString();
const because = `${deploymentId} lost its service while it was admitted: ask again with a new trigger`;
const refusals = [{ code: 'AnotherDeploymentRunning', because }];
const refused = { kind: 'refused', because, refusals };
const announcement = { type: 'DeploymentRefused', at, because, deploymentId, service: 'orders', detail: { request, refusals } };

/** A deployment that one of its tries recorded, and whose lease another one gave back. */
async function aRefused() {
  const ledger = memoryLedger();
  await anAdmitted(ledger, deployment);
  await ledger.release('orders', deploymentId);
  const announced: object[] = [];
  const unread = () => Promise.reject(new DependencyError('nothing is looked at'));
  const needs: Needs = {
    ...{ ledger, pageTopicArn, catalogue: { declared: unread }, glance: unread, read: unread },
    announcer: { announce: async (event) => void announced.push(event) },
    now: () => new Date(at),
  };
  return { ledger, announced, needs, admit: () => admitDeployment(needs)(input) };
}

// Its record would stay open for ever: no lease leads to it.
describe('a deployment that lost its service while it was admitted', () => {
  it('is on record as refused, and told of', async () => {
    const { ledger, announced, admit } = await aRefused();
    expect(await admit()).toEqual(refused);
    expect(await ledger.load(deploymentId)).toMatchObject({ status: 'refused', endedAt: at });
    expect((await ledger.events(deploymentId)).at(-1)).toEqual({ at, type: 'DeploymentRefused', because, detail: { request, refusals } });
    expect(announced).toEqual([announcement]);
  });

  it('is told of again when it is asked again, and written down once: the announcement may be what failed', async () => {
    const { ledger, announced, needs, admit } = await aRefused();
    const failing = { ...needs, announcer: { announce: () => Promise.reject(new DependencyError('throttled')) } };
    await expect(admitDeployment(failing)(input)).rejects.toThrow('throttled');
    expect([await admit(), await admit()]).toEqual([refused, refused]);
    expect([(await ledger.events(deploymentId)).length, announced]).toEqual([2, [announcement, announcement]]);
  });

  // Whoever hears of the failed execution tells of it, as long as its record is open.
  it('is on record as refused only once somebody was told', async () => {
    const { ledger, needs } = await aRefused();
    const failing = { ...needs, announcer: { announce: () => Promise.reject(new DependencyError('throttled')) } };
    await expect(admitDeployment(failing)(input)).rejects.toThrow('throttled');
    expect((await ledger.load(deploymentId)).status).toBe('progressing');
  });

  it('is not told of when it ended otherwise', async () => {
    const { ledger, announced, admit } = await aRefused();
    await ledger.finish(deploymentId, { status: 'rolled-back', event: { at, type: 'DeploymentRolledBack', because: 'aborted' } });
    expect(await admit()).toMatchObject({ kind: 'refused' });
    expect([(await ledger.load(deploymentId)).status, announced]).toEqual(['rolled-back', []]);
  });

  it('gives back what another of its tries leased since', async () => {
    const { ledger, admit } = await aRefused();
    await ledger.lease({ service: 'orders', holder: deploymentId, executionArn, alarmArns: [], candidateLane: '' }, admittedAt);
    expect(await admit()).toEqual(refused);
    expect(await ledger.heldLeases()).toEqual([]);
  });
});

// A write may be in flight for longer than its function lives.
describe('a record that lands while another try refuses the deployment', () => {
  it('is on record as refused, after somebody was told', async () => {
    const { ledger, announced, needs } = await aRefused();
    const late = { ...deployment, id: 'orders-late' };
    const lease = { service: 'orders', holder: late.id, executionArn, alarmArns: [], candidateLane: '' };
    await ledger.lease(lease, admittedAt);
    const abort = { kind: 'abort', source: 'a person', because: 'a person asked to go back', occurredAt: at } as const;
    await ledger.abortUnbegun('orders', abort);
    const find: Needs['ledger']['find'] = async (id) => {
      const found = await ledger.find(id);
      if (found === undefined) await anAdmitted(ledger, late);
      return found;
    };
    const again = { ...input, deploymentId: late.id };
    expect(await admitDeployment({ ...needs, ledger: { ...ledger, find } })(again)).toMatchObject({ refusals: [{ code: 'Aborted' }] });
    expect(await ledger.load(late.id)).toMatchObject({ status: 'refused', endedAt: at });
    expect([announced.length, await ledger.heldLeases()]).toEqual([1, []]);
  });
});

it('keeps the record of one that has its service', async () => {
  const { ledger, needs } = await aRefused();
  const other = aProgressing({ id: 'orders-2', service: 'carts' });
  const { fence } = await anAdmitted(ledger, other);
  expect(fence).toBe(1);
  const asked = { ...input, deploymentId: 'orders-2', request: { ...request, service: 'carts' } };
  expect(await admitDeployment(needs)(asked)).toMatchObject({ kind: 'admitted' });
  expect(await ledger.load('orders-2')).toMatchObject({ status: 'progressing', admittedAt: admittedAt.toISOString() });
});
