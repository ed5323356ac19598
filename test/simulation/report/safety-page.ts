import { readFileSync, writeFileSync } from 'node:fs';

/** Sections of `docs/safety.md` that a command writes, in their order; everything else on the page is written by hand. */
export const sectionNames = [
  'figures',
  'faults',
  'failure-modes',
  'crash-matrix',
  'planted-faults',
  'found-bugs',
  'rollback',
  'scale',
] as const;

type SectionName = (typeof sectionNames)[number];

const page = new URL('../../../docs/safety.md', import.meta.url);

/** The page with one section replaced. @throws {RangeError} the page has no such section. */
export function withSection(text: string, name: SectionName, markdown: string): string {
  const [begin, end] = [`<!-- ${name}: written by a command -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new RangeError(`docs/safety.md has no section ${name}`);
  return `${text.slice(0, from + begin.length)}\n\n${markdown.trim()}\n\n${text.slice(to)}`;
}

/** What a section says now. */
export function sectionOf(text: string, name: SectionName): string {
  const [begin, end] = [`<!-- ${name}: written by a command -->`, `<!-- end of ${name} -->`];
  return text.slice(text.indexOf(begin) + begin.length, text.indexOf(end)).trim();
}

/** The page as it is. */
export function readSafetyPage(): string {
  return readFileSync(page, 'utf8');
}

/** Replaces one section of the page in this working copy. */
export function writeSection(name: SectionName, markdown: string): void {
  writeFileSync(page, withSection(readSafetyPage(), name, markdown));
}

/** A Markdown table. Cells may not contain line breaks; bars are escaped. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
