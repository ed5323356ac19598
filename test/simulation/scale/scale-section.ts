import { quantileOf } from '../command/quantile.ts';
import { table } from '../report/safety-page.ts';
import { type Costs, costsOf, type Idle, idleCosts, totalOf } from './costs.ts';
import type { ScaleResult, ScaleRun } from './measure-scale.ts';
import { prices } from './prices.ts';
import { idleSeconds } from './scale-world.ts';

/** One run with what came of it. */
export interface Measured {
  readonly run: ScaleRun;
  readonly result: ScaleResult;
}

/** What the page is written from: the runs, smallest first, and the time that one service alone takes to be restored at p99. */
export interface ScaleReport {
  readonly measured: readonly Measured[];
  readonly aloneMs: number;
  /** Metrics of the control plane's own alarms. */
  readonly alarmMetrics: number;
}

/** How much slower than one service alone the last percent of rollbacks may be. */
const slowerMs = 30_000;

/** What a run misses, in words; empty when it misses nothing. */
export function missedOf({ run, result }: Measured, aloneMs: number): readonly string[] {
  const promoted = result.promotedSeconds.length;
  const good = result.deployments - result.bad;
  const slowest = quantileOf(result.restoredMs, 0.99);
  return [
    ...(promoted < good ? [`${run.real} at once: ${good - promoted} of ${good} good releases were not promoted`] : []),
    ...(slowest > aloneMs + slowerMs ? [`${run.real} at once: users were back after ${seconds(slowest)} s at p99`] : []),
  ];
}

/** The section of the page. */
export function scaleSection({ measured, aloneMs, alarmMetrics }: ScaleReport): string {
  const biggest = measured.at(-1);
  if (biggest === undefined) return 'Nothing was measured.';
  const missed = measured.flatMap((each) => missedOf(each, aloneMs));
  const { run, result } = biggest;
  return [
    `${run.real + run.declared} services declared in one account and Region. Some of them are real: lanes, tasks, rules, alarms and users; the others are parameters and the leases that earlier deployments left. Every real one releases within ${run.withinSeconds} s, with the shipped defaults (5, 25, 50 and 100 %, ten minutes each, a look a minute) and a rollback window of ten minutes; ${(100 * run.badShare).toFixed(0)} % of the releases fail a third of their requests. AWS-like latencies, the default quotas of AWS as token buckets (\`local/quotas.ts\`), and the tries of the SDK.`,
    sizesTable(measured),
    `Goal: every good release promoted, and every bad one taken back, at p99 at most ${slowerMs / 1_000} s slower than one service alone, which takes ${seconds(aloneMs)} s. ${missed.length === 0 ? 'Met.' : `Missed: ${missed.join('; ')}.`} ${firstQuota(measured)}`,
    `What one deployment of the largest run takes, and what one of the smallest takes, which no quota delays:`,
    usageTable(measured),
    `Dollars by list prices of us-east-1, free tiers apart, in November 2026:`,
    costsTable(measured, idleOf(result, alarmMetrics), run),
    Object.values(prices)
      .map(({ dollars, of, source }) => `- $${dollars.toPrecision(3)} a ${of} (${source})`)
      .join('\n'),
  ].join('\n\n');
}

function sizesTable(measured: readonly Measured[]): string {
  const head = [
    'at once',
    'good promoted',
    'bad taken back',
    'promoted after, minutes, p50 / p99',
    'signal → restored, seconds, p50 / p99',
    'requests refused',
    'most of them by',
  ];
  const rows = measured.map(({ run, result }) => [
    run.real,
    `${result.promotedSeconds.length} of ${result.deployments - result.bad}`,
    `${result.badEndings['rolled-back'] ?? 0} of ${result.bad}`,
    both(result.promotedSeconds, (value) => (value / 60).toFixed(0)),
    both(result.restoredMs, seconds),
    `${refusedPercent(result)} %`,
    mostRefused(result),
  ]);
  return table(head, rows);
}

