import { BlockList, isIP } from 'node:net';

/** Answers whether one string is accepted. */
export type StringTest = (text: string) => boolean;

/** Why a text is no pattern of its kind. */
export interface Refusal {
  readonly refused: string;
}

/**
 * `*` stands for any run of characters, `\*` and `\\` for themselves; the whole value must fit.
 * Time is bounded by pattern length × value length: pieces are looked for left to right, without backtracking.
 */
export function wildcardTest(pattern: string): StringTest | Refusal {
  const pieces = [''];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === '*') {
      if (pattern.charAt(index + 1) === '*') return { refused: `consecutive wildcard characters at position ${index + 1}` };
      pieces.push('');
      continue;
    }
    if (character === '\\') {
      index += 1;
      if (!['*', '\\'].includes(pattern.charAt(index))) return { refused: `a backslash at position ${index - 1} escapes neither * nor \\` };
    }
    pieces[pieces.length - 1] += pattern.charAt(index);
  }
  return (text) => fits(pieces, text);
}

function fits(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/** Accepts the IPv4 and IPv6 addresses of a block such as `10.0.0.0/24`. Anything that is no address is outside. */
export function cidrTest(block: string): StringTest | Refusal {
  const [address = '', bits = '', ...rest] = block.split('/');
  const version = versionOf(address);
  const prefix = Number(bits);
  if (version === undefined || rest.length > 0 || !/^\d{1,3}$/.test(bits) || prefix > (version === 'ipv4' ? 32 : 128)) {
    return { refused: `"${block}" is no address block such as 10.0.0.0/24` };
  }
  const inside = new BlockList();
  inside.addSubnet(address, prefix, version);
  return (text) => versionOf(text) === version && inside.check(text, version);
}

function versionOf(address: string): 'ipv4' | 'ipv6' | undefined {
  if (address.includes('%')) return undefined; // a zone is no part of an address in a pattern
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}
