import type { HttpSource } from '../../core/analysis/source.ts';
import { chunks } from '../../core/chunks.ts';
import { limits } from '../../core/limits.ts';
import type { Ask } from './ask.ts';
import { askHttp, type HttpNeeds } from './ask-http.ts';
import { jsonPointer } from './json-pointer.ts';
import { filled } from './placeholders.ts';
import type { Reading } from './reading.ts';
import { startsOf } from './window.ts';

/** A question to an HTTP endpoint. */
export type HttpAsk = Ask & { readonly source: HttpSource };

/** One block's answer: a number, nothing (undefined), or a text that says why neither. */
type Told =
  | { readonly kind: 'told'; readonly value: number | undefined }
  | { readonly kind: 'unusable' | 'failed'; readonly because: string };

const atOnce = 12;

/**
 * Asks any HTTP endpoint for one number per block. Each block is asked for once it is over. A URL without `{from}` and `{until}` tells of now,
 * so only the newest block is asked for. The first failure ends the look; so does its patience, and what was not asked by then is missing,
 * as it is when there are more blocks than one look may ask: the newest ones say what users meet now, but not that all is well.
 *
 * @param patience after it no further round of questions begins
 */
export function httpSource(needs: HttpNeeds, patience = () => AbortSignal.timeout(limits.sourceSeconds.value * 1_000)) {
  return async (ask: HttpAsk): Promise<Reading> => {
    const read: number[] = [];
    const values = new Map<number, number>();
    const unusable = new Map<number, string>();
    const { starts, left } = toAsk(ask);
    const over = patience();
    for (const some of chunks(starts, atOnce)) {
      if (over.aborted)
        return { read, values, unusable, failed: `the endpoint is too slow: ${starts.length - read.length} blocks are not read` };
      const answers = await Promise.all(some.map(async (startedAt) => ({ startedAt, told: await askOne(ask, startedAt, needs) })));
      for (const { startedAt, told } of answers) {
        if (told.kind === 'unusable') unusable.set(startedAt, told.because);
        else if (told.kind === 'told' && told.value !== undefined) values.set(startedAt, told.value);
        if (told.kind !== 'failed') read.push(startedAt);
      }
      const failed = answers.flatMap(({ told }) => (told.kind === 'failed' ? told.because : []))[0];
      if (failed !== undefined) return { read, values, unusable, failed };
    }
    if (left === 0) return { read, values, unusable };
    const failed = `${left + read.length} blocks are to be read, ${read.length} are at most: look sooner, or give the metric a longer period`;
    return { read, values, unusable, failed };
  };
}

/** Begins of the blocks to ask for, and how many are left out though nobody has asked for them. */
function toAsk({ source: { url }, window, keptUntil }: HttpAsk): { readonly starts: readonly number[]; readonly left: number } {
  const fresh = startsOf(window).filter((startedAt) => startedAt >= keptUntil);
  if (!/\{(from|until)\}/.test(url)) return { starts: fresh.slice(-1), left: 0 };
  const starts = fresh.slice(-limits.httpBlocksPerLook.value);
  return { starts, left: fresh.length - starts.length };
}

async function askOne({ source, placeholders, window }: HttpAsk, startedAt: number, needs: HttpNeeds): Promise<Told> {
  const { periodSeconds } = window;
  const names = { ...placeholders, from: `${startedAt}`, until: `${startedAt + periodSeconds}`, period: `${periodSeconds}` };
  const url = URL.parse(filled(source.url, names, encodeURIComponent));
  if (url === null) return { kind: 'failed', because: 'the URL of the endpoint is none: declare it as https://host/path' };
  const headers = { accept: 'application/json', ...source.headers };
  const answer = await askHttp({ method: 'GET', url, headers, body: '' }, source.auth, needs, limits.httpBytes.value);
  if (answer.kind === 'failed') return answer;
  const value = jsonPointer(answer.json, source.pointer);
  if (value === undefined || value === null) return { kind: 'told', value: undefined };
  if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'told', value };
  return { kind: 'unusable', because: `${url.host} answered with no number at ${source.pointer}` };
}
