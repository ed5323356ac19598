import type { Random } from '../seeded-random.ts';
import { aaReplay } from './a-a-replay.ts';
import { binomialUpperBound } from './binomial-bound.ts';
import type { CountBlock } from './blocks.ts';
import { rateRatio } from './rate-ratio.ts';

/** The blocks of one metric of an A/A deployment: each series over the same times, in order. */
export interface AaBlocks {
  readonly series: readonly (readonly CountBlock[])[];
  /** Blocks of one resampled release, 60 for an hour of minutes. */
  readonly releaseBlocks: number;
  /** The metric's share of alpha: it rolls back at an e-value of 1/alpha. */
  readonly alpha: number;
  /** Ascending. */
  readonly taus: readonly number[];
  readonly random: Random;
}

/** Share of resampled releases that one tau would have rolled back, 0..1. */
export interface FalseRollbackRate {
  readonly tau: number;
  readonly rate: number;
  /** At most this with 95 % confidence, given how little was measured and how many releases were drawn. */
  readonly rateMax: number;
}

/** What was found, and by what. */
export interface AaRates {
  readonly rates: readonly FalseRollbackRate[];
  /** True: the candidate's lane was worse than stable's beyond chance, so the rates hold that against it. */
  readonly lanesDiffer: boolean;
  /** Releases that were drawn for each tau. */
  readonly releases: number;
}

const confidence = 0.95;
/** So many that the 95th percentile stands on five of them. */
const worlds = 100;
/** So many that one hit more or less in a world is a quarter of a percent. */
const releasesPerWorld = 400;
const ratioDraws = 400;

/**
 * How often releases of one image would have been rolled back, for each tau: a double circular block bootstrap (Politis and Romano
 * 1992; runs of T^(1/3) blocks, Hall, Horowitz and Jing 1995).
 *
 * Runs of consecutive blocks are drawn, both lanes together: that keeps bursts within a block, what lasts for several blocks, and what
 * hits both lanes at once. The outer draws are other measurements that might have come out, the inner ones releases under each of them;
 * the outer ones' 95th percentile says how sure the rate is. Swapping the lanes would be no substitute: they differ in size.
 *
 * One image cannot be worse than itself in the long run, so each outer draw's rate ratio is divided out, unless even the low end of
 * its 95 % interval is above 1: then the lanes do differ, whatever the reason is, and every release would meet it.
 */
export function aaRates(request: AaBlocks): AaRates {
  const runLength = Math.max(2, Math.ceil(Math.cbrt(blockCount(request))));
  const differ = lanesDiffer(request, runLength);
  const ofWorlds = Array.from({ length: worlds }, () => ratesOfWorld(request, drawWorld(request, runLength), differ));
  const rates = request.taus.map((tau, index) => ({ tau, ...summary(ofWorlds.map((world) => world[index] ?? 0)) }));
  return { rates, lanesDiffer: differ, releases: worlds * releasesPerWorld };
}

/** Runs of block indexes, as many as the measurement is long. */
type Runs = readonly (readonly number[])[];

function drawWorld(request: AaBlocks, runLength: number): Runs {
  const length = blockCount(request);
  return Array.from({ length: Math.ceil(length / runLength) }, () => {
    const start = Math.floor(request.random() * length);
    return Array.from({ length: runLength }, (_, step) => (start + step) % length);
  });
}

function blockCount({ series }: AaBlocks): number {
  return series[0]?.length ?? 0;
}

/** True when one series of the candidate is worse than stable's beyond chance. */
function lanesDiffer(request: AaBlocks, runLength: number): boolean {
  const draws = Array.from({ length: ratioDraws }, () => ratiosIn(request, drawWorld(request, runLength)));
  return request.series.some((_, index) => {
    const ascending = draws.map((draw) => draw[index] ?? 1).sort((one, other) => one - other);
    return (ascending[Math.floor(0.025 * ratioDraws)] ?? 1) > 1;
  });
}

/** Rate ratio of each series over the runs; 1 where they have too few bad requests to tell one. */
function ratiosIn({ series }: AaBlocks, runs: Runs): readonly number[] {
  const indexes = runs.flat();
  return series.map((blocks) => {
    const ratio = rateRatio(indexes.flatMap((index) => blocks[index] ?? []));
    return ratio > 0 && Number.isFinite(ratio) ? ratio : 1;
  });
}

/** For each tau, the share of releases drawn from these runs that it would have rolled back. */
function ratesOfWorld(request: AaBlocks, runs: Runs, differ: boolean): readonly number[] {
  const { series, taus, alpha, random, releaseBlocks } = request;
  const ratios = differ ? [] : ratiosIn(request, runs);
  const rollbacks = aaReplay(
    series.map((blocks, index) => ({ blocks, rateRatio: ratios[index] ?? 1 })),
    taus,
    alpha,
  );
  const runsNeeded = Math.ceil(releaseBlocks / (runs[0]?.length ?? 1));
  // One for all: writing beyond its end does nothing, which cuts the last run.
  const release = new Int32Array(releaseBlocks);
  const counts = Array.from({ length: releasesPerWorld }, () => {
    for (let run = 0; run < runsNeeded; run++) {
      const drawn = runs[Math.floor(random() * runs.length)] ?? [];
      for (let step = 0; step < drawn.length; step++) release[run * drawn.length + step] = drawn[step] ?? 0;
    }
    return rollbacks(release);
  });
  return taus.map((_, index) => counts.filter((count) => count > index).length / releasesPerWorld);
}

function summary(ofWorlds: readonly number[]): { readonly rate: number; readonly rateMax: number } {
  const ascending = ofWorlds.toSorted((one, other) => one - other);
  const rate = ofWorlds.reduce((sum, each) => sum + each, 0) / worlds;
  const releases = worlds * releasesPerWorld;
  const ofDraws = binomialUpperBound(Math.round(rate * releases), releases, confidence);
  return { rate, rateMax: Math.max(ascending[Math.ceil(confidence * worlds) - 1] ?? 1, ofDraws) };
}
