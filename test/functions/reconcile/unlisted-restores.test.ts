import { describe, expect, it } from 'vitest';
import type { ExecutionStatus } from '../../../adapters/executions.ts';
import type { Deployment } from '../../../core/deployment/deployment.ts';
import { reconcile } from '../../../functions/reconcile/reconcile.ts';
import { restoreName } from '../../../functions/reconcile/restores.ts';
import { admittedAt, aProgressing, secondsLater, someActions } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { aBench, type World } from './a-bench.ts';

const { id, executionArn } = aProgressing();
const restoreArn = (name: string) => `arn:aws:states:eu-west-1:111122223333:execution:sluice-restore:${name}`;
const numbered = (number: number) => restoreArn(restoreName(id, number, admittedAt));
const [onStable, onCandidate] = [someActions(100, 0), someActions(0, 100)];

/** A sweep whose lists were made a moment before a restore began that runs; everything else is over. */
async function aSweep(unlisted: string, status: ExecutionStatus, world: World, deployment: Deployment = aProgressing()) {
  const bench = aBench({ candidateTasks: 0, ...world, statuses: { [executionArn]: 'failed', ...world.statuses } });
  await anAdmitted(bench.ledger, deployment);
  const { executions } = bench.needs;
  const newest = async (arn: string) => (arn === unlisted ? status : executions.status(arn));
  const run = reconcile({ ...bench.needs, executions: { ...executions, status: newest } });
  return { ...bench, found: async () => (await run()).leases[0]?.repair };
}

// Two sweeps at once: one begins a restore, the other listed executions just before and finds nothing left to do.
describe('a restore that no list shows yet', () => {
  const restoredOnce = { statuses: { [numbered(1)]: 'failed' }, actions: onStable } as const;

  it.each(['running', 'pending-redrive'] as const)('keeps its lease while it is %s, though AWS shows that all is done', async (status) => {
    const { found, effects } = await aSweep(numbered(2), status, restoredOnce);
    expect(await found()).toEqual({ kind: 'leave', because: 'restore 2 is running' });
    expect(await effects()).toEqual({ held: [id], started: [], recorded: [], pages: [] });
  });

  it.each<[string, World, Partial<Deployment>]>([
    ['a promotion is recorded', { actions: onCandidate }, { status: 'promoting' }],
    ['a deployment that is over is released', { actions: onStable }, { status: 'rolled-back' }],
  ])('keeps its lease before %s', async (_, world, change) => {
    const { found } = await aSweep(numbered(1), 'running', world, { ...aProgressing(), ...change });
    expect(await found()).toEqual({ kind: 'leave', because: 'restore 1 is running' });
  });

  it('keeps its lease before a service is given up', async () => {
    const { needs, found, pages } = await aSweep(numbered(2), 'running', restoredOnce);
    Object.assign(needs.elb, { rules: async () => new Map() });
    expect(await found()).toEqual({ kind: 'leave', because: 'restore 2 is running' });
    expect(pages).toEqual([]);
  });

  const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [numbered(index + 1), 'failed' as const]));

  it.each([0, 600])('keeps its lease after fifty others, when it began in the ten minutes of %i s ago', async (ago) => {
    const later = restoreArn(restoreName(id, 51, secondsLater(600 - ago)));
    const { found } = await aSweep(later, 'running', { statuses: fifty, actions: onStable });
    expect(await found()).toMatchObject({ kind: 'leave' });
  });

  // It has the name of its ten minutes, so the name of the next ten would not keep another from beginning.
  it('is the only one after fifty others', async () => {
    const { found, effects } = await aSweep(restoreArn(restoreName(id, 51, secondsLater(0))), 'running', { statuses: fifty });
    expect(await found()).toMatchObject({ kind: 'leave' });
    expect(await effects()).toMatchObject({ held: [id], started: [] });
  });

  it('keeps it no longer when it is over', async () => {
    const { found } = await aSweep(numbered(2), 'failed', restoredOnce);
    expect(await found()).toMatchObject({ kind: 'record-rollback' });
  });
});
