import { describe, expect, it } from 'vitest';
import type { Fixed } from '../../../core/analysis/evidence.ts';
import { aComparison, answering, aRequest, begin, nameOf, type Points, scriptedSources } from './metric-builders.ts';

const latency = aComparison({ kind: 'alb-latency', quantiles: [0.9, 0.99] }, 'latency');
const fixed: Fixed = { slowSeconds: { latency: { p90: 0.25, p99: 0.000001 } } };

async function slowOf(table: Readonly<Record<string, Points>>) {
  const { sources, inputs } = scriptedSources(answering((query) => table[nameOf(query)]));
  const evidence = (await sources.read(aRequest([latency], { fixed }))).latency;
  return { evidence, inputs: inputs() };
}

describe('slow requests', () => {
  it('are all answers less those that took the threshold at most', async () => {
    const { evidence } = await slowOf({
      'green TargetResponseTime SampleCount': { 0: 100, 60: 50 },
      'green TargetResponseTime TC(:0.25)': { 0: 88.4, 60: 50.2 },
      'green TargetResponseTime TC(:0.000001)': { 0: 100, 60: 50 },
      'blue TargetResponseTime SampleCount': { 0: 900 },
      'blue TargetResponseTime TC(:0.25)': { 0: 810 },
      'blue TargetResponseTime TC(:0.000001)': { 0: 900 },
    });
    const blocks = (bad: number, stableBad: number) => [
      { startedAt: begin, candidate: { requests: 100, bad }, stable: { requests: 900, bad: stableBad } },
      { startedAt: begin + 60, candidate: { requests: 50, bad: 0 }, stable: { requests: 0, bad: 0 } },
    ];
    expect(evidence).toEqual({ counts: { p90: blocks(12, 90), p99: blocks(0, 0) }, values: {} });
  });

  it('ask what both thresholds share once', async () => {
    const { inputs } = await slowOf({});
    const stats = ['SampleCount', 'Minimum', 'TC(:0.25)', 'TC(:0.000001)'].flatMap((stat) => [
      `green TargetResponseTime ${stat}`,
      `blue TargetResponseTime ${stat}`,
    ]);
    expect(inputs.map(({ MetricDataQueries }) => (MetricDataQueries as Parameters<typeof nameOf>[0][]).map(nameOf).sort())).toEqual([
      stats.sort(),
    ]);
  });

  it('are all answers when nothing was in time, and CloudWatch counts nothing', async () => {
    const { evidence } = await slowOf({
      'green TargetResponseTime SampleCount': { 0: 8 },
      'green TargetResponseTime Minimum': { 0: 0.26 },
    });
    expect(evidence?.counts.p90).toEqual([{ startedAt: begin, candidate: { requests: 8, bad: 8 }, stable: { requests: 0, bad: 0 } }]);
  });

  it('are not known where CloudWatch does not count answers in time though there were some', async () => {
    const { evidence } = await slowOf({
      'green TargetResponseTime SampleCount': { 0: 8 },
      'green TargetResponseTime Minimum': { 0: 0.25 },
    });
    expect(evidence?.counts.p90).toEqual([]);
    expect(evidence?.missing).toContain('candidate, 2026-11-20T10:00:00Z: CloudWatch did not count the answers within 0.25 s');
  });

  it('are not known where more answers were in time than there were', async () => {
    const { evidence } = await slowOf({
      'green TargetResponseTime SampleCount': { 0: 8 },
      'green TargetResponseTime TC(:0.25)': { 0: 10 },
      'green TargetResponseTime TC(:0.000001)': { 0: 8 },
    });
    expect(evidence).toEqual({
      counts: { p90: [], p99: [{ startedAt: begin, candidate: { requests: 8, bad: 0 }, stable: { requests: 0, bad: 0 } }] },
      values: {},
      missing: 'candidate, 2026-11-20T10:00:00Z: -2 of 8 is no count of requests',
    });
  });

  it('have no series while their threshold is not known', async () => {
    const { sources, inputs } = scriptedSources(answering(() => ({})));
    expect(await sources.read(aRequest([latency]))).toEqual({ latency: { counts: {}, values: {} } });
    expect(inputs()).toEqual([]);
  });

  it('of a release baseline are counted by its profile’s quantiles, beside its errors', async () => {
    const { sources, inputs } = scriptedSources(answering(() => ({})));
    const profile = {
      taskDefinitionArn: 'arn',
      deploymentId: 'd-1',
      from: '2026-11-19T10:00:00.000Z',
      until: '2026-11-19T11:00:00.000Z',
      requests: 40_000,
      requestsPerSecond: 11,
      errorRate: 0.001,
      p99Seconds: 0.4,
    };
    const metric = {
      kind: 'release-baseline',
      name: 'release',
      dryRun: false,
      critical: false,
      warmupSeconds: 0,
      warnAbove: 0.15,
      rollbackAbove: 0.25,
    } as const;
    const evidence = await sources.read(aRequest([metric], { fixed: { slowSeconds: {}, profile } }));
    expect(evidence.release?.counts).toEqual({ errors: [], 'warn-p99': [], 'end-p99': [] });
    const stats = inputs().flatMap(({ MetricDataQueries }) => (MetricDataQueries as Parameters<typeof nameOf>[0][]).map(nameOf));
    expect(stats).toEqual(
      expect.arrayContaining(['green TargetResponseTime TC(:0.46)', 'green TargetResponseTime TC(:0.5)', 'green RequestCount Sum']),
    );
  });
});
