/** A table. The first column is text, the others are figures. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const align = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, align, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A count with its thousands apart. */
export function shownCount(count: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: count < 10 ? 1 : 0 }).format(count);
}

/** A share in percent with as many decimals as its own error leaves any sense in, such as `0.31 ± 0.17`. */
export function shownShare(share: number, threeErrors: number): string {
  const digits = share >= 0.1 ? 1 : 2;
  const isWhole = share === 0 || share > 0.9995;
  return isWhole ? String(Math.round(100 * share)) : `${(100 * share).toFixed(digits)} ± ${(100 * threeErrors).toFixed(digits)}`;
}

const begin = (name: string) => `<!-- begin ${name}: written by npm run bench:judge, do not edit -->`;
const end = (name: string) => `<!-- end ${name} -->`;

/** A text with the parts between its `begin` and `end` marks replaced; parts without marks are left out. */
export function filled(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((so, [name, part]) => {
    const from = so.indexOf(begin(name));
    const until = so.indexOf(end(name));
    if (from < 0 || until < from) return so;
    return `${so.slice(0, from)}${begin(name)}\n\n${part}\n\n${so.slice(until)}`;
  }, text);
}
