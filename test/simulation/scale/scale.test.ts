import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { costsOf, totalOf } from './costs.ts';
import { endingsOf } from './endings.ts';
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
      alone: { services: 40, ms: 1_000 },
      alarmMetrics: { controlPlane: 20, service: 8 },
      resources: { 'AWS::SSM::Parameter': 2, 'AWS::IAM::Role': 2 },
    });
    expect(section).toContain('25 services are declared');
    expect(section).toContain('IAM roles in all Regions at 500');
    expect(section).toContain('Met.');
    expect(section).toMatch(/^\| key of pages \| \$0\.0000 \| \$1\.00 \|$/m);
    expect(section).toMatch(/^Left out: storage of the ledger/m);
    expect(section).toMatch(/^- a trace that is recorded: \$0\.000005 \(<https:\/\/aws\.amazon\.com\/xray\/pricing\/>\)$/m);
    expect(section).toContain('The first quota of requests that breaks is "ELB, all calls"');
  });
});

describe('a run that misses its goal', () => {
  const good = { deployments: 10, bad: 5, goodEndings: { promoted: 5 }, badEndings: { 'rolled-back': 5 } };
  const made = (of: Partial<ScaleResult>) =>
    missedOf({ run, result: { ...result, ...good, restoredMs: Array(5).fill(1_000), ...of } }, 1_000);

  it('says how long the last percent of users was away', () => {
    expect(made({})).toEqual([]);
    expect(made({ restoredMs: [1_000, 1_000, 1_000, 1_000, 40_000] })).toEqual(['5 at once: users were back after 40.0 s at p99']);
  });

  it('is one in which bad releases ended otherwise than by being taken back', () => {
    expect(made({ badEndings: { 'needs-human': 5 } })).toEqual(['5 at once: 0 of 5 bad releases were taken back']);
  });

  it('is one in which bad releases were promoted and as many good ones taken back', () => {
    expect(made({ goodEndings: { 'rolled-back': 5 }, badEndings: { promoted: 5 } })).toEqual([
      '5 at once: 0 of 5 good releases were promoted',
      '5 at once: 0 of 5 bad releases were taken back',
    ]);
  });

  it('is one in which the users of a single bad release are never seen back, however many others did', () => {
    const restoredMs = [...Array.from({ length: 149 }, () => 1_000), Number.POSITIVE_INFINITY];
    const all = { deployments: 155, bad: 150, badEndings: { 'rolled-back': 150 } };
    expect(made({ ...all, restoredMs })).toEqual(['5 at once: users of 149 of 150 bad releases were seen back']);
  });
});

describe('how deployments ended', () => {
  const promoted = { type: 'DeploymentPromoted', at: '2026-01-01T00:40:00Z' };
  const back = { type: 'DeploymentRolledBack', at: '2026-01-01T00:10:00Z', because: 'errors' };

  it('takes the time of good releases alone, and names those that were not promoted', () => {
    const ended = [
      { service: 'svc-1', status: 'promoted', events: [promoted] },
      { service: 'svc-2', status: 'rolled-back', events: [back] },
      { service: 'svc-3', status: 'promoted', events: [promoted] },
      { service: 'svc-4', status: 'not admitted', events: [] },
    ];
    expect(endingsOf(ended, new Set(['svc-3']), Date.parse('2026-01-01T00:00:00Z'))).toEqual({
      goodEndings: { promoted: 1, 'rolled-back': 1, 'not admitted': 1 },
      badEndings: { promoted: 1 },
      failures: ['svc-2: rolled-back: errors', 'svc-4: not admitted: no record'],
      promotedSeconds: [2_400],
    });
  });
});

describe('the section of a run', () => {
  const sectionOf = (declared: number) =>
    scaleSection({
      measured: [{ run: { ...run, declared: declared - run.real }, result }],
      alone: { services: 40, ms: 900 },
      alarmMetrics: { controlPlane: 20, service: 8 },
      resources: { 'AWS::IAM::Role': 2, 'AWS::CloudWatch::Alarm': 4 },
    });

  it('says what the goal is measured against', () => {
    expect(sectionOf(10)).toContain(
      'slower than without quotas, where 40 services release a bad one each at once and their users are back after 0.9 s',
    );
  });

  it('says what pages mean when there were some, and nothing of them when there were none', () => {
    const withPages = (pages: readonly string[]) =>
      scaleSection({
        measured: [{ run, result: { ...result, pages } }],
        ...{ alone: { services: 40, ms: 900 }, alarmMetrics: { controlPlane: 20, service: 8 }, resources: {} },
      });
    expect(withPages(['ALARM: "sweep errors"'])).toContain('| 1; 1 × ALARM: "sweep errors" |\n\nPages that begin with ALARM are alarms');
    expect(withPages([])).not.toContain('Pages that begin with ALARM');
  });

  it('says what grows with declared services, and what that costs', () => {
    const of = 'Could one account declare 10 of them? Of the control plane two things grow with them: parameters, and one small item';
    expect(sectionOf(10)).toContain(of);
    expect(sectionOf(10)).toContain('no event and no sweep reads more of the ledger because more services are declared');
  });

  it('names no quota that breaks first when no release was promoted', () => {
    const measured = [{ run, result: { ...result, promotedSeconds: [] } }];
    const report = { measured, alone: { services: 40, ms: 900 }, alarmMetrics: { controlPlane: 20, service: 8 }, resources: {} };
    expect(scaleSection(report)).toContain('Which quota breaks first is not known: no release was promoted. No run was refused');
    expect(scaleSection(report)).not.toContain('deployments under way |');
  });

  const [fits, first] = ['fits by default, as far as nothing else takes of it. ', 'IAM roles in all Regions at 500'];
  const doesNot = 'does not fit by default. So many services use up what an account has: ';
  it.each([
    [10, `${fits}So many services would use it up first: ${first}.`],
    [500, `${fits}So many services would use it up first: ${first}.`],
    [501, `${doesNot}${first}. Ask AWS`],
    [1_300, `${doesNot}${first}, CloudWatch alarms at 1,250. Ask AWS`],
  ])('says whether %i services fit', (declared, said) => {
    expect(sectionOf(declared)).toContain(said);
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
