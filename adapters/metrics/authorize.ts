import type { SourceAuth } from '../../core/analysis/source.ts';
import { errorName } from '../sdk-errors.ts';
import type { Secrets } from './secrets.ts';
import type { Sign, Unsigned } from './sign.ts';

/** How a request is sent, and every text in it that nobody may see. Or why it cannot be sent. */
export type Authorized =
  | { readonly kind: 'authorized'; readonly headers: Readonly<Record<string, string>>; readonly hidden: readonly string[] }
  | { readonly kind: 'refused'; readonly because: string };

/** What credentials come from. */
export interface Credentials {
  readonly sign: Sign;
  readonly secrets: Secrets;
}

/** Adds what proves who asks. Never throws. */
export async function authorize(auth: SourceAuth, request: Unsigned, { sign, secrets }: Credentials): Promise<Authorized> {
  const { headers } = request;
  if (auth.kind === 'none') return { kind: 'authorized', headers, hidden: [] };
  if (auth.kind === 'sigv4') return await signed(request, auth.region, sign);
  const secret = await secrets(auth.secretName);
  if (secret.kind === 'missing') return { kind: 'refused', because: secret.because };
  if (auth.kind === 'bearer') return authorized(headers, `Bearer ${secret.text}`, [secret.text]);
  const colon = secret.text.indexOf(':');
  if (colon < 0) return { kind: 'refused', because: `the secret ${auth.secretName} has no colon: write user:password` };
  const encoded = Buffer.from(secret.text).toString('base64');
  return authorized(headers, `Basic ${encoded}`, [secret.text, secret.text.slice(colon + 1), encoded]);
}

function authorized(headers: Unsigned['headers'], authorization: string, hidden: readonly string[]): Authorized {
  return { kind: 'authorized', headers: { ...headers, authorization }, hidden: hidden.filter((text) => text !== '') };
}

async function signed(request: Unsigned, region: string, sign: Sign): Promise<Authorized> {
  try {
    const headers = await sign(request, region);
    const { authorization = '', 'x-amz-security-token': token = '' } = headers;
    // AWS tells in detail why a signature is wrong, and quotes all of it.
    const hidden = [token, ...authorization.split(/[\s,/=]+/).filter((part) => part.length >= 16)].filter((text) => text !== '');
    return { kind: 'authorized', headers, hidden };
  } catch (error) {
    return { kind: 'refused', because: `the request could not be signed (${errorName(error) || 'unknown error'})` };
  }
}
