import { describe, expect, it } from 'vitest';
import { aPlan, aProgressing, secondsLater } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { aBench } from './a-bench.ts';

const { id } = aProgressing();
const [askedAt, at] = [secondsLater(60).toISOString(), secondsLater(90).toISOString()];
const approval = (change: object = {}) => ({
  'detail-type': 'ApprovalGiven',
  detail: { deploymentId: id, stepIndex: 1, by: 'ana', ...change },
});
const signal = { kind: 'abort', source: 'bo', because: 'bo asked to go back', occurredAt: askedAt } as const;
const rolledBack = { status: 'rolled-back', event: { at, type: 'DeploymentRolledBack', because: 'regressed' } } as const;

/** A deployment in progress whose step 1 waits for a person. */
async function anAsking() {
  const bench = aBench();
  const plan = aPlan();
  const steps = plan.steps.map((step, index) => ({ ...step, approval: index === 1 }));
  await anAdmitted(bench.ledger, aProgressing({ plan: { ...plan, steps } }));
  return bench;
}

/** What a person hears who approved and has no effect. */
function aRefusal(because: string, of = { service: 'orders', deploymentId: id }) {
  return { type: 'RequestRefused', at, ...of, because, detail: { request: 'ApprovalGiven', by: 'ana', askedAt } };
}

describe('an approval', () => {
  it('is recorded, and answers the machine that waits for it', async () => {
    const { ledger, answers, announced, send } = await anAsking();
    await ledger.registerToken(id, { kind: 'approval', stepIndex: 1 }, 'approval-1', secondsLater(50));
    const deployments = [{ deploymentId: id, kind: 'approved' }];
    expect(await send(approval())).toEqual({ kind: 'signalled', because: 'ana approved step 1', deployments });
    expect((await ledger.load(id)).approvedSteps).toEqual([1]);
    expect([answers, announced]).toEqual([[{ taskToken: 'approval-1', output: { approvedBy: 'ana' } }], []]);
  });

  it.each([0, 2, 9, 2 ** 53 - 1])('of step %d, which asks for none, is not recorded, and who gave it is told', async (stepIndex) => {
    const { ledger, announced, send } = await anAsking();
    const because = `step ${stepIndex} of ${id} asks for no approval: give stepIndex 1`;
    expect(await send(approval({ stepIndex }))).toEqual({ kind: 'refused', because, deployments: [{ deploymentId: id, kind: 'refused' }] });
    expect((await ledger.load(id)).approvedSteps).toEqual([]);
    expect(announced).toEqual([aRefusal(because)]);
  });

  it('of a step of a deployment that asks for none at all says so', async () => {
    const { ledger, announced, send } = aBench();
    await anAdmitted(ledger);
    await send(approval());
    expect(announced).toEqual([aRefusal(`step 1 of ${id} asks for no approval: none of its steps does, and nothing waits for one`)]);
  });

  it.each([
    ['a name that does not exist', 'orders-typo'],
    ['more than any name has', 'x'.repeat(2_048)],
  ])('of a deployment that nobody knows is refused, and who gave it is told: %s', async (_, deploymentId) => {
    const { announced, send } = await anAsking();
    const shown = deploymentId.length > 80 ? `${'x'.repeat(80)}…` : deploymentId;
    const because = `no deployment ${shown} is known: give the name of its execution`;
    expect(await send(approval({ deploymentId }))).toMatchObject({ kind: 'refused', because });
    expect(announced).toEqual([aRefusal(because, { service: '', deploymentId: shown })]);
  });

  it('of a deployment that goes back comes too late, and who gave it is told', async () => {
    const { ledger, announced, send } = await anAsking();
    await ledger.storeSignal(id, signal, secondsLater(70));
    const because = `${id} goes back: the approval has no effect; to release it after all, ask for a new deployment`;
    expect(await send(approval())).toMatchObject({ kind: 'refused', because });
    expect(announced).toEqual([aRefusal(because)]);
  });

  it('of a deployment that is over comes too late, and who gave it is told', async () => {
    const { ledger, announced, send } = await anAsking();
    await ledger.finish(id, rolledBack);
    const because = `${id} is rolled-back: the approval has no effect; to release it after all, ask for a new deployment`;
    expect(await send(approval())).toMatchObject({ kind: 'refused', because });
    expect(announced).toEqual([aRefusal(because)]);
  });

  // An event may come twice, and the second time when the deployment is over.
  it('that was given before is nothing to be refused, also when its deployment is over', async () => {
    const { ledger, announced, send } = await anAsking();
    await send(approval());
    expect(await send(approval())).toMatchObject({ kind: 'signalled' });
    await ledger.finish(id, rolledBack);
    const because = `step 1 of ${id} was approved before, and the deployment is rolled-back`;
    expect(await send(approval())).toEqual({ kind: 'ignored', because, deployments: [] });
    expect(announced).toEqual([]);
  });
});
