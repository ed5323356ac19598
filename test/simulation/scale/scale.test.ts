import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { costsOf, totalOf } from './costs.ts';
import { manyOptions, multiplyAssembly } from './many-services.ts';
import { measureScale, type ScaleResult } from './measure-scale.ts';
import { missedOf, scaleSection } from './scale-section.ts';
import { alarmMetricsIn, mostServices } from './standing-quotas.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-scale-test-'));
const run = { assembly: join(folder, 'many'), real: 5, declared: 20, seed: 3, hasQuotas: true, withinSeconds: 10, badShare: 0.3 };
let result: ScaleResult;
beforeAll(async () => {
  synthesizeSimulated(join(folder, 'one'), [manyOptions]);
  multiplyAssembly(join(folder, 'one'), run.assembly, run.real);
  result = await measureScale(run);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('five services that release at once', () => {
  it('are promoted or taken back, each as it deserves, within seconds of its signal', () => {
    expect(result.bad).toBeGreaterThan(0);
    expect(result.badEndings).toEqual({ 'rolled-back': result.bad });
    expect(result.goodEndings).toEqual({ promoted: result.deployments - result.bad });
    expect(missedOf({ run, result }, 0)).toEqual([]);
  });

  it('take fewer than 900 calls, 200 transitions and two cents each, and no quota refuses them any', () => {
    const { usage, deployments, historyBytes, worldSeconds } = result;
    const calls = Object.values(usage.calls).reduce((sum, each) => sum + each, 0);
    expect(calls / deployments).toBeLessThan(900);
    expect(usage.transitions / deployments).toBeLessThan(200);
    const run = { historyBytes: historyBytes * deployments, seconds: worldSeconds };
    expect(totalOf(costsOf(usage, run)) / deployments).toBeLessThan(0.02);
    expect(result.refused).toEqual({});
  });

  it('make a section that says how many are declared, whether the goal is met and which quotas break first', () => {
    const section = scaleSection({
      measured: [{ run, result }],
      aloneMs: 1_000,
      alarmMetrics: { controlPlane: 20, service: 8 },
      resources: { 'AWS::SSM::Parameter': 2, 'AWS::IAM::Role': 2 },
    });
    expect(section).toContain('25 services are declared');
    expect(section).toContain('IAM roles in all Regions end at 500 services');
    expect(section).toContain('Met.');
    expect(section).toMatch(/^\| key of pages \| \$0\.0000 \| \$1\.00 \|$/m);
    expect(section).toMatch(/^Left out: storage of the ledger/m);
    expect(section).toMatch(/^- a trace that is recorded: \$0\.000005 \(<https:\/\/aws\.amazon\.com\/xray\/pricing\/>\)$/m);
    expect(section).toContain('The first quota of requests that breaks is "ELB, all calls"');
  });
});

describe('a run that misses its goal', () => {
  it('says what it misses', () => {
    const late = { ...result, restoredMs: [40_000], promotedSeconds: result.promotedSeconds.slice(1) };
    expect(missedOf({ run, result: late }, 1_000)).toEqual([
      `5 at once: 1 of ${result.deployments - result.bad} good releases were not promoted`,
      '5 at once: users were back after 40.0 s at p99',
    ]);
  });
});

describe('standing quotas', () => {
  it('let an account declare as many services as the tightest of them has room for', () => {
    const [first, second] = mostServices({ 'AWS::IAM::Role': 2, 'AWS::CloudWatch::Alarm': 5 });
    expect([first?.services, second?.services]).toEqual([500, 1_000]);
  });

  it('are of metrics, where alarms are paid for', () => {
    const alarm = (Properties: object) => ({ Type: 'AWS::CloudWatch::Alarm', Properties });
    const one = alarm({ MetricName: 'TargetResponseTime' });
    const ratio = alarm({ Metrics: [{ Expression: 'a/b' }, { MetricStat: {} }, { MetricStat: {} }] });
    expect(alarmMetricsIn({ Resources: { one, ratio, other: { Type: 'AWS::IAM::Role' } } })).toBe(3);
  });
});
