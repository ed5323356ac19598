import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeAtOnce } from './write-at-once.ts';

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

/** What is put in the place of a section. */
export interface Section {
  readonly name: SectionName;
  readonly text: string;
  /** The command line that measured it; none: it says what lists in the code say. */
  readonly command?: string;
}

const safetyPage = fileURLToPath(new URL('../../../docs/safety.md', import.meta.url));

/** The page with one section replaced. @throws {RangeError} the page has no such section. */
export function withSection(page: string, { name, text, command }: Section): string {
  const { from, to } = placeOf(page, name);
  const lines = [...(command === undefined ? [] : [`\`${command}\``]), text.trim()];
  return `${page.slice(0, from)}\n\n${lines.join('\n\n')}\n\n${page.slice(to)}`;
}

/** What a section says now, its command line included. @throws {RangeError} the page has no such section. */
export function sectionOf(page: string, name: SectionName): string {
  const { from, to } = placeOf(page, name);
  return page.slice(from, to).trim();
}

/** The page as it is. */
export function readSafetyPage(): string {
  return readFileSync(safetyPage, 'utf8');
}

/**
 * Replaces sections of the page, all of them or none.
 *
 * @param path the page in this working copy, unless another is named.
 * @throws {RangeError} the page has no such section.
 */
export function writeSections(sections: readonly Section[], path: string = safetyPage): void {
  writeAtOnce(path, sections.reduce(withSection, readFileSync(path, 'utf8')));
}

function placeOf(page: string, name: SectionName): { readonly from: number; readonly to: number } {
  const [begin, end] = [`<!-- ${name}: written by a command -->`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new RangeError(`docs/safety.md has no section ${name}`);
  return { from: from + begin.length, to };
}

/** A Markdown table. Cells may not contain line breaks; bars are escaped. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
