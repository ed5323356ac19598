import { randomUUID } from 'node:crypto';
import { type AttributeValue, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../../adapters/ledger/ledger.ts';
import type { Deployment } from '../../../core/deployment/deployment.ts';
import { aDecision, aDeployment, admit, anEvent, aSignal } from '../../contract/a-deployment.ts';
import { aLedgerTable, type LedgerTable } from '../../contract/a-ledger-table.ts';
import { secondsLater } from '../../core/builders.ts';

let table: LedgerTable;
let ledger: Ledger;
beforeAll(async () => {
  table = await aLedgerTable();
  ledger = dynamoLedger(table.client(), { table: table.name, newKey: randomUUID });
});
afterAll(() => table.stop());

/** A record as another version of Sluice would have written it. */
async function recorded(UpdateExpression: string, values: Record<string, AttributeValue> = {}): Promise<Deployment> {
  const deployment = aDeployment();
  await admit(ledger, deployment);
  const Key = { pk: { S: `DEPLOYMENT#${deployment.id}` }, sk: { S: 'RECORD' } };
  const names = [...UpdateExpression.matchAll(/#(\w+)/g)].map(([placeholder, name = '']) => [placeholder, name] as const);
  const given = {
    ExpressionAttributeNames: Object.fromEntries(names),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
  await table.client().send(new UpdateItemCommand({ TableName: table.name, Key, UpdateExpression, ...given }));
  return deployment;
}

/** A record as the version that knew one approval reads it. */
async function recordedApproval({ id }: Deployment): Promise<string> {
  const Key = { pk: { S: `DEPLOYMENT#${id}` }, sk: { S: 'RECORD' } };
  const UpdateExpression = 'REMOVE approvedSteps';
  await table.client().send(new UpdateItemCommand({ TableName: table.name, Key, UpdateExpression }));
  return id;
}

describe('a record of the version before', () => {
  it('which names no schema, is read, decided on and ended', async () => {
    const deployment = await recorded('REMOVE #schema');
    expect(await ledger.load(deployment.id)).toEqual(deployment);
    const decided = await ledger.decide(deployment, aDecision());
    expect(await ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(31))).toMatchObject({ kind: 'stored' });
    const finished = await ledger.finish(deployment.id, { status: 'rolled-back', event: anEvent('back') });
    expect(finished).toMatchObject({ sequence: decided.sequence, status: 'rolled-back' });
  });
});

describe('a record of the version that knew one approval', () => {
  const approve = ({ id }: Deployment, stepIndex: number) => ledger.approve(id, { stepIndex, by: 'ada', at: secondsLater(40) });

  it('keeps that one, and those that are given since', async () => {
    const deployment = await recorded('SET #approvedStep = :step REMOVE #approvedSteps', { ':step': { N: '2' } });
    expect(await ledger.load(deployment.id)).toEqual({ ...deployment, approvedSteps: [2] });
    await approve(deployment, 3);
    expect((await ledger.load(deployment.id)).approvedSteps).toContain(3);
  });

  it('is told the last one, which is all that it reads', async () => {
    const deployment = await recorded('REMOVE #approvedSteps');
    await approve(deployment, 3);
    expect(await ledger.load(await recordedApproval(deployment))).toMatchObject({ approvedSteps: [3] });
  });
});

describe('a record of a newer version', () => {
  const newer = () => recorded('SET #schema = :newer, #plan = :plan', { ':newer': { N: '3' }, ':plan': { S: 'in words of its own' } });
  const refused = ({ id }: Deployment) => ({
    name: 'NewerRecordError',
    fault: 'caller',
    message:
      `deployment ${id} is recorded in schema 3, this version knows 2: ` +
      'the code that began it goes on with it; deploy the newer version again to act on it otherwise',
  });

  it('is refused by name, before anything in it is taken for what it is not', async () => {
    const deployment = await newer();
    await expect(ledger.load(deployment.id)).rejects.toMatchObject(refused(deployment));
    await expect(ledger.find(deployment.id)).rejects.toMatchObject(refused(deployment));
    await expect(ledger.history(deployment.service, 5)).rejects.toMatchObject(refused(deployment));
  });

  it('still takes signals, and tells of the token that they answer: its own code goes back', async () => {
    const deployment = await newer();
    await ledger.registerToken(deployment.id, { kind: 'guard' }, 'token-1', secondsLater(1));
    const stored = await ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(31));
    expect(stored).toEqual({ kind: 'stored', signal: aSignal('errors'), guardToken: 'token-1' });
  });

  it('is refused also when its schema is no number', async () => {
    const deployment = await recorded('SET #schema = :odd', { ':odd': { S: 'two' } });
    await expect(ledger.load(deployment.id)).rejects.toMatchObject({ name: 'NewerRecordError' });
  });
});
