import { describe, expect, it } from 'vitest';
import type { MetricSources } from '../../../adapters/metrics/metric-sources.ts';
import type { CountBlock } from '../../../core/analysis/blocks.ts';
import { nextStep } from '../../../functions/next-step/next-step.ts';
import { admittedAt, aProgressing, secondsLater } from '../../core/builders.ts';
import { aJudgedPlan, aLook } from './a-look.ts';

const plan = aJudgedPlan({ steps: [{ candidatePercent: 5, bakeSeconds: 7_200, approval: false }] });
const { id } = aProgressing();
const began = admittedAt.getTime() / 1_000;

/** What a load balancer says of each minute, and looks at it whenever a case wants one. */
async function aTruth() {
  const truth = new Map<number, CountBlock>();
  const set = (minute: number, requests: number, bad = 0) => {
    const stable = { requests: 19 * requests, bad: 0 };
    truth.set(minute, { startedAt: began + minute * 60, candidate: { requests, bad }, stable });
  };
  const { ledger, needs } = await aLook(aProgressing({ plan }));
  const read: MetricSources['read'] = async ({ from, until }) => {
    const isWhole = ({ startedAt }: CountBlock) => startedAt * 1_000 >= from.getTime() && (startedAt + 60) * 1_000 <= until.getTime();
    const blocks = [...truth.values()].filter(isWhole).sort((one, other) => one.startedAt - other.startedAt);
    return { errors: { counts: { errors: blocks }, values: {} } };
  };
  const look = async (seconds: number, input: object = {}) =>
    await nextStep({ ...needs, metrics: { ...needs.metrics, read }, now: () => secondsLater(seconds) })({ deploymentId: id, ...input });
  const requests = async () => ((await ledger.evidence(id)).metrics.errors?.counts.errors ?? []).map(({ candidate }) => candidate.requests);
  return { set, look, requests };
}

describe('data that comes late', () => {
  it('replaces its block for a quarter of an hour after it was read, and no longer', async () => {
    const { set, look, requests } = await aTruth();
    for (const minute of [0, 1, 2]) set(minute, 100);
    await look(300);
    expect(await requests()).toEqual([100, 100, 100]);
    set(1, 160);
    await look(600 + 180);
    expect(await requests()).toEqual([100, 160, 100]);
    await look(1_500);
    set(0, 990);
    await look(1_560);
    expect(await requests()).toEqual([100, 160, 100]);
  });

  it('takes no decision back: a candidate that was found worse stays so when its errors are corrected away', async () => {
    const { set, look } = await aTruth();
    set(0, 200, 60);
    const found = await look(300);
    expect(found.kind).toBe('rollback');
    set(0, 200, 0);
    expect(await look(360)).toEqual({ kind: 'rollback', because: 'the deployment is rolling-back', verdict: found.verdict });
  });
});

describe('clocks that differ', () => {
  it('by five seconds lose no block, read none twice and change no verdict', async () => {
    const [one, other] = [await aTruth(), await aTruth()];
    for (const { set } of [one, other]) for (let minute = 0; minute < 20; minute += 1) set(minute, 50 + minute);
    for (let seconds = 180; seconds <= 1_380; seconds += 60) {
      const straight = await one.look(seconds);
      const skewed = await other.look(seconds + (seconds % 120 === 0 ? 0 : -5));
      if (seconds % 120 === 0) expect(skewed.verdict).toEqual(straight.verdict);
    }
    expect(await other.requests()).toEqual(await one.requests());
    expect(await one.requests()).toHaveLength(20);
  });

  it('of which one is ahead only make a bake longer, and nobody safe sooner', async () => {
    const { set, look, requests } = await aTruth();
    for (let minute = 0; minute < 10; minute += 1) set(minute, 400);
    const shownAt = secondsLater(900).toISOString();
    expect(await look(600, { shownAt })).toMatchObject({ kind: 'bake', verdict: { kind: 'inconclusive' } });
    expect(await requests()).toEqual([]);
  });
});
