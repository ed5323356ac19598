import { Agent, type IncomingMessage, request } from 'node:http';
import type { LoadPlan } from './messages.ts';
import type { Tally } from './tally.ts';

/** Sends single requests over kept-alive connections and tells every tally in `tallies()` what became of each. */
export class Sender {
  #open = 0;
  #turn = 0;
  readonly #plan: LoadPlan;
  readonly #tallies: () => readonly Tally[];
  readonly #agent: Agent;
  readonly #host: string;
  readonly #port: string;

  constructor(plan: LoadPlan, tallies: () => readonly Tally[]) {
    this.#plan = plan;
    this.#tallies = tallies;
    const { hostname, port } = new URL(plan.url);
    this.#host = hostname;
    this.#port = port;
    // Idle connections are dropped here before any server would: a request on one that the server closes is nobody's fault.
    this.#agent = new Agent({ keepAlive: true, maxSockets: plan.openMax, maxFreeSockets: plan.openMax, timeout: 3_000 });
  }

  get open(): number {
    return this.#open;
  }

  /** Sends one request that was due at `dueMs` on the clock of `performance.now()`. */
  send(dueMs: number): void {
    if (this.#open >= this.#plan.openMax) {
      this.#tell((tally) => tally.noteUnsent());
      return;
    }
    this.#open += 1;
    this.#tell((tally) => tally.noteSent());
    const sentAtMs = Date.now();
    let settled = false;
    const settle = (note: (tally: Tally) => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      this.#open -= 1;
      this.#tell(note);
    };
    const drop = (reason: string) => settle((tally) => tally.noteDropped(reason));
    const sending = request({ host: this.#host, port: this.#port, path: this.#nextPath(), agent: this.#agent }, (response) => {
      response.resume();
      response.once('end', () => settle((tally) => tally.noteAnswer(this.#answer(response, dueMs, sentAtMs))));
      response.once('error', (error: NodeJS.ErrnoException) => drop(error.code ?? error.name));
    });
    const deadline = setTimeout(() => {
      drop('timeout');
      sending.destroy();
    }, this.#plan.timeoutMs);
    sending.once('error', (error: NodeJS.ErrnoException) => drop(error.code ?? error.name));
    sending.end();
  }

  close(): void {
    this.#agent.destroy();
  }

  #answer(response: IncomingMessage, dueMs: number, sentAtMs: number) {
    const version = response.headers[this.#plan.versionHeader];
    return {
      version: typeof version === 'string' ? version : 'none',
      status: response.statusCode ?? 0,
      latencyMs: performance.now() - dueMs,
      sentAtMs,
      answeredAtMs: Date.now(),
    };
  }

  #nextPath(): string {
    const path = this.#plan.paths[this.#turn % this.#plan.paths.length];
    this.#turn += 1;
    return path ?? '/';
  }

  #tell(note: (tally: Tally) => void): void {
    for (const tally of this.#tallies()) note(tally);
  }
}
