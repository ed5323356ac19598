import { BlockList, isIP } from 'node:net';

/** Where machines of AWS find their own credentials: no metric is there. */
const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');
linkLocal.addAddress('fd00:ec2::254', 'ipv6');
linkLocal.addAddress('fd00:ec2::23', 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Why a URL is not asked, whatever was declared; undefined: it may be. Credentials go over TLS, or stay on the machine. */
export function refusedUrl({ protocol, hostname, username, password }: URL, hasCredentials: boolean): string | undefined {
  if (protocol !== 'https:' && protocol !== 'http:') return `${protocol} is not asked: use https`;
  if (username !== '' || password !== '') return 'its URL holds credentials: name a secret instead';
  const address = hostname.replace(/^\[|\]$/g, '');
  if (hasCredentials && protocol === 'http:' && !isIn(loopback, address)) return 'credentials are not sent over http: use https';
  if (!isIn(linkLocal, address)) return undefined;
  return `${address} is an address of the machine's own metadata: name the server of the metric`;
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
}
