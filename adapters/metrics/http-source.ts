import type { HttpSource } from '../../core/analysis/source.ts';
import { limits } from '../../core/limits.ts';
import { chunks } from '../paged.ts';
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
 * Asks any HTTP endpoint for one number per block. Each block is asked for once it is over, the newest ones when there are more than one look may
 * ask. A URL without `{from}` and `{until}` tells of now, so only the newest block is asked for. The first failure ends the look.
 */
export function httpSource(needs: HttpNeeds) {
  return async (ask: HttpAsk): Promise<Reading> => {
    const read: number[] = [];
    const values = new Map<number, number>();
    const unusable = new Map<number, string>();
    for (const starts of chunks(startsToAsk(ask), atOnce)) {
      const answers = await Promise.all(starts.map(async (startedAt) => ({ startedAt, told: await askOne(ask, startedAt, needs) })));
      for (const { startedAt, told } of answers) {
        if (told.kind === 'unusable') unusable.set(startedAt, told.because);
        else if (told.kind === 'told' && told.value !== undefined) values.set(startedAt, told.value);
        if (told.kind !== 'failed') read.push(startedAt);
      }
      const failed = answers.flatMap(({ told }) => (told.kind === 'failed' ? told.because : []))[0];
      if (failed !== undefined) return { read, values, unusable, failed };
    }
    return { read, values, unusable };
  };
}

function startsToAsk({ source: { url }, window, keptUntil }: HttpAsk): readonly number[] {
  const fresh = startsOf(window).filter((startedAt) => startedAt >= keptUntil);
  return fresh.slice(/\{(from|until)\}/.test(url) ? -limits.httpBlocksPerLook.value : -1);
}

async function askOne({ source, placeholders, window }: HttpAsk, startedAt: number, needs: HttpNeeds): Promise<Told> {
  const { periodSeconds } = window;
  const names = { ...placeholders, from: `${startedAt}`, until: `${startedAt + periodSeconds}`, period: `${periodSeconds}` };
  const url = URL.parse(filled(source.url, names, encodeURIComponent));
  if (url === null) return { kind: 'failed', because: 'the URL of the endpoint is none: declare it as https://host/path' };
  const headers = { accept: 'application/json', ...source.headers };
  const answer = await askHttp({ method: 'GET', url, headers, body: '' }, source.auth, needs);
  if (answer.kind === 'failed') return answer;
  const value = jsonPointer(answer.json, source.pointer);
  if (value === undefined || value === null) return { kind: 'told', value: undefined };
  if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'told', value };
  return { kind: 'unusable', because: `${url.host} answered with no number at ${source.pointer}` };
}
