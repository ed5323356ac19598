import { binomial, poisson } from '../../../bench/judge/samplers.ts';
import type { Random } from '../../../core/seeded-random.ts';
import type { MetricRecord } from '../../../local/aws/cloudwatch/metric-record.ts';
import { fullName } from '../../../local/aws/elb/full-name.ts';
import type { RoutingView } from '../../../local/aws/elb/routing-view.ts';

/** How a version answers now. */
export interface Answers {
  readonly version: string;
  /** Share of requests that fail, 0..1. */
  readonly errorShare: number;
  readonly slowness: number;
}

/** What users of one service are asked by. */
export interface TrafficNeeds {
  readonly view: RoutingView;
  readonly ruleArn: string;
  readonly requestsPerSecond: number;
  readonly random: Random;
  readonly now: () => Date;
  /** The version behind an address and how it answers; undefined when nothing listens there. */
  readonly answersOf: (host: string) => Answers | undefined;
  readonly record: (record: MetricRecord) => void;
  /** Publishes what a group served, or does not, or later. */
  readonly publish: (targetGroupArn: string, publish: () => void) => void;
}

/** Requests of some seconds, by version; `nobody` took the others. */
export type Tally = Map<string, { requests: number; failed: number }>;

/** Seconds of the middle, the upper and the slowest answers of a healthy version, and their shares. */
const responseSeconds = [0.02, 0.03, 0.05, 0.08, 0.12] as const;
const responseShares = [0.3, 0.3, 0.25, 0.1, 0.05] as const;

/**
 * Sends the users of some seconds where the rule points and counts them as the load balancer would: a rate with noise, not single
 * requests. Arrivals are Poisson, their lanes and failures binomial; response times fall on five values with noisy shares.
 */
export function sendUsers(needs: TrafficNeeds, seconds: number, tally: Tally): void {
  const { view, ruleArn, random } = needs;
  const action = view.rules().find((rule) => rule.ruleArn === ruleArn)?.action;
  if (action?.kind !== 'forward') return;
  let left = poisson(random, needs.requestsPerSecond * seconds);
  let weightLeft = action.groups.reduce((sum, { weight }) => sum + weight, 0);
  for (const { targetGroupArn, weight } of action.groups) {
    const requests = weightLeft > 0 ? binomial(random, left, weight / weightLeft) : 0;
    left -= requests;
    weightLeft -= weight;
    if (requests > 0) sendTo(needs, targetGroupArn, requests, tally);
  }
}

function sendTo(needs: TrafficNeeds, targetGroupArn: string, requests: number, tally: Tally): void {
  const { view, random } = needs;
  const targets = view.targets(targetGroupArn);
  const metrics = new Batch(needs, fullName(view.loadBalancerArn), fullName(targetGroupArn));
  if (targets.length === 0) count(tally, 'nobody', requests, requests);
  if (targets.length === 0) metrics.nobody(requests, '503');
  let left = requests;
  for (const [index, target] of targets.entries()) {
    const share = index === targets.length - 1 ? left : binomial(random, left, 1 / (targets.length - index));
    left -= share;
    if (share === 0) continue;
    const answers = needs.answersOf(target.host);
    const failed = answers === undefined ? share : binomial(random, share, answers.errorShare);
    count(tally, answers?.version ?? 'nobody', share, failed);
    if (answers === undefined) metrics.refused(share);
    else metrics.answered(share, failed, answers.slowness);
  }
  needs.publish(targetGroupArn, () => metrics.publish());
}

function count(tally: Tally, version: string, requests: number, failed: number): void {
  const known = tally.get(version);
  if (known === undefined) tally.set(version, { requests, failed });
  else {
    known.requests += requests;
    known.failed += failed;
  }
}

/** What one group's requests of one moment come to in metrics. */
class Batch {
  readonly #needs: TrafficNeeds;
  readonly #whole: Readonly<Record<string, string>>;
  readonly #group: Readonly<Record<string, string>>;
  readonly #counts = new Map<string, number>();
  readonly #balancerCounts = new Map<string, number>();
  readonly #times = new Map<number, number>();
  readonly #at: Date;

  constructor(needs: TrafficNeeds, loadBalancer: string, targetGroup: string) {
    this.#needs = needs;
    this.#at = needs.now();
    this.#whole = { LoadBalancer: loadBalancer };
    this.#group = { LoadBalancer: loadBalancer, TargetGroup: targetGroup };
  }

  nobody(requests: number, status: '502' | '503'): void {
    add(this.#balancerCounts, 'HTTPCode_ELB_5XX_Count', requests);
    add(this.#balancerCounts, `HTTPCode_ELB_${status}_Count`, requests);
  }

  refused(requests: number): void {
    add(this.#counts, 'RequestCount', requests);
    add(this.#counts, 'TargetConnectionErrorCount', requests);
    this.nobody(requests, '502');
  }

  answered(requests: number, failed: number, slowness: number): void {
    add(this.#counts, 'RequestCount', requests);
    if (failed > 0) add(this.#counts, 'HTTPCode_Target_5XX_Count', failed);
    if (requests > failed) add(this.#counts, 'HTTPCode_Target_2XX_Count', requests - failed);
    let left = requests;
    let shareLeft = 1;
    for (const [index, seconds] of responseSeconds.entries()) {
      const share = responseShares[index] ?? 0;
      const some = binomial(this.#needs.random, left, Math.min(1, share / shareLeft));
      if (some > 0) add(this.#times, seconds * slowness, some);
      left -= some;
      shareLeft -= share;
    }
    if (left > 0) add(this.#times, (responseSeconds.at(-1) ?? 0) * slowness, left);
  }

  publish(): void {
    for (const dimensions of [this.#whole, this.#group]) {
      for (const [name, counted] of this.#counts) this.#put(name, dimensions, [1], [counted], 'Count');
      if (this.#times.size > 0) this.#put('TargetResponseTime', dimensions, [...this.#times.keys()], [...this.#times.values()], 'Seconds');
    }
    for (const [name, counted] of this.#balancerCounts) this.#put(name, this.#whole, [1], [counted], 'Count');
  }

  #put(name: string, dimensions: Readonly<Record<string, string>>, values: number[], counts: number[], unit: string): void {
    this.#needs.record({ namespace: 'AWS/ApplicationELB', name, dimensions, values, counts, unit, at: this.#at });
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}
