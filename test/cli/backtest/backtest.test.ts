import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import type { MetricSources } from '../../../adapters/metrics/metric-sources.ts';
import type { ReadRequest } from '../../../adapters/metrics/read-request.ts';
import { sampleHistory } from '../../../cli/backtest/sample-history.ts';
import { type BacktestNeeds, backtest } from '../../../cli/commands/backtest.ts';
import { aDeployment, admit } from '../../contract/a-deployment.ts';
import { someTraffic } from '../../core/analysis/a-a-traffic.ts';
import { minutes } from '../../core/analysis/count-blocks.ts';
import { aComparisonPlan } from '../../core/analysis/metric-plans.ts';
import { anAnalysis, counted, someEvidence, stepsAt } from '../../core/analysis/some-evidence.ts';
import { aDeclaration, aPlan, blueArn } from '../../core/builders.ts';
import { aFile, captured } from './captured.ts';

const json = (name: string, value: unknown) => aFile(name, JSON.stringify(value));
const sample = (name: 'healthy' | 'regression') => aFile(`${name}.csv`, sampleHistory(name, 1));
const regression = minutes([...Array(10).fill([60, 0, 540, 1]), ...Array(10).fill([60, 6, 540, 1])]);

/** What the command printed with `--json`. */
async function answer(args: readonly string[], needs: Partial<BacktestNeeds> = {}) {
  const out = captured(needs);
  expect(await backtest([...args, '--json'], out)).toBe(0);
  return JSON.parse(out.printed.join('\n'));
}

const refusal = (args: readonly string[], needs: Partial<BacktestNeeds> = {}) =>
  backtest(args, captured(needs)).then(
    () => 'was done',
    (error: Error) => error.message,
  );

