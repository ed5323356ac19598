import { onTestFinished } from 'vitest';
import { keepTrying } from '../../adapters/keep-trying.ts';
import { traced } from '../../adapters/observability.ts';
import { DefectError } from '../../core/errors.ts';
import { aContext } from '../adapters/a-context.ts';
import { admittedAt } from '../core/builders.ts';

/** An error is logged with its message and its stack, which begins with the message. CloudWatch Logs takes far longer lines. */
const lineCharactersMax = 40_000;

/** What every use case answers at least. */
interface Explained {
  readonly kind: string;
  readonly because: string;
}

type UseCase<Answer> = (event: unknown) => Promise<Answer>;

/** Tries a use case again as its handler does. */
export function tried<Answer>(useCase: UseCase<Answer>): UseCase<Answer> {
  return keepTrying(useCase, atOnce());
}

/**
 * Logs, counts and traces what a use case comes to as its handler does. Nothing of it is shown as long as the test runs, and a line that is no
 * JSON, or longer than any need be, fails its case.
 */
export function logged<Answer extends Explained>(name: string, useCase: UseCase<Answer>): UseCase<Answer> {
  const log = readLog();
  const handler = traced(name, useCase);
  return async (event) => {
    try {
      return await handler(event, aContext(name));
    } finally {
      log.expectReadable();
    }
  };
}

/** Waits of minutes are over at once, as told by the clock that goes with them. */
function atOnce() {
  let nowMs = admittedAt.getTime();
  const sleep = async (ms: number): Promise<void> => {
    nowMs += ms;
  };
  return { now: () => new Date(nowMs), sleep };
}

/** Takes what is written to the log until the test is over. Whoever writes a line does not hear what is wrong with it. */
function readLog() {
  const { stdout, stderr } = process;
  const writers = [stdout, stderr].map((stream) => ({ stream, write: stream.write }));
  const wrong: unknown[] = [];
  const read = (chunk: Uint8Array | string): boolean => {
    const line = String(chunk);
    try {
      JSON.parse(line);
      if (line.length > lineCharactersMax) wrong.push(`a line has ${line.length} characters: ${line.slice(0, 200)}`);
    } catch (error) {
      wrong.push(error);
    }
    return true;
  };
  for (const { stream } of writers) stream.write = read;
  onTestFinished(() => {
    for (const { stream, write } of writers) stream.write = write;
  });
  return {
    expectReadable(): void {
      const [first] = wrong.splice(0);
      if (first !== undefined) throw new DefectError('the log cannot be read: see the cause', { cause: first });
    },
  };
}
