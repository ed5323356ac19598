/** What of a URL matters here. */
interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly query: string;
}

const form = /^(https?):\/\/([A-Za-z0-9.-]{1,253})(?::[0-9]{1,5})?(?:\/[^\s?#\\]*)?(?:\?([^\s#\\]*))?$/;
const secretParameter = /(?:^|&)[^=&]*(?:token|secret|passw|api[-_]?key|signature|credential)[^=&]*=/i;
const workspace = /(?:^|\.)aps-workspaces(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-[0-9]+)\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/** Addresses that are the function's own machine or hand out its credentials: `a.b` is the first two bytes, absent ones are any. */
const forbiddenNetworks: readonly (readonly number[])[] = [[0], [127], [169, 254]];

/** Why a URL is not asked, and what to write instead; undefined when it may be. */
export function urlProblem(url: string, { allowsHttp }: { readonly allowsHttp: boolean }): string | undefined {
  const parts = read(url);
  if (parts === undefined) return 'give a URL such as https://metrics.example.com/query, with a host name, no user and no fragment';
  if (isForbidden(parts.host)) return 'give the host of a metrics service: this one is the function itself, or hands out its credentials';
  if (secretParameter.test(parts.query))
    return 'leave credentials out of the URL, everybody can read it: use auth with the name of a secret';
  if (parts.scheme === 'http' && !allowsHttp) {
    return 'use https; where there is none, set allowHttp: true without auth, and whoever is on the way can read and forge the answers';
  }
  return undefined;
}

/** Region of the workspace of Amazon Managed Service for Prometheus that a URL leads to; undefined when it leads elsewhere. */
export function workspaceRegion(url: string): string | undefined {
  return workspace.exec(read(url)?.host ?? '')?.[1];
}

function read(url: string): Url | undefined {
  const [, scheme, host, query = ''] = form.exec(url) ?? [];
  return scheme === undefined || host === undefined ? undefined : { scheme, host: host.toLowerCase(), query };
}

/** Also names that only look like names: `127.1`, `0x7f.1` and `2130706433` are 127.0.0.1 to a URL parser (WHATWG URL, 3.5). */
function isForbidden(host: string): boolean {
  const labels = host.replace(/\.$/, '').split('.');
  if (labels.at(-1) === 'localhost' || labels.includes('')) return true;
  if (!/^([0-9]+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) return false;
  const bytes = labels.map((label) => (/^(0|[1-9][0-9]{0,2})$/.test(label) ? Number(label) : Number.NaN));
  if (!bytes.every((byte) => byte <= 255)) return true;
  return forbiddenNetworks.some((network) => network.every((byte, index) => bytes[index] === byte));
}
