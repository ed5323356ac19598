import { BlockList, isIP } from 'node:net';

/** Where machines of AWS find their own credentials: no metric is there. */
const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');
linkLocal.addAddress('fd00:ec2::254', 'ipv6');
linkLocal.addAddress('fd00:ec2::23', 'ipv6');

/** Why a URL is not asked, whatever was declared; undefined: it may be. */
export function refusedUrl({ protocol, hostname, username, password }: URL): string | undefined {
  if (protocol !== 'https:' && protocol !== 'http:') return `${protocol} is not asked: use https`;
  if (username !== '' || password !== '') return 'its URL holds credentials: name a secret instead';
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  if (version === 0 || !linkLocal.check(address, version === 4 ? 'ipv4' : 'ipv6')) return undefined;
  return `${address} is an address of the machine's own metadata: name the server of the metric`;
}
