import type { SourceAuth } from '../../core/analysis/source.ts';
import { limits } from '../../core/limits.ts';
import { authorize, type Credentials } from './authorize.ts';
import { refusedUrl } from './refused-url.ts';
import { shownWithout } from './shown-without.ts';
import type { Unsigned } from './sign.ts';

/** What HTTP sources need: Node's own `fetch` outside of tests. */
export interface HttpNeeds extends Credentials {
  readonly fetch: typeof fetch;
}

/** A JSON answer, or why there is none. `shown` makes a text from the answer fit for people: short, and without any credential. */
export type HttpAnswer =
  | { readonly kind: 'answered'; readonly json: unknown; readonly shown: (text: string) => string }
  | { readonly kind: 'failed'; readonly because: string };

/**
 * Asks one URL for JSON, once: whoever looks next asks again. No redirect is followed, because it would take the credentials along.
 *
 * Never throws. Reasons name the host, never the URL, a header or a credential.
 */
export async function askHttp(request: Unsigned, auth: SourceAuth, needs: HttpNeeds, bytesMax: number): Promise<HttpAnswer> {
  const host = request.url.host;
  const refused = refusedUrl(request.url, auth.kind !== 'none');
  if (refused !== undefined) return { kind: 'failed', because: `${host} is not asked: ${refused}` };
  const authorized = await authorize(auth, request, needs);
  if (authorized.kind === 'refused') return { kind: 'failed', because: `${host} was not asked: ${authorized.because}` };
  const shown = shownWithout(authorized.hidden, Object.values(request.headers).filter(isTelling));
  try {
    const { method, url, body } = request;
    const signal = AbortSignal.timeout(limits.sourceSeconds.value * 1_000);
    const sent = { method, headers: authorized.headers, redirect: 'error', signal, ...(method === 'POST' && { body }) } as const;
    const response = await needs.fetch(url, sent);
    const text = await boundedText(response, bytesMax);
    return text === undefined
      ? { kind: 'failed', because: `${host} answered with more than ${bytesMax} bytes` }
      : answerOf(host, response, text, shown);
  } catch (error) {
    return { kind: 'failed', because: `${host} ${troubleOf(error)}` };
  }
}

function answerOf(host: string, { ok, status, headers }: Response, text: string, shown: (text: string) => string): HttpAnswer {
  if (!ok) {
    const wait = headers.get('retry-after');
    const patience = wait !== null && /^\d{1,6}$/.test(wait) ? `, and asks to wait ${wait} s` : '';
    return { kind: 'failed', because: `${host} answered ${status}${patience}${text === '' ? '' : `: ${shown(text)}`}` };
  }
  try {
    return { kind: 'answered', json: JSON.parse(text), shown };
  } catch {
    return { kind: 'failed', because: `${host} did not answer with JSON: ${shown(text)}` };
  }
}

/** Undefined when there is more than may be read. */
async function boundedText({ body }: Response, bytesMax: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (bytes > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** Names and codes only: messages of `fetch` quote URLs and headers. */
function troubleOf(error: unknown): string {
  if (!(error instanceof Error)) return 'could not be asked';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return `did not answer within ${limits.sourceSeconds.value} s`;
  const { cause } = error;
  if (cause instanceof Error && cause.message === 'unexpected redirect') return 'redirects, which is not followed: declare the new address';
  const code = cause instanceof Object && 'code' in cause && typeof cause.code === 'string' ? cause.code : error.name;
  return `could not be asked (${code})`;
}

/** A header of a few letters is no secret, and leaving it out would make holes in every text. */
function isTelling(header: string): boolean {
  return header.length >= 8;
}
