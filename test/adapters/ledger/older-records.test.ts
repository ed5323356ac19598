import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../../adapters/ledger/dynamo-ledger.ts';
import type { Deployment } from '../../../core/deployment/deployment.ts';
import { nextStep } from '../../../functions/next-step/next-step.ts';
import { aLedgerTable, type LedgerTable } from '../../contract/a-ledger-table.ts';
import { aPlan, aProgressing, secondsLater } from '../../core/builders.ts';
import { anAdmitted } from '../../functions/an-admitted.ts';
import { aLook, type Shown } from '../../functions/next-step/a-look.ts';

let table: LedgerTable;
beforeAll(async () => {
  table = await aLedgerTable();
});
afterAll(() => table.stop());

/** As the version before the judge of metrics wrote it: no verdict in the record, and an analysis of one error rate in the plan. */
function anOlder(): Deployment {
  const { metrics: _, alpha: _alpha, beta: _beta, sloAlpha: _slo, ...analysis } = aPlan().analysis;
  const older = { ...analysis, errorRateMax: 0.01 } as unknown as Deployment['plan']['analysis'];
  const id = `orders-${randomUUID()}`;
  return aProgressing({ id, service: id, plan: aPlan({ deploymentId: id, service: id, analysis: older }) });
}

async function look(shown: Shown) {
  const deployment = anOlder();
  const ledger = dynamoLedger(table.client(), { table: table.name, newKey: randomUUID });
  await anAdmitted(ledger, deployment);
  const { needs } = await aLook(deployment, shown);
  return await nextStep({ ...needs, ledger })({ deploymentId: deployment.id, shownAt: null });
}

describe('a deployment that a version without metrics admitted', () => {
  const because = 'the plan has no metric, so nothing can be known';

  it('is never called safe, and goes back when its patience is spent', async () => {
    expect(await look({ now: secondsLater(700) })).toMatchObject({ kind: 'bake', because });
    expect(await look({ now: secondsLater(1_200) })).toMatchObject({ kind: 'rollback', because: expect.stringContaining(because) });
  });

  it('is ended by an alarm at once', async () => {
    const alarm = { arn: 'arn:a', name: 'orders-5xx', state: 'ALARM', actionsEnabled: true, type: 'metric' } as const;
    const older = anOlder();
    const deployment = { ...older, plan: { ...older.plan, guards: { ...older.plan.guards, alarmArns: ['arn:a'] } } };
    const ledger = dynamoLedger(table.client(), { table: table.name, newKey: randomUUID });
    await anAdmitted(ledger, deployment);
    const { needs } = await aLook(deployment, { alarm });
    expect(await nextStep({ ...needs, ledger })({ deploymentId: deployment.id })).toMatchObject({ kind: 'rollback' });
  });
});