describe('sluice backtest --csv', () => {
  it('tries configurations of every kind side by side, named by their files', async () => {
    const errors = { metrics: [{ preset: 'errors', tolerance: 0 }] };
    const { configurations } = await answer([
      ...['--csv', sample('regression')],
      ...['--config', json('bare.json', { analysis: errors })],
      ...['--config', json('service.json', aDeclaration({ analysis: errors }))],
      ...['--config', json('sluice.json', { service: { name: 'orders', analysis: errors }, images: {} })],
      ...['--config', json('defaults.json', { analysis: {} })],
    ]);
    const [bare, service, project, defaults] = configurations;
    expect(configurations.map((one: { configuration: string }) => one.configuration)).toEqual([
      'bare.json',
      'service.json',
      'sluice.json',
      'defaults.json',
    ]);
    expect([service.result, project.result]).toEqual([bare.result, bare.result]);
    expect([bare.result.kind, bare.result.rollback.exposure]).toEqual([
      'rolled-back',
      { requests: expect.any(Number), failed: expect.any(Number) },
    ]);
    expect(defaults.result.rollback.afterSeconds).toBeGreaterThan(bare.result.rollback.afterSeconds);
    expect(defaults.notes).toEqual(['metric baseline is left out: a file has no profile of the release before']);
  });

  it('judges the columns of a Kayenta config, of a threshold and of a comparison by their names', async () => {
    const rows = Array.from({ length: 60 }, (_, minute) => [
      1_795_168_800 + 60 * minute,
      20 + (minute % 7),
      10 + (minute % 5),
      10,
      5,
      100,
      5,
    ]);
    const columns = 'time,cpu.candidate,cpu.stable,o.candidate_requests,o.candidate_errors,o.stable_requests,o.stable_errors';
    const csv = aFile('values.csv', [columns, ...rows.map((row) => row.join(','))].join('\n'));
    const canary = {
      name: 'cpu',
      judge: { name: 'NetflixACAJudge-v1.0' },
      metrics: [{ name: 'cpu', groups: ['g'], analysisConfigurations: { canary: { direction: 'increase', critical: true } } }],
      classifier: { groupWeights: { g: 100 } },
    };
    const source = { kind: 'cloudwatch', metric: { namespace: 'A', name: 'B', dimensions: {}, statistic: 'Sum' } };
    const threshold = { kind: 'threshold', name: 'cpu', source, failWhen: { above: 25 }, failureLimit: 3 };
    const lane = { ...source, metric: { ...source.metric, dimensions: { Lane: '{lane}' } } };
    const comparison = { kind: 'comparison', name: 'o', requests: lane, bad: lane };
    const { configurations } = await answer([
      ...['--csv', csv],
      ...['--config', json('kayenta.json', canary)],
      ...['--config', json('threshold.json', { analysis: { metrics: [threshold] } })],
      ...['--config', json('comparison.json', { analysis: { metrics: [comparison, 'errors'] } })],
    ]);
    expect(configurations.map((one: { result: { kind: string } }) => one.result.kind)).toEqual([
      'rolled-back',
      'rolled-back',
      'rolled-back',
    ]);
    expect(configurations[1].result.rollback).toMatchObject({
      metric: 'cpu',
      because: expect.stringContaining('4 of 28 measurements failed'),
    });
    expect(configurations[2].notes).toEqual([
      expect.stringContaining('metric errors is left out: the file has no column candidate_requests'),
    ]);
  });

  it('says what is slow by the name of the column, as nobody said by what time', async () => {
    const rows = Array.from({ length: 30 }, (_, minute) => [1_795_168_800 + 60 * minute, 100, 40, 900, 90]);
    const csv = aFile(
      'slow.csv',
      ['time,candidate_requests,candidate_slow_p90,stable_requests,stable_slow_p90', ...rows.map((row) => row.join(','))].join('\n'),
    );
    const config = json('slow.json', { analysis: { metrics: [{ preset: 'latency', quantiles: [0.9] }] } });
    const [{ result }] = (await answer(['--csv', csv, '--config', config])).configurations;
    expect(result.rollback).toMatchObject({
      metric: 'latency',
      because: expect.stringMatching(/were slow \(p90\)/),
      exposure: { requests: expect.any(Number) },
    });
    expect(result.rollback.exposure.failed).toBeUndefined();
  });

  it.each([
    [['--csv', 'gone.csv'], 'gone.csv cannot be read'],
    [[], 'say what to replay, one of: --csv FILE'],
    [['--csv', 'a', '--deployment', 'b'], 'say what to replay'],
    [['--deployment', 'b'], "--table is missing: give the ledger's table"],
    [['--from', '2026-11-20', '--until', '2026-11-21T10:00:00Z'], '--from is "2026-11-20": write it with its time zone'],
    [['--from', '2026-11-20T10:00:00Z'], '--until is missing'],
    [['--from', '2026-11-20T10:00:00Z', '--until', '2026-11-20T10:00:00Z'], 'give a time after'],
    [
      ['--from', '2026-11-20T10:00:00Z', '--until', '2026-11-20T11:00:00Z', '--service', 'x', '--candidate', 'red'],
      '--candidate is "red": give blue or green',
    ],
    [['--from', '2026-11-20T10:00:00Z', '--until', '2026-11-28T10:00:00Z'], 'give a time at most 10080 minutes after'],
    [['--sample', 'bad'], '--sample is "bad": give healthy or regression'],
  ])('refuses %j in one sentence', async (args, message) => {
    expect(await refusal(args)).toContain(message);
  });

  it('refuses a configuration by its file, with path, value and fix, and a past without users or metrics', async () => {
    const csv = sample('healthy');
    const refused = (value: unknown) => refusal(['--csv', csv, '--config', json('config.json', value)]);
    expect(await refused({ analysis: { metrics: ['erors'] } })).toMatch(
      /config\.json: .*\n {2}- analysis\.metrics\.0: "erors" is not usable; write errors/,
    );
    expect(await refused({ alpha: 0.1 })).toContain('give a service declaration, { "analysis": { … } }, or a canary config of Kayenta');
    expect(await refused({ analysis: { metrics: ['baseline', 'errors'], allpha: 1 } })).toContain('allpha');
    const quiet = aFile('quiet.csv', 'time,candidate_requests,candidate_errors,stable_requests,stable_errors\n1795168800,0,0,5,0');
    expect(await refusal(['--csv', quiet])).toContain('has no block in which the candidate served');
    expect(await refusal(['--csv', aFile('cpu.csv', 'time,cpu.candidate,cpu.stable\n1795168800,1,2')])).toContain(
      'tells nothing of any metric',
    );
  });

  it('is a command of sluice: an error is one line and exit code 1', () => {
    const sluice = fileURLToPath(new URL('../../../cli/sluice.ts', import.meta.url));
    const { status, stderr, stdout } = spawnSync(process.execPath, [sluice, 'backtest', '--csv', 'gone.csv'], { encoding: 'utf8' });
    expect([status, stdout, stderr.trim()]).toEqual([
      1,
      '',
      expect.stringMatching(/^sluice backtest: gone\.csv cannot be read .* give a CSV file$/),
    ]);
  });

  it('prints the same sample for the same seed, which it can read itself', async () => {
    const out = captured();
    await backtest(['--sample', 'regression', '--seed', '7'], out);
    expect(`${out.printed.join('\n')}\n`).toBe(sampleHistory('regression', 7));
    expect((await answer(['--csv', aFile('s.csv', out.printed.join('\n'))])).configurations[0].result.kind).toBe('rolled-back');
  });
});

