import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../core/analysis/verdict.ts';
import { DependencyError } from '../../../core/errors.ts';
import { tellFindings } from '../../../functions/next-step/tell-findings.ts';
import { aMetricVerdict, aProgressing, aVerdict, secondsLater } from '../../core/builders.ts';
import { aJudgedPlan, aLook } from './a-look.ts';

const plan = aJudgedPlan();
const { id } = aProgressing();
const now = secondsLater(60);
const slow = aMetricVerdict({ name: 'latency', dryRun: true, kind: 'regressed', because: '90 of 100 were slow' });
const dryRun = aVerdict('safe', 'safe but for its dry run', { metrics: [aMetricVerdict(), slow], warnings: ['latency would roll back'] });
const slower = aVerdict('safe', 'safe', { warnings: ['baseline: p90 is 16 % above'] });

/** Looks at these verdicts one after the other, as the record of the deployment has the one before. */
async function told(verdicts: readonly Verdict[], announce?: () => Promise<void>) {
  const { ledger, needs, announced } = await aLook(aProgressing({ plan }));
  const announcer = announce === undefined ? needs.announcer : { announce };
  for (const [index, verdict] of verdicts.entries()) {
    const lastVerdict = verdicts[index - 1];
    await tellFindings({ ledger, announcer }, aProgressing({ plan, ...(lastVerdict && { lastVerdict }) }), verdict, now);
  }
  return { logged: (await ledger.events(id)).slice(1), announced };
}

describe('tellFindings', () => {
  it('tells that a metric in dry-run would have rolled back, with its figures', async () => {
    const { logged, announced } = await told([aVerdict('safe', 'safe'), dryRun]);
    const event = { at: now.toISOString(), type: 'WouldRollBack', because: slow.because, detail: { metrics: [slow] } };
    expect(logged).toEqual([event]);
    expect(announced).toEqual([{ ...event, deploymentId: id, service: 'orders' }]);
  });

  it('tells what the judge warns of', async () => {
    const { logged, announced } = await told([slower]);
    const [warning] = slower.warnings;
    expect(logged).toEqual([{ at: now.toISOString(), type: 'JudgeWarned', because: warning, detail: { warnings: slower.warnings } }]);
    expect(announced).toHaveLength(1);
  });

  it('tells it when it is said for the first time, whatever its figures are later', async () => {
    const later = aVerdict('safe', 'safe', { warnings: ['baseline: p90 is 18 % above'] });
    expect((await told([slower, later, later])).logged).toHaveLength(1);
    expect((await told([dryRun, dryRun])).logged).toHaveLength(1);
  });

  it('tells of one more', async () => {
    const more = aVerdict('safe', 'safe', { warnings: [...slower.warnings, 'errors: the candidate has 9 % of the requests'] });
    expect((await told([slower, more])).logged.map(({ detail }) => detail)).toEqual([
      { warnings: slower.warnings },
      { warnings: more.warnings },
    ]);
  });

  it('logs it once when the same look is made again: its first answer was lost before it was recorded', async () => {
    const { ledger, needs, announced } = await aLook(aProgressing({ plan }));
    await tellFindings({ ...needs, ledger }, aProgressing({ plan }), slower, now);
    await tellFindings({ ...needs, ledger }, aProgressing({ plan }), slower, now);
    expect([(await ledger.events(id)).length - 1, announced.length]).toEqual([1, 1]);
  });

  it('keeps no look waiting for a bus that does not answer', async () => {
    const { logged } = await told([slower], () => Promise.reject(new DependencyError('EventBridge is busy')));
    expect(logged).toHaveLength(1);
  });

  it('says nothing when there is nothing to tell', async () => {
    expect(await told([aVerdict('inconclusive', 'too few'), aVerdict('safe', 'safe')])).toEqual({ logged: [], announced: [] });
  });

  it('is passed over on the way back, which waits for nothing: its own events have it all', async () => {
    const [errors] = plan.analysis.metrics;
    const both = aJudgedPlan({}, errors === undefined ? [] : [errors, { ...errors, name: 'errors in dry-run', dryRun: true }]);
    const { announced, ledger, next } = await aLook(aProgressing({ plan: both }), { bad: 250 });
    const { kind, verdict } = await next();
    expect([kind, verdict?.metrics.map((metric) => metric.kind)]).toEqual(['rollback', ['regressed', 'regressed']]);
    expect([announced, (await ledger.events(id)).map(({ type }) => type)]).toEqual([[], ['DeploymentAdmitted', 'CandidateRegressed']]);
  });
});
