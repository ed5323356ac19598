import { type AaReport, aaReport } from '../../core/analysis/a-a.ts';
import { backtest } from '../../core/analysis/backtest.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import type { Tried } from './backtest-text.ts';
import type { Past } from './past.ts';
import type { Configuration } from './read-configuration.ts';

/** Replays the past by each configuration, in their order. */
export async function tryConfigurations(past: Past, configurations: readonly Configuration[]): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  // One after the other: sources that throttle are asked no faster than by a deployment.
  for (const { name, analysis } of configurations) {
    const { notes, ...known } = await past.ask(analysis);
    const { stepsWithUsers, blockSeconds } = past;
    tried.push({ configuration: name, result: backtest({ ...known, stepsWithUsers, ...(blockSeconds && { blockSeconds }) }), notes });
  }
  return tried;
}

/** What is asked of A/A evidence besides its configuration. */
export interface AaOptions {
  readonly releaseSeconds: number;
  readonly seed: number;
}

/** Measures one configuration on traffic of one image. @throws {InvalidInputError} several configurations are given. */
export async function aaReportOf(
  past: Past,
  configurations: readonly [Configuration, ...Configuration[]],
  { releaseSeconds, seed }: AaOptions,
): Promise<{ readonly report: AaReport; readonly notes: readonly string[] }> {
  const [{ analysis }, another] = configurations;
  if (another !== undefined) throw new InvalidInputError(`--a-a measures one configuration: leave out ${another.name}`);
  const { notes, ...known } = await past.ask(analysis);
  const { blockSeconds } = past;
  return { report: aaReport({ ...known, releaseSeconds, random: seededRandom(seed), ...(blockSeconds && { blockSeconds }) }), notes };
}
