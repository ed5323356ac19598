import { describe, expect, it } from 'vitest';
import { claims } from '../../../cli/demo/claims.ts';
import { statusLine } from '../../../cli/demo/live-line.ts';
import { report, table } from '../../../cli/demo/report.ts';
import type { Exposure, Run } from '../../../cli/demo/run.ts';
import { type Scenario, scenarios } from '../../../cli/demo/scenarios.ts';
import type { VersionCounts } from '../../../cli/load/messages.ts';

function aScenario(name: Scenario['name']): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
}

/** A run in which everything went as the demo claims. */
function aRun(name: Scenario['name'], change: Partial<Run> = {}): Run {
  const causes: Record<string, string> = {
    errors: 'CandidateRegressed: 5 of 57 candidate requests failed (8.77 %), allowed are 1 %',
    slow: 'GuardTripped: alarm',
    crash: 'CandidateNotHealthy: exit 1',
  };
  const path = name === 'good' ? ['Admit', 'Promoted'] : ['Admit', 'Bake', 'CandidateRegressed', 'RestoreTraffic', 'RolledBack'];
  return {
    scenario: aScenario(name),
    deploymentId: 'd',
    error: name === 'good' ? undefined : 'RolledBack',
    cause: causes[name],
    path,
    percents: name === 'good' ? [5, 25, 50, 100] : name === 'crash' ? [] : [5],
    startedAtMs: 0,
    endedAtMs: 10_000,
    onsetAtMs: 1_000,
    detectedAtMs: 5_000,
    restoredAtMs: 5_020,
    lastServedAtMs: 5_600,
    guardAnsweredAtMs: 5_010,
    ...change,
  };
}

function counts(version: string, answered: number, failed = 0): VersionCounts {
  const latenciesMs = { p50: 1, p90: 1, p99: 1, max: 1 };
  return { version, answered, failed, byStatus: {}, latenciesMs, lastSentAtMs: 0, lastAnsweredAtMs: 0 };
}

function anExposure(change: Partial<Exposure> = {}): Exposure {
  const versions = [counts('1.0.0', 10_000), counts('1.1.0', 9_000), counts('1.2.0', 100, 5), counts('1.3.0', 400)];
  return { sent: 20_000, dropped: 0, unsent: 0, seconds: 100, versions, ...change };
}

const allRuns = scenarios.map(({ name }) => aRun(name));
const broken = (runs: readonly Run[], exposure = anExposure()) =>
  claims(runs, exposure).flatMap(({ claim, holds }) => (holds ? [] : [claim]));

describe('claims', () => {
  it('hold when everything was observed', () => {
    expect(broken(allRuns)).toEqual([]);
  });

  it.each<[string, Partial<Exposure>, string]>([
    ['the load was too low', { sent: 9_000 }, 'users send at least 100 requests/s all the time'],
    ['requests were held back', { unsent: 1 }, 'users send at least 100 requests/s all the time'],
    ['a request was dropped', { dropped: 1 }, 'no request is dropped, whatever happens'],
    ['the good version failed once', { versions: [counts('1.1.0', 9_000, 1)] }, '1.1.0 serves users without a failure'],
    ['the good version served nobody', { versions: [] }, '1.1.0 serves users without a failure'],
    [
      'the crashing version served somebody',
      { versions: [counts('1.1.0', 9_000), counts('1.4.0', 1)] },
      "1.4.0 never gets a user's request",
    ],
  ])('break when %s', (_, change, claim) => {
    expect(broken(allRuns, anExposure(change))).toEqual([claim]);
  });

  it.each<[Scenario['name'], Partial<Run>, string]>([
    ['good', { error: 'RolledBack' }, '1.1.0 is promoted'],
    ['good', { percents: [5, 50, 100] }, '1.1.0 goes 5 → 25 → 50 → 100 %'],
    ['errors', { error: undefined }, '1.2.0 is rolled back: CandidateRegressed'],
    ['errors', { cause: 'CandidateRegressed: no verdict 722 s after the step began' }, '1.2.0 is judged by what its users saw'],
    ['errors', { path: ['CandidateRegressed', 'RolledBack'] }, '1.2.0 passes CandidateRegressed, RestoreTraffic, RolledBack'],
    ['slow', { lastServedAtMs: 6_001 }, '1.3.0 serves its last request at most 1000 ms after the ALARM event'],
    ['slow', { lastServedAtMs: undefined }, '1.3.0 serves its last request at most 1000 ms after the ALARM event'],
    ['slow', { guardAnsweredAtMs: undefined }, '1.3.0 is taken back without polling'],
    ['slow', { guardAnsweredAtMs: 5_030 }, '1.3.0 is taken back without polling'],
    ['slow', { restoredAtMs: undefined }, '1.3.0 is taken back without polling'],
    ['crash', { percents: [5] }, "1.4.0 never gets a user's request"],
  ])('break for the %s version with %j', (name, change, claim) => {
    expect(broken([aRun(name, change)])).toEqual([claim]);
  });
});

describe('the report', () => {
  it('shows exposure, clocks, the path with its loops folded, and each claim', () => {
    const path = ['Admit', 'Bake', ...['NextStep', 'Move?', 'Bake'], ...['NextStep', 'Move?', 'Bake'], 'RolledBack'];
    const runs = [aRun('slow', { path })];
    expect(report(runs, anExposure(), [{ claim: 'it holds', observed: 'seen', holds: true }])).toBe(
      [
        'version  outcome      served  failed  onset → detected  detected → restored  detected → last served  whole',
        '1.3.0    rolled back  400     0       4.0 s             20 ms                600 ms                  10.0 s',
        '',
        'States (a look is NextStep ▸ Move? ▸ Bake):',
        '  1.3.0  Admit ▸ Bake ▸ look ×2 ▸ RolledBack',
        '',
        'Claims:',
        '  ✓ it holds: seen',
      ].join('\n'),
    );
  });

  it('lays columns out by their widest cell', () => {
    expect(
      table([
        ['a', 'bb'],
        ['ccc', 'd'],
      ]),
    ).toBe('a    bb\nccc  d');
  });
});

describe('the live line', () => {
  it('shows the share of users and what each version answered in the last second', () => {
    const second = { kind: 'second', second: 3, startedAtMs: 0, open: 1, sent: 300, dropped: {}, unsent: 0 } as const;
    const versions = [counts('1.0.0', 225), counts('1.2.0', 75, 4)];
    expect(statusLine(12_400, { version: '1.2.0', percent: 25 }, { ...second, versions })).toBe(
      '  12.4 s  1.2.0 █████░░░░░░░░░░░░░░░  25 %  1.0.0 225/s  1.2.0 75/s, 4 failed',
    );
  });
});
