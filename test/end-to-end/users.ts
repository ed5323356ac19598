import { fullName } from '../../local/aws/elb/full-name.ts';
import type { RoutingView } from '../../local/aws/elb/routing-view.ts';
import type { Clock } from '../../local/clock.ts';
import { drawByWeight } from '../../local/load-balancer/draw-by-weight.ts';
import type { RecordMetric } from '../../local/load-balancer/record-metric.ts';
import { type Ending, requestMetrics } from '../../local/load-balancer/request-metrics.ts';
import type { Wiring } from './lanes.ts';

/** What came of the requests that one version got. */
export interface Served {
  requests: number;
  failed: number;
}

/** What users are asked by. */
export interface UsersNeeds {
  readonly clock: Clock;
  readonly view: RoutingView;
  readonly wiring: Wiring;
  readonly record: RecordMetric;
  /** The version behind an address; undefined when nothing listens there. */
  readonly versionAt: (host: string) => string | undefined;
  /** What its users meet of a version, asked at each request: it may change. */
  readonly manner: (version: string) => Manner;
}

/** How a version answers. */
export interface Manner {
  /** Share of its requests that fail, 0..1. */
  readonly errorShare: number;
  /** How many times as long its answers take as a healthy one's. */
  readonly slowness: number;
}

/** Users' requests as a steady rate. */
export interface Users {
  /** By version; `nobody` for requests that no target took. */
  served(version: string): Served;
  /** The weights `blue/green` that users met, each time they changed. */
  seen(): readonly string[];
  stop(): void;
}

const everySeconds = 5;
const requestsEachTime = 40;

/** Sends requests where the rule points, in exactly the shares of its weights, and counts them as the load balancer would. */
export function startUsers(needs: UsersNeeds): Users {
  const count = requestMetrics(needs.record, needs.clock, fullName(needs.view.loadBalancerArn));
  const served = new Map<string, Served>();
  const seen: string[] = [];
  const { ruleArn, blue, green } = needs.wiring;
  let stopped = false;
  const of = (version: string): Served => {
    const known = served.get(version) ?? { requests: 0, failed: 0 };
    served.set(version, known);
    return known;
  };
  const send = (targetGroupArn: string): void => {
    const [target] = needs.view.targets(targetGroupArn);
    const version = target === undefined ? undefined : needs.versionAt(target.host);
    const tally = of(version ?? 'nobody');
    tally.requests += 1;
    const { errorShare, slowness } = version === undefined ? { errorShare: 1, slowness: 1 } : needs.manner(version);
    const fails = isDue(tally.requests, errorShare);
    if (fails) tally.failed += 1;
    const responseSeconds = slowness * healthySeconds(tally.requests);
    const answered = { kind: 'answered', status: fails ? 500 : 200, responseSeconds } as const;
    count(fullName(targetGroupArn), target !== undefined, version === undefined ? noAnswer : answered);
  };
  const come = (): void => {
    const action = needs.view.rules().find((rule) => rule.ruleArn === ruleArn)?.action;
    const groups = action?.kind === 'forward' ? action.groups : [];
    const weightOf = (lane: Wiring['blue']) => groups.find(({ targetGroupArn }) => targetGroupArn === lane.targetGroupArn)?.weight;
    const weights = `${weightOf(blue)}/${weightOf(green)}`;
    if (weights !== seen.at(-1)) seen.push(weights);
    for (let index = 0; index < requestsEachTime; index += 1) {
      const group = drawByWeight(groups, (index + 0.5) / requestsEachTime);
      if (group !== undefined) send(group.targetGroupArn);
    }
    if (!stopped) needs.clock.after(everySeconds * 1_000, come);
  };
  needs.clock.after(everySeconds * 1_000, come);
  return {
    served: of,
    seen: () => seen,
    stop: () => {
      stopped = true;
    },
  };
}

const noAnswer: Ending = { kind: 'failed', status: 502, connected: false };

/** Spreads a share evenly over requests, from the moment it holds. */
function isDue(request: number, share: number): boolean {
  return Math.floor(request * share) > Math.floor((request - 1) * share);
}

/** From 20 to 100 ms, most of them short: p90 is 85 ms. The golden ratio spreads any run of requests evenly. */
function healthySeconds(request: number): number {
  const quantile = (request * 0.618_033_988_75) % 1;
  return 0.02 * (1 + 4 * quantile ** 2);
}
