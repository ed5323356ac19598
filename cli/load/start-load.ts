import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { InvalidInputError, SluiceError } from '../../core/errors.ts';
import type { LoadPlan, LoadReport } from './messages.ts';

export type LoadSecond = Extract<LoadReport, { kind: 'second' }>;
export type LoadSummary = Extract<LoadReport, { kind: 'summary' }>;

/** The load process ended without saying what it counted. */
export class LoadLostError extends SluiceError {
  override readonly name = 'LoadLostError';
  override readonly fault = 'defect';
}

const defaults = {
  ratePerSecond: 200,
  paths: ['/', '/products', '/checkout'],
  versionHeader: 'x-storefront-version',
  timeoutMs: 5_000,
  openMax: 2_000,
  longestSeconds: 600,
} as const satisfies Omit<LoadPlan, 'url'>;

/**
 * A steady open-loop HTTP load made by a process of its own, so that neither side's work disturbs the other's times.
 *
 * - **Steady.** Request n is due n / rate seconds after the start, however slow the answers are; latency counts from then.
 * - **Counted.** Every request sent is answered or dropped in exactly one second and once in the summary.
 * - **Bounded.** It ends by itself after `longestSeconds`, and at once when this process ends.
 *
 * @throws {InvalidInputError} the rate is not within 1..5,000 requests per second, or no path is given.
 * @example const load = startLoad({ url, ratePerSecond: 200 }, (second) => show(second)); … await load.stop();
 */
export function startLoad(plan: Partial<LoadPlan> & Pick<LoadPlan, 'url'>, onSecond: (second: LoadSecond) => void = () => undefined): Load {
  const whole: LoadPlan = { ...defaults, ...plan };
  if (!(whole.ratePerSecond >= 1 && whole.ratePerSecond <= 5_000)) {
    throw new InvalidInputError(`ratePerSecond is ${whole.ratePerSecond}: give 1 to 5000 requests per second`);
  }
  if (whole.paths.length === 0) throw new InvalidInputError('paths is empty: name at least one path');
  return new Load(whole, onSecond);
}

/** A load that is running. */
export class Load {
  readonly #child: ChildProcess;
  /** Resolves when the load ended, by `stop` or by itself. @throws {LoadLostError} the process died before. */
  readonly summary: Promise<LoadSummary>;

  constructor(plan: LoadPlan, onSecond: (second: LoadSecond) => void) {
    this.#child = fork(new URL('./load-process.ts', import.meta.url), { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.summary = this.#listen(onSecond);
    // Whoever never waits for the end must not be ended by its failure; whoever waits gets it all the same.
    this.summary.catch(() => undefined);
    this.#child.send(plan);
  }

  /** The operating system's id of the load process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends nothing more, waits for the open requests, and tells what the whole run counted. Calling it again is fine. */
  stop(): Promise<LoadSummary> {
    if (this.#child.connected) this.#child.send('stop', () => undefined);
    return this.summary;
  }

  async #listen(onSecond: (second: LoadSecond) => void): Promise<LoadSummary> {
    let summary: LoadSummary | undefined;
    this.#child.on('message', (report: LoadReport) => {
      if (report.kind === 'second') onSecond(report);
      else summary = report;
    });
    // The last messages may come after the exit; none comes after the disconnect.
    const [[code, signal]] = await Promise.all([once(this.#child, 'exit'), once(this.#child, 'disconnect')]);
    if (summary === undefined) throw new LoadLostError(`the load process ended early (${signal ?? `exit code ${code}`})`);
    return summary;
  }
}
