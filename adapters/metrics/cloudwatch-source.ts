import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchSource } from '../../core/analysis/source.ts';
import { limits } from '../../core/limits.ts';
import { paged } from '../paged.ts';
import { answered, errorName, isNamed } from '../sdk-errors.ts';
import type { Ask } from './ask.ts';
import { needsOwnCall, queriesOf } from './cloudwatch-queries.ts';
import { nothingRead, type Point, type Reading, readingOf } from './reading.ts';
import type { Window } from './window.ts';

/** A question to CloudWatch. */
export type CloudWatchAsk = Ask & { readonly source: CloudWatchSource };

/** One `GetMetricData` call takes at most this many queries. */
const queriesMax = 500;
/** Seconds for which CloudWatch keeps values of less than a minute. */
const fineKeptSeconds = 3 * 60 * 60;

const call = 'CloudWatch GetMetricData';

interface Entry {
  readonly ask: CloudWatchAsk;
  readonly queries: readonly MetricDataQuery[];
  readonly id: string;
}
interface CloudWatch {
  readonly client: CloudWatchClient;
  readonly abortSignal: AbortSignal;
}
type Pages = readonly (readonly MetricDataResult[])[];

/**
 * Asks CloudWatch everything that one look asks, in as few calls as it allows: one for each period. A call that CloudWatch does not
 * understand is cut in halves, so that one metric's mistake does not silence the others. All of it ends with the patience of one look:
 * what has not answered by then is missing.
 *
 * @param patience aborts everything that one look asks
 * @returns readings in the order of the questions
 */
export function cloudWatchSource(
  client: CloudWatchClient,
  now: () => Date,
  patience = () => AbortSignal.timeout(limits.cloudWatchSeconds.value * 1_000),
) {
  return async (asks: readonly CloudWatchAsk[]): Promise<readonly Reading[]> => {
    const oldest = Math.ceil(now().getTime() / 1_000) - fineKeptSeconds;
    const entries = asks.map((ask, index) => entryOf(`q${index}`, cutToKept(ask, oldest)));
    const cloudWatch = { client, abortSignal: patience() };
    const readings = await Promise.all(callsOf(entries).map((each) => ask(cloudWatch, each)));
    const byId = new Map(readings.flat());
    return entries.map(({ id, ask: { window } }) => byId.get(id) ?? readingOf([], window));
  };
}

function entryOf(id: string, ask: CloudWatchAsk): Entry {
  return { ask, id, queries: queriesOf(id, ask.source, ask.placeholders) };
}

function cutToKept(ask: CloudWatchAsk, oldestSeconds: number): CloudWatchAsk {
  const { fromSeconds, untilSeconds, periodSeconds } = ask.window;
  if (periodSeconds >= 60 || fromSeconds >= oldestSeconds) return ask;
  const kept = Math.ceil(oldestSeconds / periodSeconds) * periodSeconds;
  return { ...ask, window: { ...ask.window, fromSeconds: Math.min(kept, untilSeconds) } };
}

/** Entries that can share a call: the same window, and room for all queries. */
function callsOf(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const calls: { readonly key: string; readonly entries: Entry[]; queries: number }[] = [];
  for (const entry of entries) {
    const { window, source } = entry.ask;
    if (window.untilSeconds <= window.fromSeconds) continue;
    const key = needsOwnCall(source) ? entry.id : JSON.stringify(window);
    const open = calls.find((each) => each.key === key && each.queries + entry.queries.length <= queriesMax);
    if (open === undefined) calls.push({ key, entries: [entry], queries: entry.queries.length });
    else {
      open.entries.push(entry);
      open.queries += entry.queries.length;
    }
  }
  return calls.map((each) => each.entries);
}

type Answer = readonly (readonly [id: string, reading: Reading])[];

async function ask(cloudWatch: CloudWatch, entries: readonly Entry[]): Promise<Answer> {
  const [first] = entries;
  if (first === undefined) return [];
  try {
    const pages = await pagesOf(
      cloudWatch,
      entries.flatMap(({ queries }) => queries),
      first.ask.window,
    );
    return entries.map(({ id, ask: { window } }) => [id, resultOf(id, pages, window)] as const);
  } catch (error) {
    if (entries.length > 1 && isMistake(error)) {
      const half = Math.ceil(entries.length / 2);
      const halves = [entries.slice(0, half), entries.slice(half)];
      return (await Promise.all(halves.map((each) => ask(cloudWatch, each)))).flat();
    }
    return entries.map(({ id }) => [id, nothingRead(becauseOf(error))] as const);
  }
}

async function pagesOf({ client, abortSignal }: CloudWatch, MetricDataQueries: MetricDataQuery[], window: Window): Promise<Pages> {
  const [StartTime, EndTime] = [new Date(window.fromSeconds * 1_000), new Date(window.untilSeconds * 1_000)];
  return await paged<readonly MetricDataResult[]>(call, async (next) => {
    const input = { MetricDataQueries, StartTime, EndTime, ScanBy: 'TimestampAscending', ...(next && { NextToken: next }) } as const;
    const page = await answered(call, client.send(new GetMetricDataCommand(input), { abortSignal }));
    return { items: [page.MetricDataResults ?? []], next: page.NextToken };
  });
}

function resultOf(id: string, pages: Pages, window: Window): Reading {
  const found = pages.map((page) => page.filter(({ Id }) => Id === id));
  if (found.some((results) => results.length > 1)) return nothingRead('CloudWatch answered with several series: aggregate them into one');
  const results = found.flat();
  // While there are more pages the earlier ones say PartialData; the last one speaks for the series.
  const last = results.at(-1);
  if (last === undefined) return nothingRead('CloudWatch gave no answer for the metric');
  if (last.StatusCode !== 'Complete') return nothingRead(`CloudWatch says ${statusOf(last)}`);
  if (results.some(({ Timestamps = [], Values = [] }) => Timestamps.length !== Values.length)) {
    return nothingRead('CloudWatch gave times and values that do not match');
  }
  return readingOf(results.flatMap(pointsOf), window);
}

function pointsOf({ Timestamps = [], Values = [] }: MetricDataResult): readonly Point[] {
  return Timestamps.map((at, index) => [at.getTime() / 1_000, Values[index] ?? Number.NaN]);
}

function statusOf({ StatusCode, Messages = [] }: MetricDataResult): string {
  const said = Messages.flatMap(({ Value }) => Value ?? []).join(' ');
  return [StatusCode ?? 'nothing about its completeness', said].filter((part) => part !== '').join(': ');
}

function isMistake(error: unknown): boolean {
  return isNamed(
    error,
    'ValidationError',
    'Validation',
    'InvalidParameterValue',
    'InvalidParameterCombination',
    'MissingRequiredParameter',
  );
}

function becauseOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return isNamed(error, 'DependencyError') ? message : `${call} was refused (${errorName(error)}: ${message})`;
}
