import type { CountBlock, LaneCounts } from '../../core/analysis/blocks.ts';
import type { Evidence, Fixed } from '../../core/analysis/evidence.ts';
import type { MetricPlan } from '../../core/analysis/metric-plan.ts';
import { seriesOf } from '../../core/analysis/series.ts';
import type { Random } from '../../core/seeded-random.ts';
import { binomial, poisson } from './samplers.ts';

/** The demo sends 300 requests a second to a world that runs 30 times as fast as the wall clock. */
const requestsPerSecond = 10;
const sliceSeconds = 10;
const blockSeconds = 60;
/** Response times are log-normal: median in seconds, standard deviation of the logarithm. */
const [medianSeconds, logDeviation] = [0.02, 0.5];
/** z of the 50th, 90th and 99th percentile. */
const quantiles = { p50Seconds: 0, p90Seconds: 1.2816, p99Seconds: 2.3263 } as const;
/** How much response times move from minute to minute, in both lanes alike and in each by itself. */
const [commonNoise, ownNoise] = [0.1, 0.02];
const thresholdNoise = 0.03;

/** The candidate's share of users, 0..1, from a time on, in epoch seconds. */
export interface Share {
  readonly from: number;
  readonly share: number;
}

/** What both lanes served in one minute of the demo's world, whichever of it counts as bad. */
interface Minute {
  readonly startedAt: number;
  readonly candidate: LaneMinute;
  readonly stable: LaneMinute;
}

interface LaneMinute {
  readonly requests: number;
  readonly failed: number;
  /** Requests slower than this many seconds; drawn once for each threshold. */
  readonly slowerThan: (seconds: number) => number;
}

/** Users of the demo whose requests fail as often in either lane, minute by minute as the clock goes on. */
export class DemoTraffic {
  readonly #random: Random;
  readonly #errorRate: number;
  readonly #minutes: Minute[] = [];

  /** The error rate is drawn from 0 to 0.1 %. */
  constructor(random: Random) {
    this.#random = random;
    this.#errorRate = 0.001 * random();
  }

  /** What was measured of stable before the deployment: a little off, as every measurement. */
  measured(metrics: readonly MetricPlan[], taskDefinitionArn: string): Fixed {
    const seconds = (z: number) => this.#near(medianSeconds * Math.exp(logDeviation * z), thresholdNoise);
    const [p50Seconds, p90Seconds, p99Seconds] = [
      seconds(quantiles.p50Seconds),
      seconds(quantiles.p90Seconds),
      seconds(quantiles.p99Seconds),
    ];
    const requests = 3_600 * requestsPerSecond;
    const errorRate = binomial(this.#random, requests, this.#errorRate) / requests;
    const slow = metrics.filter(({ kind }) => kind === 'comparison').map(({ name }) => [name, { p90: p90Seconds, p99: p99Seconds }]);
    return {
      slowSeconds: Object.fromEntries(slow),
      profile: {
        ...{ taskDefinitionArn, deploymentId: 'storefront-before', from: '2026-11-20T08:00:00.000Z', until: '2026-11-20T09:00:00.000Z' },
        ...{ requests, requestsPerSecond, errorRate, p50Seconds, p90Seconds, p99Seconds },
      },
    };
  }

  /** Serves all whole minutes before `until`, epoch seconds. */
  serve(shares: readonly Share[], until: number): void {
    const first = Math.floor((shares[0]?.from ?? until) / blockSeconds) * blockSeconds;
    for (let at = first + this.#minutes.length * blockSeconds; at + blockSeconds <= until; at += blockSeconds) {
      this.#minutes.push(this.#minute(shares, at));
    }
  }

  /** The minutes since `from` as the plan's metrics would report them. */
  evidence(metrics: readonly MetricPlan[], fixed: Fixed, from: number): Evidence['metrics'] {
    const served = this.#minutes.filter(({ startedAt }) => startedAt >= from);
    const counts = (metric: MetricPlan) =>
      seriesOf(metric, fixed).map(({ series, slowerThanSeconds }) => [series, served.map((minute) => blockOf(minute, slowerThanSeconds))]);
    return Object.fromEntries(metrics.map((metric) => [metric.name, { counts: Object.fromEntries(counts(metric)), values: {} }]));
  }

  #minute(shares: readonly Share[], startedAt: number): Minute {
    const requests = { candidate: 0, stable: 0 };
    for (let at = startedAt; at < startedAt + blockSeconds; at += sliceSeconds) {
      // The wall clock's load comes in bursts when time is compressed.
      const slice = poisson(this.#random, requestsPerSecond * sliceSeconds * (0.5 + this.#random()));
      const share = shares.findLast(({ from }) => from <= at)?.share ?? 0;
      const ofCandidate = binomial(this.#random, slice, share);
      requests.candidate += ofCandidate;
      requests.stable += slice - ofCandidate;
    }
    const median = this.#near(medianSeconds, commonNoise);
    return { startedAt, candidate: this.#lane(requests.candidate, median), stable: this.#lane(requests.stable, median) };
  }

  #lane(requests: number, commonMedian: number): LaneMinute {
    const median = this.#near(commonMedian, ownNoise);
    const drawn = new Map<number, number>();
    const slowerThan = (seconds: number): number => {
      const slow = drawn.get(seconds) ?? binomial(this.#random, requests, normalAbove(Math.log(seconds / median) / logDeviation));
      drawn.set(seconds, slow);
      return slow;
    };
    return { requests, failed: binomial(this.#random, requests, this.#errorRate), slowerThan };
  }

  #near(value: number, noise: number): number {
    return value * (1 + noise * (2 * this.#random() - 1));
  }
}

function blockOf({ startedAt, candidate, stable }: Minute, slowerThanSeconds: number | undefined): CountBlock {
  const lane = ({ requests, failed, slowerThan }: LaneMinute): LaneCounts => ({
    requests,
    bad: slowerThanSeconds === undefined ? failed : slowerThan(slowerThanSeconds),
  });
  return { startedAt, candidate: lane(candidate), stable: lane(stable) };
}

/** Chance that a standard normal number is above z. Abramowitz and Stegun 7.1.26: off by at most 1.5e-7. */
function normalAbove(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const tail = (((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x)) / 2;
  return z >= 0 ? tail : 1 - tail;
}
