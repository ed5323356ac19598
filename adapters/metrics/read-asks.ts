import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Ask } from './ask.ts';
import type { HttpNeeds } from './ask-http.ts';
import { type CloudWatchAsk, cloudWatchSource } from './cloudwatch-source.ts';
import { type HttpAsk, httpSource } from './http-source.ts';
import { type PrometheusAsk, prometheusSource } from './prometheus-source.ts';
import { type Reading, readingOf } from './reading.ts';

/** Where questions go. */
export interface AskNeeds extends HttpNeeds {
  readonly cloudWatch: CloudWatchClient;
  readonly now: () => Date;
}

/**
 * Asks all sources at the same time; two metrics that ask the same share the answer. A window without a whole block is not asked about.
 *
 * @returns the answer to each of the questions
 */
export function readAsks({ cloudWatch, now, ...http }: AskNeeds) {
  const [askCloudWatch, askPrometheus, askEndpoint] = [cloudWatchSource(cloudWatch, now), prometheusSource(http), httpSource(http)];
  return async (asks: readonly Ask[]): Promise<(ask: Ask) => Reading> => {
    const distinct = [...new Map(asks.filter(hasBlocks).map((ask) => [keyOf(ask), ask])).values()];
    const ofCloudWatch = distinct.filter(isOf<CloudWatchAsk>('cloudwatch'));
    const [fromCloudWatch, ...others] = await Promise.all([
      askCloudWatch(ofCloudWatch),
      ...distinct.filter(isOf<PrometheusAsk>('prometheus')).map(async (ask) => [keyOf(ask), await askPrometheus(ask)] as const),
      ...distinct.filter(isOf<HttpAsk>('http')).map(async (ask) => [keyOf(ask), await askEndpoint(ask)] as const),
    ]);
    const readings = new Map([...ofCloudWatch.map((ask, index) => [keyOf(ask), fromCloudWatch[index]] as const), ...others]);
    return (ask) => readings.get(keyOf(ask)) ?? readingOf([], ask.window);
  };
}

function isOf<Kind extends Ask>(kind: Kind['source']['kind']) {
  return (ask: Ask): ask is Kind => ask.source.kind === kind;
}

function hasBlocks({ window }: Ask): boolean {
  return window.untilSeconds > window.fromSeconds;
}

function keyOf(ask: Ask): string {
  return JSON.stringify(ask);
}
