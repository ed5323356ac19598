import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fullName } from '../aws/elb/full-name.ts';
import type { RoutingView } from '../aws/elb/routing-view.ts';
import type { Clock } from '../clock.ts';
import { type Forwarding, forward } from './forward.ts';
import type { RecordMetric } from './record-metric.ts';
import { type FinishedRequest, requestMetrics } from './request-metrics.ts';
import { type Route, type RoutingRule, route } from './route.ts';
import { stickinessCookie, stickyGroup } from './stickiness-cookie.ts';

/** What a running load balancer needs. */
export interface LoadBalancerNeeds {
  readonly view: RoutingView;
  readonly clock: Clock;
  /** Uniform in [0, 1): draws the target group of each request. */
  readonly random: () => number;
  readonly record: RecordMetric;
  /** Hears of each request after its last byte. */
  readonly observe?: (request: FinishedRequest) => void;
  /** Wall time a target may be silent; ALB's default is 60 s. */
  readonly idleTimeoutMs?: number;
  /** TCP port to listen on; any free one when not given. */
  readonly port?: number;
}

/** A load balancer that answers on `127.0.0.1:port`. */
export interface RunningLoadBalancer {
  readonly port: number;
  /** Refuses new connections and ends when the open requests are over. */
  readonly close: () => Promise<void>;
}

/**
 * Starts an HTTP reverse proxy for one load balancer.
 *
 * - **Whole.** A request that was accepted is answered, also when weights change or its target starts to drain meanwhile.
 * - **By weight.** Each request's group is drawn anew, unless its cookie holds it in one.
 * - **In turn.** Inside a group, eligible targets are used round robin.
 */
export async function startLoadBalancer(needs: LoadBalancerNeeds): Promise<RunningLoadBalancer> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const handle = requestHandler(needs, agent);
  const server = createServer({ keepAliveTimeout: 3_600_000, requestTimeout: 0 }, (incoming, outgoing) => void handle(incoming, outgoing));
  const port = await listen(server, needs.port ?? 0);
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
      agent.destroy();
    },
  };
}

function requestHandler(needs: LoadBalancerNeeds, agent: Agent) {
  const { view, random, idleTimeoutMs = 60_000 } = needs;
  const turns = new Map<string, number>();
  const measure = requestMetrics(needs.record, needs.clock, fullName(view.loadBalancerArn));
  return async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const startedMs = performance.now();
    const [path = '/'] = (incoming.url ?? '/').split('?', 1);
    const stickyGroupArn = stickyGroup(incoming.headers.cookie);
    const chosen = route(view.rules(), { path, headers: incoming.headers, stickyGroupArn }, random());
    const finish = (status: number, targetId?: string) =>
      needs.observe?.({ at: needs.clock.now(), status, targetId, durationMs: performance.now() - startedMs, ...whoAndWhere(chosen) });
    if (chosen.kind !== 'forward') {
      outgoing.once('close', () => finish(outgoing.statusCode));
      return answerItself(outgoing, chosen);
    }
    const { targetGroupArn } = chosen;
    const target = nextInTurn(turns, targetGroupArn, view);
    if (target === undefined) {
      measure(fullName(targetGroupArn), false, { kind: 'failed', status: 503, connected: true });
      outgoing
        .once('close', () => finish(503))
        .writeHead(503, { 'content-type': 'text/plain' })
        .end('Service Temporarily Unavailable');
      return;
    }
    const forwarding: Forwarding = { agent, target, idleTimeoutMs, setCookie: cookieFor(chosen.rule, targetGroupArn) };
    const ending = await forward(incoming, outgoing, forwarding);
    if (ending.kind !== 'client-left') measure(fullName(targetGroupArn), true, ending);
    finish(ending.kind === 'client-left' ? 460 : ending.status, `${target.host}:${target.port}`);
  };
}

function nextInTurn(turns: Map<string, number>, targetGroupArn: string, view: RoutingView) {
  const targets = view.targets(targetGroupArn);
  const turn = ((turns.get(targetGroupArn) ?? -1) + 1) % Math.max(1, targets.length);
  turns.set(targetGroupArn, turn);
  return targets[turn];
}

function cookieFor({ action }: RoutingRule, targetGroupArn: string): string | undefined {
  return action.kind === 'forward' && action.stickySeconds > 0 ? stickinessCookie(targetGroupArn, action.stickySeconds) : undefined;
}

function answerItself(outgoing: ServerResponse, chosen: Exclude<Route, { readonly kind: 'forward' }>): void {
  if (chosen.kind === 'no-rule') outgoing.writeHead(503).end();
  else outgoing.writeHead(chosen.status, { 'content-type': chosen.contentType }).end(chosen.body);
}

function whoAndWhere(chosen: Route): Pick<FinishedRequest, 'targetGroupArn' | 'ruleArn' | 'client'> {
  if (chosen.kind === 'no-rule') return { targetGroupArn: undefined, ruleArn: undefined, client: 'user' };
  const hidden = chosen.rule.conditions.some((condition) => condition.kind === 'header' && condition.name !== 'host');
  const targetGroupArn = chosen.kind === 'forward' ? chosen.targetGroupArn : undefined;
  return { targetGroupArn, ruleArn: chosen.rule.ruleArn, client: hidden ? 'test' : 'user' };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
}
