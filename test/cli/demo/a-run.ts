import type { Exposure, Run } from '../../../cli/demo/run.ts';
import { type Scenario, scenarios } from '../../../cli/demo/scenarios.ts';
import type { VersionCounts } from '../../../cli/load/messages.ts';
import type { MetricVerdict, Verdict } from '../../../core/analysis/verdict.ts';

const noProfile = { name: 'baseline', kind: 'safe', because: 'no profile yet', dryRun: true } as const;

function metric(name: string, kind: MetricVerdict['kind'], because: string, figures: readonly [number, number, number]): MetricVerdict {
  const [eValue, bad, requests] = figures;
  const stable = { requests: 1_000, bad: 100 };
  return { name, kind, because, dryRun: false, eValue, pValue: 1 / eValue, counts: { candidate: { requests, bad }, stable } };
}

/** What the judge says in each scenario in which it has the last word, if all goes as the demo claims. */
export const verdicts = {
  good: {
    kind: 'safe',
    because: 'all is well',
    metrics: [metric('errors', 'safe', 'few failed', [1, 0, 900]), metric('latency', 'safe', 'few were slow', [1, 90, 900]), noProfile],
    warnings: [],
  },
  errors: {
    kind: 'regressed',
    because: 'errors: 5 of 57 failed',
    metrics: [metric('errors', 'regressed', '5 of 57 failed', [1_250, 5, 57]), noProfile],
    warnings: [],
  },
  latency: {
    kind: 'regressed',
    because: 'latency: 20 of 57 were slow',
    metrics: [metric('latency', 'regressed', '20 of 57 were slow', [400, 20, 57]), noProfile],
    warnings: [],
  },
} as const satisfies Record<string, Verdict>;

const causes = {
  good: undefined,
  errors: `CandidateRegressed: ${verdicts.errors.because}`,
  latency: `CandidateRegressed: ${verdicts.latency.because}`,
  slow: 'GuardTripped: alarm storefront-green-slow went to ALARM',
  crash: 'CandidateNotHealthy: exit 1',
} as const;

/** A run in which everything went as the demo claims. */
export function aRun(name: Scenario['name'], change: Partial<Run> = {}): Run {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const verdict = { ...verdicts, slow: undefined, crash: undefined }[name];
  return {
    scenario,
    deploymentId: 'd',
    error: name === 'good' ? undefined : 'RolledBack',
    cause: causes[name],
    verdict,
    shownVerdict: verdict,
    path: name === 'good' ? ['Admit', 'Promoted'] : ['Admit', 'Bake', 'CandidateRegressed', 'RestoreTraffic', 'RolledBack'],
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

export function counts(version: string, answered: number, failed = 0): VersionCounts {
  const latenciesMs = { p50: 1, p90: 1, p99: 1, max: 1 };
  return { version, answered, failed, byStatus: {}, latenciesMs, lastSentAtMs: 0, lastAnsweredAtMs: 0 };
}

export function anExposure(change: Partial<Exposure> = {}): Exposure {
  const versions = [counts('1.0.0', 10_000), counts('1.1.0', 9_000), counts('1.2.0', 100, 5), counts('1.3.0', 400), counts('1.7.0', 120)];
  return { sent: 20_000, dropped: 0, unsent: 0, seconds: 100, versions, ...change };
}
