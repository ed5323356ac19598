import type { ProjectFile } from './project-files.ts';

/**
 * The subjects of all pages that functions and state machines send, sorted, with `<>` for what differs from page to page. One that cannot be
 * read here is among them with its file and in its own words, so that it is missed nowhere.
 *
 * @example ['Sluice gives up <>', 'Sluice restores <>, try <>']
 */
export function sentSubjects(files: readonly ProjectFile[]): readonly string[] {
  return sorted(
    files.flatMap(({ path, text }) => {
      if (path.startsWith('functions/')) return calls(text).map((first) => fromTemplate(first) ?? `${path}: ${first}`);
      if (path.startsWith('statemachines/')) return publishes(text).map((state) => fromJsonata(state) ?? `${path}: ${state}`);
      return [];
    }),
  );
}

/** The subjects that documents name, in backticks and with `<service>` or the like for what differs, written as `sentSubjects` does. */
export function namedSubjects(files: readonly ProjectFile[]): readonly string[] {
  const named = files.flatMap(({ text }) => [...text.matchAll(/`(Sluice [a-z][^`]*)`/g)].flatMap(([, subject]) => subject ?? []));
  return sorted(named.map((subject) => subject.replaceAll(/<[^>]*>/g, '<>')));
}

/** What follows `.page(`, up to the end of a template, or else of the line. */
function calls(text: string): string[] {
  return [...text.matchAll(/\.page\(\s*(`[^`]*`|.*)/g)].flatMap(([, first]) => first ?? []);
}

function fromTemplate(first: string): string | undefined {
  return /^`[^`]*`$/.test(first) ? first.slice(1, -1).replaceAll(/\$\{[^}]*\}/g, '<>') : undefined;
}

/** The subject of each state that publishes to SNS, or the name of its call. */
function publishes(text: string): string[] {
  return text
    .split(/(?=sns:publish)/i)
    .slice(1)
    .map((state) => /\bSubject"?:\s*["']\{% (.+?) %\}/.exec(state)?.[1] ?? 'sns:publish');
}

/** Machines cut the subject to what SNS takes. */
function fromJsonata(expression: string): string | undefined {
  const [, joined] = /^\$substring\((.+), 0, 99\)$/.exec(expression) ?? [];
  return joined
    ?.split(' & ')
    .map((part) => /^'(.*)'$/.exec(part)?.[1] ?? '<>')
    .join('');
}

function sorted(subjects: readonly string[]): readonly string[] {
  return [...new Set(subjects)].sort();
}
