import { quantileOf } from '../command/quantile.ts';
import { table } from '../report/safety-page.ts';
import { type Costs, costsOf, idleCosts, totalOf } from './costs.ts';
import type { ScaleResult, ScaleRun } from './measure-scale.ts';
import { mostRefused, refusedPercent } from './quota-tables.ts';
import { idleSeconds } from './scale-world.ts';

/** One run with what came of it. */
export interface Measured {
  readonly run: ScaleRun;
  readonly result: ScaleResult;
}

/** How each run went. */
export function sizesTable(measured: readonly Measured[]): string {
  const head = [
    'at once',
    'good promoted',
    'bad taken back',
    'promoted after, minutes, p50 / p99',
    'signal → restored, seconds, p50 / p99',
    'requests refused',
    'most of them by',
    'people paged',
  ];
  const rows = measured.map(({ run, result }) => [
    run.real,
    `${result.goodEndings.promoted ?? 0} of ${result.deployments - result.bad}`,
    `${result.badEndings['rolled-back'] ?? 0} of ${result.bad}`,
    both(result.promotedSeconds, (value) => (value / 60).toFixed(0)),
    both(result.restoredMs, secondsOf),
    `${refusedPercent(result).toFixed(1)} %`,
    mostRefused(result),
    pagesIn(result),
  ]);
  return table(head, rows);
}

/** How many pages there were, and how often each subject was. */
function pagesIn({ pages }: ScaleResult): string {
  const subjects = [...new Set(pages)].map((subject) => `${pages.filter((each) => each === subject).length} × ${subject}`);
  return [String(pages.length), ...subjects].join('; ');
}

/** What one deployment takes in each of these runs. */
export function usageTable(shown: readonly Measured[]): string {
  const each = (of: (result: ScaleResult) => number) => shown.map(({ result }) => (of(result) / result.deployments).toFixed(1));
  const functions = (result: ScaleResult) => Object.values(result.usage.functions);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const operations = new Set(shown.flatMap(({ result }) => Object.keys(result.usage.calls)));
  const rows: readonly (readonly [string, (result: ScaleResult) => number])[] = [
    ['state transitions', ({ usage }) => usage.transitions],
    ['requests to AWS, refused ones included', ({ usage }) => sum(Object.values(usage.calls))],
    ['Lambda invocations', (result) => sum(functions(result).map(({ invocations }) => invocations))],
    ['Lambda milliseconds, waiting for AWS', (result) => sum(functions(result).map(({ ms }) => ms))],
    ['DynamoDB write units', ({ usage }) => usage.writeUnits],
    ['DynamoDB read units', ({ usage }) => usage.readUnits],
    ['metrics read', ({ usage }) => usage.metricsRead],
    ['events put', ({ usage }) => usage.eventsPut],
    ...[...operations].map((name) => [`requests ${name}`, ({ usage }: ScaleResult) => usage.calls[name] ?? 0] as const),
  ];
  const lines = rows.map(([what, of]) => [what, ...each(of)]);
  return table(['each deployment', ...shown.map(({ run }) => `${run.real} at once`)], lines);
}

/** What one deployment costs in each of these runs, and the control plane in a month without releases. */
export function costsTable(shown: readonly Measured[], idle: Costs): string {
  const costs = shown.map(({ result }) => {
    const { deployments, usage, historyBytes, worldSeconds } = result;
    return { deployments, dollars: costsOf(usage, { historyBytes: historyBytes * deployments, seconds: worldSeconds }) };
  });
  const line = (name: string, of: (costs: Costs) => number) => [
    name,
    ...costs.map(({ deployments, dollars }) => `$${(of(dollars) / deployments).toFixed(4)}`),
    `$${of(idle).toFixed(2)}`,
  ];
  const names = Object.keys(idle) as (keyof Costs)[];
  const head = ['for', ...shown.map(({ run }) => `a deployment, ${run.real} at once`), 'the control plane, a month without releases'];
  return table(head, [...names.map((name) => line(name, (each) => each[name])), line('all of it', totalOf)]);
}

/** What the control plane of a run costs in a month without releases: its sweep publishes one metric, its pages have one key. @param alarmMetrics metrics of its own alarms */
export function idleOf({ idle }: ScaleResult, alarmMetrics: number): Costs {
  const sweeps = Object.entries(idle.functions).find(([name]) => name.endsWith('sweep'))?.[1];
  const sweepMs = (sweeps?.ms ?? 0) / Math.max(1, sweeps?.invocations ?? 0);
  return idleCosts({ alarmMetrics, customMetrics: 1, keys: 1, sweepReadUnits: (60 * idle.readUnits) / idleSeconds, sweepMs });
}

/** Milliseconds as seconds; `never` for what never came. */
export function secondsOf(ms: number): string {
  return Number.isFinite(ms) ? (ms / 1_000).toFixed(1) : 'never';
}

function both(ascending: readonly number[], shown: (value: number) => string): string {
  if (ascending.length === 0) return 'none';
  return `${shown(quantileOf(ascending, 0.5))} / ${shown(quantileOf(ascending, 0.99))}`;
}
