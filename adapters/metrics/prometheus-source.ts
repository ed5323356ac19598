import type { PrometheusSource } from '../../core/analysis/source.ts';
import { limits } from '../../core/limits.ts';
import type { Ask } from './ask.ts';
import { askHttp, type HttpAnswer, type HttpNeeds } from './ask-http.ts';
import { filled } from './placeholders.ts';
import { nothingRead, type Point, type Reading, readingOf } from './reading.ts';

/** A question to Prometheus. */
export type PrometheusAsk = Ask & { readonly source: PrometheusSource };

/**
 * Asks Prometheus, or what speaks its HTTP API, for one value per block.
 *
 * PromQL looks back from the moment it is evaluated at, so a block's value is the one at its end. Then nothing after the window is seen,
 * and `increase(…[{period}s])` is what happened in the block.
 */
export function prometheusSource(needs: HttpNeeds) {
  return async ({ source, placeholders, window }: PrometheusAsk): Promise<Reading> => {
    const { fromSeconds, untilSeconds, periodSeconds } = window;
    const url = rangeUrl(source.url);
    if (url === null) return nothingRead('the URL of Prometheus is none: declare it as https://host/path');
    const names = { ...placeholders, from: `${fromSeconds}`, until: `${untilSeconds}`, period: `${periodSeconds}` };
    const body = new URLSearchParams({
      query: filled(source.query, names),
      start: `${fromSeconds + periodSeconds}`,
      end: `${untilSeconds}`,
      step: `${periodSeconds}`,
    }).toString();
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await askHttp({ method: 'POST', url, headers, body }, source.auth, needs, limits.sourceBytes.value);
    const points = answer.kind === 'failed' ? answer.because : pointsOf(answer);
    return typeof points === 'string'
      ? nothingRead(points)
      : readingOf(
          points.map(([at, value]) => [at - periodSeconds, value]),
          window,
        );
  };
}

function rangeUrl(base: string): URL | null {
  const url = URL.parse(base);
  if (url !== null) url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/query_range`;
  return url;
}

interface Envelope {
  readonly status?: unknown;
  readonly error?: unknown;
  readonly warnings?: unknown;
  readonly isPartial?: unknown;
  readonly data?: { readonly resultType?: unknown; readonly result?: unknown } | null;
}

/** The points of the one series there may be; a text: why there are none. */
function pointsOf({ json, shown }: Extract<HttpAnswer, { kind: 'answered' }>): readonly Point[] | string {
  const { status, error, warnings, isPartial, data } = (json ?? {}) as Envelope;
  if (status !== 'success') return `Prometheus could not answer: ${shown(textOf(error) ?? 'it does not say why')}`;
  // Warnings are how Thanos and Prometheus say that data is lacking; VictoriaMetrics says isPartial.
  if (Array.isArray(warnings) && warnings.length > 0) return `Prometheus warns: ${shown(textOf(warnings[0]) ?? 'it does not say of what')}`;
  if (isPartial === true) return 'Prometheus answered in part';
  if (data?.resultType !== 'matrix' || !Array.isArray(data.result))
    return `Prometheus answered with ${shown(textOf(data?.resultType) ?? 'something else')}, not with a series`;
  if (data.result.length > 1) return `Prometheus answered with ${data.result.length} series: aggregate them into one, as sum(…) does`;
  return data.result.length === 0 ? [] : samplesOf(data.result[0]);
}

/** Whatever else is there: to make a text of an object can fail, and one that is nested deeply enough ends the process's stack. */
function textOf(said: unknown): string | undefined {
  return typeof said === 'string' ? said : undefined;
}

function samplesOf(series: unknown): readonly Point[] | string {
  const values = series instanceof Object && 'values' in series ? series.values : undefined;
  if (!Array.isArray(values)) return 'Prometheus answered without values: histograms are no numbers, use histogram_quantile(…)';
  return values.map((sample: unknown) => {
    const [at, value] = Array.isArray(sample) ? sample : [];
    return [typeof at === 'number' ? at : Number.NaN, numberOf(value)];
  });
}

/** Values are texts: numbers, `NaN`, `+Inf`, `-Inf`. */
function numberOf(value: unknown): number {
  return typeof value === 'string' && value.trim() !== '' ? Number(value.replace(/Inf$/, 'Infinity')) : Number.NaN;
}