describe('sluice backtest --from', () => {
  const service = () => json('orders.json', aDeclaration());
  const window = ['--from', '2026-11-20T10:00:00Z', '--until', '2026-11-20T11:00:00Z', '--candidate', 'green'];

  it('asks the sources of each configuration about that time, and what was slow of the time before', async () => {
    const asked: unknown[] = [];
    const metrics: MetricSources = {
      profile: async ({ targetGroupArn }, { from, until }) => {
        asked.push([targetGroupArn, from.toISOString(), until.toISOString()]);
        const times = { p50Seconds: 0.1, p90Seconds: 0.2, p99Seconds: 0.5 };
        return { from: '', until: '', requests: 100_000, requestsPerSecond: 10, errorRate: 0, ...times };
      },
      read: async ({ metrics: plans, fixed, from, lanes }: ReadRequest) => {
        asked.push([plans.map(({ name }) => name), fixed.slowSeconds, from.toISOString(), lanes.candidate.lane]);
        return { errors: { ...counted({ errors: regression }, 'p99 was throttled') } };
      },
    };
    const { past, configurations } = await answer([...window, '--service', service()], { metrics: () => metrics });
    expect(past).toBe('orders, candidate green, 2026-11-20T10:00:00.000Z to 2026-11-20T11:00:00.000Z');
    expect(asked).toEqual([
      [blueArn, '2026-11-20T09:00:00.000Z', '2026-11-20T10:00:00.000Z'],
      [['errors', 'latency'], { latency: { p90: 0.2, p99: 0.5 } }, '2026-11-20T10:00:00.000Z', 'green'],
    ]);
    expect(configurations).toMatchObject([{ configuration: 'as declared', result: { kind: 'rolled-back' } }]);
    expect(configurations[0].notes).toEqual([
      'metric latency is left out: its sources had no answer',
      'metric baseline is left out: the profile of the release before that time is not read',
      'metric errors: p99 was throttled',
    ]);
  });

  it('tells why a source did not answer where that leaves nothing', async () => {
    const metrics: MetricSources = {
      profile: async () => undefined,
      read: async () => ({ errors: { counts: {}, values: {}, missing: 'CloudWatch refused the credentials' } }),
    };
    expect(await refusal([...window, '--service', service()], { metrics: () => metrics })).toBe(
      'that time has no block in which the candidate served: metric errors: CloudWatch refused the credentials',
    );
  });
});

describe('sluice backtest --deployment', () => {
  const two = [0, 600].map((beganAt, stepIndex) => ({ ...stepsAt([beganAt])[0], stepIndex, candidatePercent: 10, beganAt }));

  async function aKept(dryRun: boolean, blocks = regression) {
    const ledger = memoryLedger();
    const plan = aPlan({ analysis: anAnalysis([aComparisonPlan({ dryRun })]) });
    const deployment = { ...aDeployment(), plan };
    await admit(ledger, deployment);
    await ledger.keepEvidence(deployment.id, someEvidence(blocks, { steps: two }), 0);
    return { args: ['--deployment', deployment.id, '--table', 'table'], needs: { ledger: () => ledger } };
  }

  it('replays what the judge kept, with its steps, by its own plan or by others that ask for its metrics', async () => {
    const { args, needs } = await aKept(false);
    const tolerant = json('tolerant.json', {
      analysis: { metrics: [{ preset: 'errors', tolerance: 10, worseMax: 12, errorRateMax: 0.5 }, 'latency'] },
    });
    const own = await answer(args, needs);
    expect(own.configurations).toMatchObject([
      { configuration: 'as declared', result: { kind: 'rolled-back', rollback: { metric: 'errors' } } },
    ]);
    const other = await answer([...args, '--config', tolerant], needs);
    expect(other.configurations[0].notes).toEqual(['metric latency is left out: the deployment kept no evidence of that name']);
    const [{ result }] = own.configurations;
    expect(other.configurations[0].result.rollback.afterSeconds).toBeGreaterThan(result.rollback.afterSeconds);
  });

  it('measures false rollbacks by an A/A deployment, though all its metrics were in dry-run', async () => {
    const { args, needs } = await aKept(true, someTraffic({ count: 60 }));
    const regressed = await aKept(true);
    expect(await answer(regressed.args, regressed.needs)).toMatchObject({
      past: expect.stringContaining('(A/A, progressing)'),
      configurations: [{ result: { kind: 'rolled-back' } }],
    });
    const report = await answer([...args, '--a-a'], needs);
    expect(report.metrics).toMatchObject([{ name: 'errors', blocks: 60, measured: { lanesDiffer: false } }]);
    expect(report.share).toEqual({ observed: expect.closeTo(0.1, 1), configured: expect.closeTo(0.1, 9) });
    const out = captured(needs);
    await backtest([...args, '--a-a'], out);
    expect(out.printed.join('\n')).toMatch(/tolerance +rolled back +at most \(95 %\)\n +0 /);
  });

  it('says so when there is no such deployment, AWS refuses, or several configurations are to be measured', async () => {
    const { args, needs } = await aKept(true);
    expect(await refusal(['--deployment', 'gone', '--table', 't'], needs)).toContain('gone');
    const denied = { ledger: () => ({ ...memoryLedger(), load: () => Promise.reject(new TypeError('Region is missing')) }) };
    expect(await refusal(args, denied)).toBe(
      'the ledger cannot be read (TypeError: Region is missing): check --table, AWS_REGION and your AWS credentials',
    );
    const config = ['--config', json('a.json', { analysis: {} })];
    expect(await refusal([...args, '--a-a', ...config, ...config], needs)).toBe('--a-a measures one configuration: leave out a.json');
  });
});
