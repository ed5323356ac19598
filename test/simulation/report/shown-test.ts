import type { NamedTest } from '../oracles/failure-mode.ts';

/** A test as the page names it. */
export function shownTest({ file, title }: NamedTest): string {
  return `\`${file}\`: ${title}`;
}
