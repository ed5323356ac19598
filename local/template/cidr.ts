import { TemplateError } from './template-error.ts';

/** The first `count` IPv4 blocks of `hostBits` host bits inside a block, as `Fn::Cidr` gives them. */
export function subnets(block: string, count: number, hostBits: number): readonly string[] {
  const [address = '', prefix = ''] = block.split('/');
  const octets = address.split('.').map(Number);
  const prefixBits = Number(prefix);
  const size = 2 ** hostBits;
  const valid = octets.length === 4 && octets.every((octet) => octet >= 0 && octet <= 255) && prefix !== '';
  if (!valid || count * size > 2 ** (32 - prefixBits)) throw new TemplateError(`Fn::Cidr: ${count} blocks of ${size} do not fit ${block}`);
  const base = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return Array.from({ length: count }, (_, index) => `${dotted(base + index * size)}/${32 - hostBits}`);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
