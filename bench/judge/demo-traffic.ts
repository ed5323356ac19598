import type { CountBlock, LaneCounts } from '../../core/analysis/blocks.ts';
import type { Evidence, Fixed } from '../../core/analysis/evidence.ts';
import type { MetricPlan } from '../../core/analysis/metric-plan.ts';
import { seriesOf } from '../../core/analysis/series.ts';
import type { Random } from '../../core/seeded-random.ts';
import { binomial, poisson } from './samplers.ts';

/** The demo sends 300 requests a second to a world that runs 40 times as fast as the wall clock. */
const requestsPerSecond = 7.5;
const sliceSeconds = 10;
const blockSeconds = 60;
/** A page of the storefront takes a fixed time and an exponential one on top, in seconds. */
const [fixedSeconds, meanMoreSeconds] = [0.02, 0.03];
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
    const seconds = (quantile: number) => this.#near(fixedSeconds - meanMoreSeconds * Math.log(1 - quantile), thresholdNoise);
    const [p50Seconds, p90Seconds, p99Seconds] = [seconds(0.5), seconds(0.9), seconds(0.99)];
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
    const pace = this.#near(1, commonNoise);
    return { startedAt, candidate: this.#lane(requests.candidate, pace), stable: this.#lane(requests.stable, pace) };
  }

  #lane(requests: number, commonPace: number): LaneMinute {
    const pace = this.#near(commonPace, ownNoise);
    const drawn = new Map<number, number>();
    const slowerThan = (seconds: number): number => {
      const slow = drawn.get(seconds) ?? binomial(this.#random, requests, shareSlowerThan(seconds / pace));
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

function shareSlowerThan(seconds: number): number {
  return Math.min(1, Math.exp((fixedSeconds - seconds) / meanMoreSeconds));
}
