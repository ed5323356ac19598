import { WrongUsageError } from './wrong-usage-error.ts';

/** One command of `package.json`. */
export interface Command<Asked> {
  /** As people type it: `npm run simulate`. */
  readonly name: string;
  readonly usage: string;
  /** @throws {WrongUsageError} the words do not say what to do. */
  readonly read: (args: readonly string[]) => Asked;
  /** Answers the exit code. @throws {WrongUsageError} what was asked for is not there. */
  readonly run: (asked: Asked, print: (line: string) => void) => Promise<number>;
}

/**
 * Runs a command as the command line asks, and answers its exit code: 0 when all is as it should be, 1 when something was violated or missed
 * or nothing was run, 2 with one line that says which words are wrong and what to give.
 */
export async function answerCommand<Asked>(
  { name, usage, read, run }: Command<Asked>,
  args: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  if (args.some((word) => word === '--help' || word === '-h')) {
    print(usage);
    return 0;
  }
  try {
    return await run(read(args), print);
  } catch (error) {
    if (!(error instanceof WrongUsageError)) throw error;
    print(`${name}: ${error.message}. \`${name} -- --help\` says more`);
    return 2;
  }
}
