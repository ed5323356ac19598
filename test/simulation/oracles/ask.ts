type Answer = string | undefined;

/** Asks a check, when there is one. What it throws is an answer, too: thrown out of a call that is observed, it would look like one that failed. */
export function ask<Args extends readonly unknown[]>(check: ((...args: Args) => Answer) | undefined, ...args: Args): Answer;
export function ask(check: (() => Answer | Promise<Answer>) | undefined): Answer | Promise<Answer>;
export function ask(check: ((...args: unknown[]) => Answer | Promise<Answer>) | undefined, ...args: unknown[]) {
  try {
    const answer = check?.(...args);
    return answer instanceof Promise ? answer.catch(failed) : answer;
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): string {
  return `the check itself failed: ${error instanceof Error ? error.stack : String(error)}`;
}
