import { uuid } from './added-functions.ts';
import { StateFailure } from './failure.ts';
import type { Json } from './json.ts';

/** What became of an answer to a token: taken, too late (the task is gone), or not a token at all. */
export type Answered = 'taken' | 'gone' | 'unknown';

interface Waiting {
  readonly resolve: (output: Json) => void;
  readonly reject: (failure: StateFailure) => void;
  readonly beat: () => void;
}

/** The token of one attempt of a task, as its state sees it. */
export interface OpenToken {
  readonly token: string;
  /** Settles with the first answer. */
  readonly outcome: Promise<Json>;
  /** Later answers find the task gone. */
  readonly close: () => void;
}

/**
 * The tokens of `.waitForTaskToken` tasks that wait now.
 *
 * - A token is answered at most once; the second answer is told that the task is gone.
 * - A closed token stays known, so that a late answer differs from a made-up token.
 */
export class TaskTokens {
  readonly #waiting = new Map<string, Waiting>();
  readonly #gone = new Set<string>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Makes a token; `beat` is called with each heartbeat. */
  open(beat: () => void): OpenToken {
    const token = Buffer.from(`sluice-task-token/${uuid(this.#random)}`).toString('base64url');
    const outcome = new Promise<Json>((resolve, reject) => this.#waiting.set(token, { resolve, reject, beat }));
    // Nobody listens any more when the answer comes in the same instant as a timeout.
    outcome.catch(() => undefined);
    return { token, outcome, close: () => this.#take(token) };
  }

  succeed(token: string, output: Json): Answered {
    return this.#answer(token, ({ resolve }) => resolve(output));
  }

  fail(token: string, error: string | null, cause: string | null): Answered {
    return this.#answer(token, ({ reject }) => reject(new StateFailure(error, cause)));
  }

  heartbeat(token: string): Answered {
    this.#waiting.get(token)?.beat();
    return this.stateOf(token);
  }

  /** What an answer to it would be told now, without answering. */
  stateOf(token: string): Answered {
    return this.#waiting.has(token) ? 'taken' : this.#missing(token);
  }

  #answer(token: string, settle: (waiting: Waiting) => void): Answered {
    const waiting = this.#take(token);
    if (waiting === undefined) return this.#missing(token);
    settle(waiting);
    return 'taken';
  }

  #take(token: string): Waiting | undefined {
    const waiting = this.#waiting.get(token);
    if (this.#waiting.delete(token)) this.#gone.add(token);
    return waiting;
  }

  #missing(token: string): Answered {
    return this.#gone.has(token) ? 'gone' : 'unknown';
  }
}
