import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DefectError } from '../../core/errors.ts';
import { startLoad } from '../load/start-load.ts';
import { isServing } from '../local/is-serving.ts';
import { type LocalSluice, startLocalSluice } from '../local/local-sluice.ts';
import { readProject } from '../local/read-project.ts';
import { claims } from './claims.ts';
import type { Progress } from './live-line.ts';
import { Observer } from './observer.ts';
import type { Claim, Exposure, Run } from './run.ts';
import { runScenario } from './run-scenario.ts';
import { scenarios } from './scenarios.ts';

/** How fast the demo's world runs, and how much its users ask for. */
export interface DemoOptions {
  /** World seconds per wall second. */
  readonly speed: number;
  readonly ratePerSecond: number;
  /** The demo gives up after this many wall seconds. */
  readonly wallSecondsMax: number;
  readonly progress: Progress;
}

/** Everything the demo observed, and whether each claim holds. */
export interface DemoResult {
  readonly runs: readonly Run[];
  readonly exposure: Exposure;
  readonly claims: readonly Claim[];
  readonly seconds: number;
}

/**
 * What is slow is measured by what stable does before the first release: so long, in world seconds, do users come first. With the
 * minute that a launch takes, and without the newest one, at least a whole minute of load balancer metrics is there to measure.
 */
const usersFirstSeconds = 120;

const storefront = new URL('../../examples/storefront', import.meta.url).pathname;

/**
 * Releases a good version and four bad ones under steady load, each started by an image push, and observes what happens.
 *
 * @throws whatever kept the demo from running; a claim that does not hold is a result, not an error.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const startedAtMs = Date.now();
  const observer = new Observer();
  const dataFolder = mkdtempSync(join(tmpdir(), 'sluice-demo-'));
  const { onCall, onRequest } = observer;
  options.progress.tell('synthesizing the template that cdk deploy would ship, and starting it on this machine');
  const sluice = await startLocalSluice(readProject(storefront), {
    speed: options.speed,
    dataFolder,
    persistent: false,
    onCall,
    onRequest,
  });
  try {
    const { runs, exposure } = await underLoad(sluice, observer, options, startedAtMs);
    return { runs, exposure, claims: claims(runs, exposure), seconds: (Date.now() - startedAtMs) / 1_000 };
  } finally {
    await sluice.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function underLoad(sluice: LocalSluice, observer: Observer, options: DemoOptions, startedAtMs: number) {
  if (!(await isServing(sluice.url)))
    throw new DefectError(`nothing answers at ${sluice.url}: run node server.ts in examples/storefront to see why`);
  options.progress.tell(
    `${sluice.url} serves ${options.ratePerSecond} requests/s; the world runs ${options.speed} times as fast as the wall clock, and users come first`,
  );
  const load = startLoad({ url: sluice.url, ratePerSecond: options.ratePerSecond }, options.progress.second);
  const runs: Run[] = [];
  try {
    await sleep((usersFirstSeconds * 1_000) / options.speed);
    for (const scenario of scenarios) {
      const leftSeconds = options.wallSecondsMax - (Date.now() - startedAtMs) / 1_000;
      runs.push(await runScenario(sluice, observer, scenario, leftSeconds, options.progress));
      const { error, cause } = runs.at(-1) ?? {};
      options.progress.tell(error === undefined ? 'promoted' : `${error}: ${cause}`);
    }
  } finally {
    options.progress.end();
    await load.stop();
  }
  const { sent, dropped, unsent, seconds, versions } = await load.summary;
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return { runs, exposure: { sent, dropped: lost, unsent, seconds, versions } };
}
