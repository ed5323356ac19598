import { describe, expect, it } from 'vitest';
import type { EcsServiceStatus, EcsTaskDefinition } from '../../../adapters/ecs-reader.ts';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { stackUpdateHolder } from '../../../core/deployment/holders.ts';
import { keepLanes } from '../../../functions/keep-lanes/keep-lanes.ts';
import { physicalIdOf } from '../../../functions/keep-lanes/physical-id.ts';
import { admittedAt, aProgressing, aRevision, aService, secondsLater, someActions } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';

const StackId = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/storefront/1';
const properties = {
  Service: 'orders',
  Cluster: 'prod',
  BlueService: 'orders-blue',
  GreenService: 'orders-green',
  SeedFamily: 'orders',
  MinCapacity: '2',
  LanesHash: 'one',
};
const request = { RequestType: 'Update', StackId, PhysicalResourceId: 'keep-lanes-orders-before', ResourceProperties: properties };
const create = { RequestType: 'Create', StackId, ResourceProperties: properties };
const seed: EcsTaskDefinition = { arn: 'arn:orders:7', family: 'orders', status: 'ACTIVE', request: aRevision() };

function aLaneOf(name: string, status = 'ACTIVE'): EcsServiceStatus {
  const counts = { desiredCount: 2, runningCount: 2, pendingCount: 0 };
  return { name, arn: `arn:${name}`, status, taskDefinitionArn: `${name}:42`, ...counts, deployments: [] };
}

const bothLanes = [aLaneOf('orders-blue'), aLaneOf('orders-green')];

interface World {
  readonly lanes?: readonly EcsServiceStatus[];
  readonly weights?: readonly [number, number];
  readonly declared?: boolean;
  readonly revision?: EcsTaskDefinition | undefined;
}

function aBench({ lanes = bothLanes, weights = [0, 100], declared = true, revision = seed }: World = {}) {
  const ledger = memoryLedger();
  const clock = { at: admittedAt };
  const keep = keepLanes({
    ledger,
    catalogue: { declared: async () => (declared ? aService() : undefined) },
    ecs: { services: async () => lanes, taskDefinition: async (family) => (family === 'orders' ? revision : undefined) },
    rules: { actions: async () => someActions(...weights) },
    now: () => clock.at,
  });
  return { ledger, clock, keep };
}

describe('physicalIdOf', () => {
  it.each([
    ['x'.repeat(1024 * 1024), 'is "xxxxxxxx'],
    [JSON.parse(`{"Service":"orders","a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`), 'nest too deep to be written down'],
    [undefined, 'ResourceProperties is missing: give an object'],
  ])('refuses properties that no template gives', (ResourceProperties, message) => {
    expect(() => physicalIdOf({ ...request, ResourceProperties })).toThrow(message);
  });
});

