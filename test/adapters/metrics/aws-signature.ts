import { createHash, createHmac } from 'node:crypto';

/** A request that claims to be signed, as it arrived. */
export interface Signed {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/**
 * The signature that AWS expects of a request, by Signature Version 4 as AWS describes it: written from the description, not from a signer, so
 * that a test compares two things.
 */
export function expectedSignature({ method, path, headers, body }: Signed, secretAccessKey: string): string {
  const [, scope = '', signedHeaders = ''] = /Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+)/.exec(String(headers.authorization)) ?? [];
  const url = new URL(path, 'http://host');
  const query = [...url.searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort();
  const canonicalHeaders = signedHeaders.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const segments = url.pathname.split('/').map((segment) => encoded(segment));
  const canonical = [method, segments.join('/'), query.join('&'), canonicalHeaders.join(''), signedHeaders, sha256(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', String(headers['x-amz-date']), scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString('hex');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
