import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../../core/deployment/deployment.ts';
import { DependencyError } from '../../../core/errors.ts';
import { reconcile } from '../../../functions/reconcile/reconcile.ts';
import { admittedAt, aPlan, aProgressing, secondsLater } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { aBench, type World } from './a-bench.ts';

const { id, executionArn } = aProgressing();
const denied = () => Promise.reject(Object.assign(new RangeError('not authorized'), { name: 'AccessDenied' }));
const busy = () => Promise.reject(new DependencyError('busy'));
const elb = { rules: denied };

/** One deployment whose execution failed, and whatever else the world has. */
async function aLost(world: World = {}, deployment: Deployment = aProgressing()) {
  const bench = aBench({ statuses: { [executionArn]: 'failed', ...world.statuses } });
  await anAdmitted(bench.ledger, deployment);
  return bench;
}

// A first restore asks nobody: who may not read must not keep users on a bad version.
describe('a first restore', () => {
  it('starts though rules may not be read, and the sweep fails in the end so that people hear of it', async () => {
    const { needs, effects } = await aLost();
    await expect(reconcile({ ...needs, elb })()).rejects.toThrow('every lease was looked after: done without: not authorized');
    expect((await effects()).started.map(({ name }) => name)).toEqual([`restore-${id}-1`]);
  });

  it('starts though executions may not be listed, and the sweep fails in the end', async () => {
    const { needs, effects } = await aLost();
    const run = reconcile({ ...needs, executions: { ...needs.executions, list: denied } });
    await expect(run()).rejects.toMatchObject({ fault: 'defect', message: expect.stringContaining('done without: not authorized') });
    expect((await effects()).started.map(({ name }) => name)).toEqual([`restore-${id}-1`]);
  });

  it('starts without a word while both are only busy', async () => {
    const { needs, effects } = await aLost();
    await reconcile({ ...needs, elb: { rules: busy }, executions: { ...needs.executions, list: busy } })();
    expect((await effects()).started.map(({ name }) => name)).toEqual([`restore-${id}-1`]);
  });
});

// Nothing but the rule says whether users need it, and one that did not end well says that they may.
describe('a later restore', () => {
  const restored = `arn:aws:states:eu-west-1:111122223333:execution:sluice-restore:restore-${id}-1`;

  /** A hundred services whose first restore failed. */
  async function manyRestored() {
    const ids = Array.from({ length: 100 }, (_, index) => `service${index}-1`);
    const failed = ids.map((each) => [restored.replace(id, each), 'failed'] as const);
    const bench = aBench({ statuses: { 'arn:lost': 'failed', ...Object.fromEntries(failed) } });
    for (const deploymentId of ids) {
      const service = deploymentId.slice(0, -2);
      const plan = aPlan({ deploymentId, service, ruleArn: `arn:rule/${service}` });
      await anAdmitted(bench.ledger, aProgressing({ plan, executionArn: 'arn:lost' }));
    }
    return bench;
  }

  it.each<[string, Partial<Parameters<typeof reconcile>[0]>]>([
    ['rules', { elb }],
    ['lanes', { lanes: { read: denied } }],
    ['scaling', { scaling: { targets: denied } }],
  ])('starts though %s may not be read, and the sweep fails in the end', async (_, change) => {
    const { needs, effects } = await aLost({ statuses: { [restored]: 'failed' } });
    await expect(reconcile({ ...needs, ...change })()).rejects.toThrow('every lease was looked after: done without: not authorized');
    expect((await effects()).started.map(({ name }) => name)).toEqual([`restore-${id}-2`]);
  });

  it('of every service starts though SNS answers nobody, and a page that fails is told of', async () => {
    const bench = await manyRestored();
    const everyStart = Promise.withResolvers<void>();
    const { executions } = bench.needs;
    const start: typeof executions.start = async (...wanted) => {
      const answer = await executions.start(...wanted);
      if ((await bench.effects()).started.length === 100) everyStart.resolve();
      return answer;
    };
    const page = () => everyStart.promise.then(() => Promise.reject(new DependencyError('SNS is busy')));
    await expect(reconcile({ ...bench.needs, executions: { ...executions, start }, pager: { page } })()).rejects.toThrow(
      /^every lease was looked after: (nobody was called for service\d+: SNS is busy; ){25}and 75 more like these$/,
    );
  });

  it.each([
    ['each service whose restore began', 190, 100, 0],
    ['nobody any more when there is no time, and says so', 260, 80, 20],
  ])('calls a person for %s', async (_, msEach, begun, untold) => {
    const bench = await manyRestored();
    const { executions, now } = bench.needs;
    let ms = 0;
    const start: typeof executions.start = (...wanted) => {
      ms += msEach;
      return executions.start(...wanted);
    };
    const slow = { executions: { ...executions, start }, now: () => new Date(now().getTime() + ms) };
    const error = await reconcile({ ...bench.needs, ...slow })().then(
      () => '',
      ({ message }: Error) => message,
    );
    expect(error.startsWith('20 leases were not looked after: no time was left for 20 leases; nobody was called for')).toBe(untold > 0);
    expect(error.match(/SNS left no time for it/g) ?? []).toHaveLength(untold);
    const { started, pages } = await bench.effects();
    expect([started.length, pages.length]).toEqual([begun, begun - untold]);
  });

  it('says once what is refused to all of them', async () => {
    const { needs } = await manyRestored();
    const run = reconcile({ ...needs, scaling: { targets: denied } });
    await expect(run()).rejects.toThrow(/^every lease was looked after: done without: not authorized$/);
  });
});

describe('a rule that may not be read', () => {
  it('keeps only those waiting who rely on it: a promotion that may lack its record', async () => {
    const { ledger, needs, effects } = await aLost({}, { ...aProgressing(), status: 'promoting' });
    const other = aProgressing({ plan: aPlan({ deploymentId: 'search-1', service: 'search' }), executionArn: 'arn:search' });
    const lease = { service: 'search', holder: other.id, executionArn: 'arn:search', alarmArns: [], candidateLane: '' };
    await ledger.lease(lease, admittedAt);
    await ledger.admit(other, { at: admittedAt.toISOString(), type: 'DeploymentAdmitted', because: 'the test begins' });
    await expect(reconcile({ ...needs, elb })()).rejects.toThrow('1 leases were not looked after: orders: not authorized');
    expect((await effects()).started.map(({ name }) => name)).toEqual(['restore-search-1-1']);
  });

  it('keeps no stored signal from being sent', async () => {
    const { ledger, needs, answers } = aBench({ statuses: { [executionArn]: 'running' } });
    const signal = { kind: 'alarm', source: 'arn:alarm', because: 'it rang', occurredAt: secondsLater(500).toISOString() } as const;
    await anAdmitted(ledger, { ...aProgressing(), signal });
    await ledger.registerToken(id, { kind: 'guard' }, 'token-1', admittedAt);
    await expect(reconcile({ ...needs, glance: { someRules: denied } })()).rejects.toThrow('done without: not authorized');
    expect(answers).toEqual([{ taskToken: 'token-1', failure: { error: 'GuardTripped', cause: 'it rang' } }]);
  });
});
