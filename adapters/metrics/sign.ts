import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SignatureV4 } from '@smithy/signature-v4';

/** A request to be signed. */
export interface Unsigned {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** All headers of a request with a signature of AWS: those given and those that prove who asks. */
export type Sign = (request: Unsigned, region: string) => Promise<Readonly<Record<string, string>>>;

/**
 * Signs for Amazon Managed Service for Prometheus, with the credentials that the function's other calls to AWS have.
 *
 * @throws what the credentials' provider throws, for want of credentials.
 */
export function signer({ config: { credentials, sha256 } }: Pick<CloudWatchClient, 'config'>, now: () => Date): Sign {
  return async ({ method, url, headers, body }, region) => {
    const signature = new SignatureV4({ service: 'aps', region, credentials, sha256 });
    const { protocol, hostname, pathname: path, searchParams } = url;
    // A parameter may occur several times; the signature covers each.
    const query = Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]));
    const request = { method, protocol, hostname, path, query, headers: { ...headers, host: url.host }, body };
    return (await signature.sign(request, { signingDate: now() })).headers;
  };
}
