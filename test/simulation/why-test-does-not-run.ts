/** Comments, where nothing else can be meant: from two slashes to the end of a line that begins with them, and between stars. */
const comments = /^\s*\/\/.*$|\/\*[\s\S]*?\*\//gm;

/** What keeps vitest from running a test, or turns its meaning round. */
const held = /\b(?:it|test|describe)\.(?:skip|todo|fails|skipIf|runIf)\b/;

/**
 * Why vitest would not run the test of this title in a file; undefined when it does. A file that skips anything at all is not trusted: a
 * `describe` that is skipped takes what is in it along.
 */
export function whyTestDoesNotRun(text: string, title: string): string | undefined {
  const code = text.replaceAll(comments, '');
  if (held.test(code)) return 'is skipped';
  const quoted = [`'${title}'`, `"${title}"`, `\`${title}\``];
  // The title follows `it(`, or the cases of `it.each(`.
  const isTest = quoted.some((each) =>
    code
      .split(each)
      .slice(0, -1)
      .some((before) => /\b(?:it|test)\($|\)\($/.test(before.trimEnd())),
  );
  return isTest ? undefined : 'is not there';
}
