import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../../adapters/ledger/dynamo-ledger.ts';
import { briefly } from '../../../core/analysis/brief-verdict.ts';
import type { Verdict } from '../../../core/analysis/verdict.ts';
import { aDecision, aDeployment, admit, anEvent, aSignal } from '../../contract/a-deployment.ts';
import { type Around, aLedgerTable, type LedgerTable } from '../../contract/a-ledger-table.ts';
import { aPlan, aRevision, secondsLater } from '../../core/builders.ts';

let table: LedgerTable;
beforeAll(async () => {
  table = await aLedgerTable();
});
afterAll(() => table.stop());

/** The longest verdict there can be: ten metrics with every figure, and texts of a source that writes three bytes a letter. */
function theLongestVerdict(): Verdict {
  const because = '長'.repeat(2_000);
  const lane = { requests: 123_456_789, bad: 1_234_567 };
  const figures = { eValue: 1.234567890123457e-300, pValue: 0.1234567890123456, score: 12.345_678_9 };
  const metrics = Array.from({ length: 10 }, (_, index) => ({
    ...({ name: `${'m'.repeat(39)}${index}`, kind: 'safe', dryRun: false, because, counts: { candidate: lane, stable: lane } } as const),
    ...figures,
  }));
  return briefly({ kind: 'safe', because, metrics, warnings: metrics.map(() => because) });
}

describe('the record of a deployment', () => {
  // DynamoDB refuses to make an item larger than 400 KB: no decision, no signal and no end could be written down any more.
  it('stays far below 400 KB with the longest verdicts, plan and tokens, and its log loses nothing', async () => {
    let keys = 0;
    const ledger = dynamoLedger(table.client(), { table: table.name, newKey: () => `key-${++keys}` });
    const revision = aRevision({ Tags: ['t'.repeat(64 * 1_024)] });
    const deployment = aDeployment();
    const plan = aPlan({ deploymentId: deployment.id, service: deployment.service, revision });
    await admit(ledger, { ...deployment, plan });
    for (let stepIndex = 0; stepIndex < 50; stepIndex += 1) {
      await ledger.registerToken(deployment.id, { kind: 'approval', stepIndex }, 't'.repeat(800), secondsLater(1));
    }
    const lastVerdict = theLongestVerdict();
    const looks = Array.from({ length: 70 }, (_, index) => ({ ...anEvent(`look ${index}`), detail: { analysis: lastVerdict } }));
    for (const event of looks) await ledger.decide(await ledger.load(deployment.id), aDecision({ lastVerdict, event }));
    expect((await ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(9))).kind).toBe('stored');
    expect(await ledger.finish(deployment.id, { status: 'rolled-back', event: anEvent('back') })).toMatchObject({ status: 'rolled-back' });

    const Key = { pk: { S: `DEPLOYMENT#${deployment.id}` }, sk: { S: 'RECORD' } };
    const { Item } = await table.client().send(new GetItemCommand({ TableName: table.name, Key }));
    expect(Buffer.byteLength(JSON.stringify(Item))).toBeLessThan(320 * 1_024);
    const read = await ledger.events(deployment.id);
    expect(read.slice(0, -2)).toEqual([anEvent('admitted'), ...looks]);
  });

  // Each of a thousand writers that make room writes what all the others write.
  it('has room for the rest when a crashing lane tells of two hundred tasks at once, after another signal', async () => {
    let keys = 0;
    const ledger = dynamoLedger(table.client(), { table: table.name, newKey: () => `crash-${++keys}` });
    const deployment = aDeployment({ id: 'orders-crashes' });
    await admit(ledger, deployment);
    await ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(9));
    const crashed = (task: number) => ({ ...aSignal(`task ${task} stopped`), kind: 'task-stopped' as const });
    await Promise.all(Array.from({ length: 200 }, (_, task) => ledger.storeSignal(deployment.id, crashed(task), secondsLater(10))));
    const logged = await ledger.events(deployment.id);
    expect(logged.length).toBeGreaterThan(30);
    expect(logged.length).toBeLessThan(120);
    expect(await ledger.finish(deployment.id, { status: 'rolled-back', event: anEvent('back') })).toMatchObject({ status: 'rolled-back' });
  });

  // One after the other, others write meanwhile: then nobody cuts the tail, and each of them moves the same entries again.
  it('gives its older entries away at once', async () => {
    let [keys, inFlight, most] = [0, 0, 0];
    const counted: Around = async (call, { operation }) => {
      if (operation !== 'PutItem') return await call();
      inFlight += 1;
      most = Math.max(most, inFlight);
      const put = await call();
      inFlight -= 1;
      return put;
    };
    const ledger = dynamoLedger(table.client(counted), { table: table.name, newKey: () => `moved-${++keys}` });
    const deployment = aDeployment({ id: 'orders-moves' });
    await admit(ledger, deployment);
    for (let look = 1; look < 32; look += 1) await ledger.append(deployment.id, anEvent(`look ${look}`));
    expect(most).toBe(16);
  });
});
