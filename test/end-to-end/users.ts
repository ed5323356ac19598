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
  /** Share of a version's requests that fail, 0..1. */
  readonly errorShare: (version: string) => number;
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
    const fails = version === undefined || tally.failed < Math.floor(tally.requests * needs.errorShare(version));
    if (fails) tally.failed += 1;
    count(fullName(targetGroupArn), target !== undefined, endingOf(version, fails));
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

function endingOf(version: string | undefined, fails: boolean): Ending {
  if (version === undefined) return { kind: 'failed', status: 502, connected: false };
  return { kind: 'answered', status: fails ? 500 : 200, responseSeconds: 0.02 };
}