describe('keepLanes', () => {
  it.each([
    ['there are none', []],
    ['they were deleted', [aLaneOf('orders-blue', 'INACTIVE'), aLaneOf('orders-green', 'INACTIVE')]],
  ])('seeds the lanes with the latest revision of the family when %s: every user on blue', async (_, lanes) => {
    const { ledger, keep } = aBench({ lanes, declared: false });
    expect(await keep(create)).toEqual({
      BlueTaskDefinition: 'arn:orders:7',
      GreenTaskDefinition: 'arn:orders:7',
      BlueWeight: 100,
      GreenWeight: 0,
      BlueMinCapacity: 2,
      GreenMinCapacity: 0,
    });
    expect(await ledger.heldLeases()).toEqual([]);
  });

  it.each([
    [{ MinCapacity: 'NaN' }, 'ResourceProperties.MinCapacity is "NaN": give a whole number, as text'],
    [{ MinCapacity: '-1' }, 'ResourceProperties.MinCapacity is "-1": give a whole number, as text'],
    [{ Service: 'Orders' }, 'ResourceProperties.Service is "Orders": use 1 to 31 lower-case letters'],
  ])('refuses %j before the lanes are taken from deployments', async (change, message) => {
    const { ledger, keep } = aBench();
    await expect(keep({ ...request, ResourceProperties: { ...properties, ...change } })).rejects.toThrow(message);
    expect(await ledger.heldLeases()).toEqual([]);
  });

  it('names the family that has no revision to seed the lanes with', async () => {
    const { keep } = aBench({ lanes: [] });
    await expect(keep({ ...create, ResourceProperties: { ...properties, SeedFamily: 'ordres' } })).rejects.toThrow(
      'family ordres has no active revision: register the task definition first',
    );
  });

  it('answers what Sluice moved, and keeps deployments away while CloudFormation writes it', async () => {
    const { ledger, keep } = aBench();
    expect(await keep(request)).toEqual({
      BlueTaskDefinition: 'orders-blue:42',
      GreenTaskDefinition: 'orders-green:42',
      BlueWeight: 0,
      GreenWeight: 100,
      BlueMinCapacity: 0,
      GreenMinCapacity: 2,
    });
    expect(await ledger.leaseOf('orders')).toEqual({
      service: 'orders',
      holder: stackUpdateHolder('orders'),
      executionArn: StackId,
      fence: 1,
      alarmArns: [],
      candidateLane: '',
      leasedAt: admittedAt.toISOString(),
    });
  });

  it('wants no tasks at least without scaling', async () => {
    const { MinCapacity: _, ...unscaled } = properties;
    const kept = await aBench().keep({ ...request, ResourceProperties: unscaled });
    expect([kept.BlueMinCapacity, kept.GreenMinCapacity]).toEqual([0, 0]);
  });

  // Only the age of its lease says when an update is over, so the age of another update's lease says nothing.
  it('gives a second update its own time', async () => {
    const { ledger, clock, keep } = aBench();
    await keep(request);
    clock.at = secondsLater(800);
    await keep({ ...request, ResourceProperties: { ...properties, LanesHash: 'two' } });
    expect((await ledger.leaseOf('orders'))?.leasedAt).toBe(secondsLater(800).toISOString());
  });

  it('refuses while a deployment runs, and names it', async () => {
    const { ledger, keep } = aBench();
    const { id } = await anAdmitted(ledger);
    await expect(keep(request)).rejects.toMatchObject({
      name: 'InvalidInputError',
      message: `${id} is running: wait until it is over or abort it, then update the lanes of orders again`,
    });
    expect((await ledger.leaseOf('orders'))?.holder).toBe(id);
  });

  it('lets CloudFormation take a refused update back while the deployment runs on', async () => {
    const { ledger, keep } = aBench();
    await anAdmitted(ledger);
    const takingBack = { ...request, PhysicalResourceId: physicalIdOf(request) };
    expect(await keep(takingBack)).toMatchObject({ BlueWeight: 0, GreenWeight: 100 });
    expect((await ledger.leaseOf('orders'))?.holder).toBe(aProgressing().id);
  });

  it.each([
    ['second lane', { lanes: [aLaneOf('orders-blue')] }],
    ['second lane', { lanes: [aLaneOf('orders-blue', 'DRAINING'), aLaneOf('orders-green')] }],
    ['declaration', { declared: false }],
  ])('refuses lanes whose %s is missing: %j', async (missing, world) => {
    const { ledger, keep } = aBench(world);
    await expect(keep(request)).rejects.toThrow(`orders exists in part: its ${missing} is missing; delete what is left, then deploy`);
    expect(await ledger.heldLeases()).toEqual([]);
  });

  it('refuses a rule that sends users nowhere', async () => {
    await expect(aBench({ weights: [0, 0] }).keep(request)).rejects.toThrow(
      'no target group has a weight above 0; give one lane all the weight first',
    );
  });

  it.each(['Service', 'Cluster', 'BlueService', 'GreenService'])('names the missing property %s', async (name) => {
    const ResourceProperties = { ...properties, [name]: undefined };
    await expect(aBench().keep({ ...request, ResourceProperties })).rejects.toThrow(`ResourceProperties.${name} is missing`);
  });
});

describe('physicalIdOf', () => {
  it('is the same for the same properties in any order, and another for others', () => {
    const reversed = Object.fromEntries(Object.entries(properties).reverse());
    const ids = [properties, reversed, { ...properties, ServiceToken: 'arn:moved' }, { ...properties, LanesHash: 'two' }].map(
      (ResourceProperties) => physicalIdOf({ ResourceProperties }),
    );
    expect(ids[0]).toMatch(/^keep-lanes-orders-[0-9a-f]{16}$/);
    expect(ids.map((id) => id === ids[0])).toEqual([true, true, true, false]);
  });
});