function usageTable(measured: readonly Measured[]): string {
  const shown = [measured.at(-1), measured[0]].flatMap((each) => each ?? []);
  const each = (of: (result: ScaleResult) => number) => shown.map(({ result }) => (of(result) / result.deployments).toFixed(1));
  const functions = (result: ScaleResult) => Object.values(result.usage.functions);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const operations = Object.keys(measured.at(-1)?.result.usage.calls ?? {});
  const rows: [string, (result: ScaleResult) => number][] = [
    ['state transitions', ({ usage }) => usage.transitions],
    ['Lambda invocations', (result) => sum(functions(result).map(({ invocations }) => invocations))],
    ['Lambda milliseconds, waiting for AWS', (result) => sum(functions(result).map(({ ms }) => ms))],
    ['DynamoDB write units', ({ usage }) => usage.writeUnits],
    ['DynamoDB read units', ({ usage }) => usage.readUnits],
    ['metrics read', ({ usage }) => usage.metricsRead],
    ['events put', ({ usage }) => usage.eventsPut],
    ...operations.map((name): [string, (result: ScaleResult) => number] => [`requests ${name}`, ({ usage }) => usage.calls[name] ?? 0]),
  ];
  const head = ['each deployment', ...shown.map(({ run }) => `${run.real} at once`)];
  return table(
    head,
    rows.map(([what, of]) => [what, ...each(of)]),
  );
}

function costsTable(measured: readonly Measured[], idle: Costs, { real, declared }: ScaleRun): string {
  const shown = [measured.at(-1), measured[0]].flatMap((each) => each ?? []);
  const costs = shown.map(({ result }) => costsOf(result.usage, result.historyBytes * result.deployments));
  const head = [
    'for',
    ...shown.map(({ run }) => `a deployment, ${run.real} at once`),
    `the control plane, a month without releases, ${real + declared} services`,
  ];
  const names = Object.keys(idle) as (keyof Costs)[];
  const line = (name: string, of: (costs: Costs) => number) => [
    name,
    ...shown.map(({ result }, index) => `$${(of(costs[index] ?? idle) / result.deployments).toFixed(4)}`),
    `$${of(idle).toFixed(2)}`,
  ];
  return table(head, [...names.map((name) => line(name, (each) => each[name])), line('all of it', totalOf)]);
}

function idleOf({ idle }: ScaleResult, alarmMetrics: number): Costs {
  const minutes = idleSeconds / 60;
  const sweeps = Object.entries(idle.functions).find(([name]) => name.endsWith('sweep'))?.[1];
  const measured: Idle = {
    alarmMetrics,
    customMetrics: 1,
    sweepReadUnits: idle.readUnits / minutes,
    sweepMs: (sweeps?.ms ?? 0) / Math.max(1, sweeps?.invocations ?? 0),
  };
  return idleCosts(measured);
}

/** The quota that refuses first as more is released at once, and from which size on. */
function firstQuota(measured: readonly Measured[]): string {
  const first = measured.find(({ result }) => refusedPercent(result) >= 1);
  if (first === undefined) return 'No quota refused a hundredth of the requests.';
  return `The first quota to refuse is ${mostRefused(first.result)}: from ${first.run.real} at once on, it refuses ${refusedPercent(first.result)} % of all requests or more, and releases wait for it.`;
}

function refusedPercent({ refused, usage }: ScaleResult): number {
  const all = Object.values(usage.calls).reduce((sum, calls) => sum + calls, 0);
  const no = Object.values(refused).reduce((sum, calls) => sum + calls, 0);
  return Math.round((100 * no) / Math.max(1, all));
}

function mostRefused({ refused }: ScaleResult): string {
  return Object.entries(refused).sort(([, one], [, other]) => other - one)[0]?.[0] ?? 'none';
}

function both(ascending: readonly number[], shown: (value: number) => string): string {
  return `${shown(quantileOf(ascending, 0.5))} / ${shown(quantileOf(ascending, 0.99))}`;
}

function seconds(ms: number): string {
  return Number.isFinite(ms) ? (ms / 1_000).toFixed(1) : 'never';
}
