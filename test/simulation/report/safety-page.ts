import { readFileSync } from 'node:fs';
import { safetyFiles } from './safety-files.ts';
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

/**
 * What is put in the place of a section, with the command line that measured it and the digest of the code on which it did. Lists in the code
 * have neither. The figures of seeds have their code in their own table.
 */
export type Section = { readonly text: string } & (
  | { readonly name: 'failure-modes' | 'found-bugs'; readonly command?: never; readonly code?: never }
  | { readonly name: 'figures' | 'faults'; readonly command: string; readonly code?: never }
  | { readonly name: 'crash-matrix' | 'planted-faults' | 'rollback' | 'scale'; readonly command: string; readonly code: string }
);

/** The page with one section replaced. @throws {RangeError} the page has no such section. */
export function withSection(page: string, { name, text, command, code }: Section): string {
  const { from, to } = placeOf(page, name);
  const measuredBy = command === undefined ? [] : [`\`${command}\``];
  const measuredOn = code === undefined ? [] : [`On code \`${code}\`.`];
  const lines = [...measuredBy, ...measuredOn, text.trim()];
  return `${page.slice(0, from)}\n\n${lines.join('\n\n')}\n\n${page.slice(to)}`;
}

/** What a section says now, its command line included. @throws {RangeError} the page has no such section. */
export function sectionOf(page: string, name: SectionName): string {
  const { from, to } = placeOf(page, name);
  return page.slice(from, to).trim();
}

/** The page as it is. */
export function readSafetyPage(): string {
  return readFileSync(safetyFiles.page, 'utf8');
}

/**
 * Replaces sections of the page, all of them or none.
 *
 * @param path the page in this working copy, unless another is named.
 * @throws {RangeError} the page has no such section.
 */
export function writeSections(sections: readonly Section[], path: string = safetyFiles.page): void {
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
