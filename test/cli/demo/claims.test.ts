import { describe, expect, it } from 'vitest';
import { claims } from '../../../cli/demo/claims.ts';
import { statusLine } from '../../../cli/demo/live-line.ts';
import { report, table } from '../../../cli/demo/report.ts';
import type { Run } from '../../../cli/demo/run.ts';
import { type Scenario, scenarios } from '../../../cli/demo/scenarios.ts';
import { anExposure, aRun, counts, verdicts } from './a-run.ts';

const allRuns = scenarios.map(({ name }) => aRun(name));
const openBaseline = verdicts.good.metrics.map((metric) =>
  metric.name === 'baseline' ? { ...metric, kind: 'inconclusive' as const } : metric,
);
const byErrors = "1.2.0 is taken back by the judge's metric errors";
const withoutPolling = '1.3.0 is taken back without polling';
const seenByLook = 'CandidateRegressed: alarm storefront-green-slow is in ALARM';
const broken = (runs: readonly Run[], exposure = anExposure()) =>
  claims(runs, exposure).flatMap(({ claim, holds }) => (holds ? [] : [claim]));

describe('claims', () => {
  it('hold when everything was observed', () => {
    expect(broken(allRuns)).toEqual([]);
  });

  it.each<[string, Parameters<typeof anExposure>[0], string]>([
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
    ['good', { verdict: undefined }, '1.1.0 is safe in every metric'],
    ['good', { verdict: { ...verdicts.good, metrics: verdicts.good.metrics.slice(0, 1) } }, '1.1.0 is safe in every metric'],
    // biome-ignore lint/suspicious/noThenProperty: a word and no function, so that no await takes it for a promise
    ['good', { verdict: { ...verdicts.good, kind: 'inconclusive', then: 'wait' } }, '1.1.0 is safe in every metric'],
    ['good', { verdict: { ...verdicts.good, metrics: openBaseline } }, '1.1.0 is safe in every metric'],
    ['errors', { cause: 'CandidateRegressed: no verdict 722 s after the step began: errors: 0 of 9' }, byErrors],
    ['errors', { cause: `CandidateRegressed: ${verdicts.latency.because}` }, byErrors],
    ['errors', { path: ['CandidateRegressed', 'RolledBack'] }, '1.2.0 passes CandidateRegressed, RestoreTraffic, RolledBack'],
    ['latency', { shownVerdict: undefined }, "1.7.0's verdict in the ledger is the one in the state machine's output"],
    ['latency', { shownVerdict: verdicts.errors }, "1.7.0's verdict in the ledger is the one in the state machine's output"],
    ['slow', { cause: 'CandidateRegressed: latency: 20 of 57 were slow' }, '1.3.0 is rolled back by its alarm'],
    ['slow', { error: undefined }, '1.3.0 is rolled back by its alarm'],
    ['slow', { lastServedAtMs: 6_001 }, '1.3.0 serves its last request at most 1000 ms after the ALARM event'],
    ['slow', { lastServedAtMs: undefined }, '1.3.0 serves its last request at most 1000 ms after the ALARM event'],
    ['slow', { guardAnsweredAtMs: undefined }, withoutPolling],
    ['slow', { guardAnsweredAtMs: 5_030 }, withoutPolling],
    ['slow', { restoredAtMs: undefined }, withoutPolling],
    ['slow', { cause: seenByLook, restoredAtMs: 4_990 }, withoutPolling],
    ['crash', { percents: [5] }, "1.4.0 never gets a user's request"],
  ])('break for the %s version with %j', (name, change, claim) => {
    expect(broken([aRun(name, change)])).toEqual([claim]);
  });

  it('break when another metric than the one that is meant took the version back', () => {
    const { latency } = verdicts;
    const cause = `CandidateRegressed: ${latency.because}`;
    expect(broken([aRun('errors', { verdict: latency, shownVerdict: latency, cause })])).toEqual([byErrors]);
  });

  it('break when the judge never had a verdict', () => {
    expect(broken([aRun('latency', { verdict: undefined, shownVerdict: undefined })])).toEqual([
      "1.7.0 is taken back by the judge's metric latency",
      "1.7.0's verdict in the ledger is the one in the state machine's output",
    ]);
  });

  it('hold when a look finds the alarm before its event comes', () => {
    const looked = aRun('slow', { cause: seenByLook, guardAnsweredAtMs: undefined });
    expect(broken([looked])).toEqual([]);
    expect(claims([looked], anExposure()).at(-1)).toEqual({
      claim: withoutPolling,
      observed: 'this time a look came before the event; the rule was restored after 20 ms',
      holds: true,
    });
  });

  it('tell by which figures the judge took a version back', () => {
    expect(claims([aRun('errors')], anExposure())).toContainEqual({
      claim: byErrors,
      observed: "e-value 1250, p 0.0008; bad: 5 of 57 of the candidate's requests, 100 of 1000 of stable's",
      holds: true,
    });
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

  it('shows what the judge saw, its e-value, after how many requests, and whom it cost something', () => {
    const lines = report([aRun('good'), aRun('errors'), aRun('latency'), aRun('crash')], anExposure(), []).split('\n');
    expect(lines.slice(6, 15)).toEqual([
      'The judge (an e-value of 200: of 200 good versions, at most one ever looks so bad by chance, however often it is looked at):',
      '  1.1.0  errors is safe: few failed',
      '         latency is safe: few were slow',
      '         baseline is safe: no profile yet',
      '  1.2.0  errors: 5 of 57 failed',
      '         e-value 1,250 after 57 of its requests; it served 100 in all, 5 failed',
      '  1.7.0  latency: 20 of 57 were slow',
      '         e-value 400 after 57 of its requests; it served 120 in all, 0 failed',
      '',
    ]);
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
