import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Target } from '../../../local/aws/elb/target-registry.ts';
import { VirtualClock } from '../../../local/clocks/virtual-clock.ts';
import { type RunningLoadBalancer, startLoadBalancer } from '../../../local/load-balancer/load-balancer.ts';
import type { MetricValue } from '../../../local/load-balancer/record-metric.ts';
import type { FinishedRequest } from '../../../local/load-balancer/request-metrics.ts';
import type { RoutingRule } from '../../../local/load-balancer/route.ts';
import { ruleMatch } from '../../../local/load-balancer/rule-match.ts';

const groupArn = (name: string) => `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/1`;
const loadBalancerArn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/2';

const servers: Server[] = [];
const balancers: RunningLoadBalancer[] = [];
afterEach(async () => {
  await Promise.all(balancers.splice(0).map((each) => each.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

async function aTarget(handler: Handler): Promise<Target> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { host: '127.0.0.1', port: address !== null && typeof address === 'object' ? address.port : 0 };
}

const says =
  (text: string, status = 200): Handler =>
  (_incoming, outgoing) =>
    void outgoing.writeHead(status).end(text);

interface Scene {
  blue?: readonly Target[];
  green?: readonly Target[];
  greenWeight?: number;
  stickySeconds?: number;
}

/** A load balancer over groups `blue` and `green`; the scene may be changed while it runs. */
async function aLoadBalancer(scene: Scene) {
  const finished: FinishedRequest[] = [];
  const metrics: MetricValue[] = [];
  const rule = (): RoutingRule => {
    const greenWeight = scene.greenWeight ?? 0;
    const groups = [
      { targetGroupArn: groupArn('blue'), weight: 100 - greenWeight },
      { targetGroupArn: groupArn('green'), weight: greenWeight },
    ];
    return { ruleArn: 'rule', conditions: [], action: { kind: 'forward', groups, stickySeconds: scene.stickySeconds ?? 0 } };
  };
  const testRoute: RoutingRule = {
    ruleArn: 'test-route',
    conditions: [ruleMatch({ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-route', Values: ['green'] } })],
    action: { kind: 'forward', groups: [{ targetGroupArn: groupArn('green'), weight: 1 }], stickySeconds: 0 },
  };
  let draws = 0;
  const balancer = await startLoadBalancer({
    view: {
      loadBalancerArn,
      rules: () => [testRoute, rule()],
      targets: (arn) => (arn === groupArn('blue') ? scene.blue : scene.green) ?? [],
    },
    clock: new VirtualClock(new Date('2026-11-20T10:00:00Z')),
    random: () => (draws++ % 100) / 100,
    record: (value) => void metrics.push(value),
    observe: (each) => void finished.push(each),
    idleTimeoutMs: 300,
  });
  balancers.push(balancer);
  return { port: balancer.port, finished, metrics };
}

const agent = new Agent({ keepAlive: true });

function ask(port: number, options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {}) {
  return new Promise<{ status: number; body: string; cookies: readonly string[] }>((resolve, reject) => {
    const asking = request({ agent, port, host: '127.0.0.1', path: '/orders?x=1', ...options }, (response) => {
      let body = '';
      response.on('data', (part) => (body += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, cookies: response.headers['set-cookie'] ?? [] }));
    });
    asking.on('error', reject);
    asking.end(options.body);
  });
}

function totals(metrics: readonly MetricValue[], withGroup: boolean): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { name, value, dimensions } of metrics)
    if ((dimensions.TargetGroup !== undefined) === withGroup && name !== 'TargetResponseTime') sums[name] = (sums[name] ?? 0) + value;
  return sums;
}

describe('a running load balancer', () => {
  it('passes method, path, headers and body on, and the answer back', async () => {
    const echo: Handler = (incoming, outgoing) => {
      let body = '';
      incoming.on('data', (part) => (body += part));
      incoming.on('end', () =>
        outgoing.end(`${incoming.method} ${incoming.url} ${incoming.headers['x-a']} ${body} ${incoming.headers['x-forwarded-proto']}`),
      );
    };
    const { port } = await aLoadBalancer({ blue: [await aTarget(echo)] });
    expect((await ask(port, { method: 'POST', headers: { 'x-a': 'b' }, body: 'hello' })).body).toBe('POST /orders?x=1 b hello http');
  });

  it('divides requests by weight and uses the targets of a group in turn', async () => {
    const blue = [await aTarget(says('blue-1')), await aTarget(says('blue-2'))];
    const { port } = await aLoadBalancer({ blue, green: [await aTarget(says('green'))], greenWeight: 20 });
    const counts: Record<string, number> = {};
    for (let index = 0; index < 100; index += 1) {
      const { body } = await ask(port);
      counts[body] = (counts[body] ?? 0) + 1;
    }
    expect(counts).toEqual({ 'blue-1': 40, 'blue-2': 40, green: 20 });
  });

  it('drops no request when weights turn and a lane leaves under load', async () => {
    const late: Handler = (_incoming, outgoing) => void setTimeout(() => outgoing.end('late'), 20);
    const scene: Scene = { blue: [await aTarget(late)], green: [await aTarget(late)], greenWeight: 0 };
    const { port, finished } = await aLoadBalancer(scene);
    const statuses: number[] = [];
    const users = Array.from({ length: 20 }, async () => {
      for (let turn = 0; turn < 20; turn += 1) statuses.push((await ask(port)).status);
    });
    for (const greenWeight of [5, 50, 100]) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      scene.greenWeight = greenWeight;
    }
    scene.blue = [];
    await Promise.all(users);
    expect(statuses).toHaveLength(400);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(new Set(finished.map((each) => each.targetGroupArn))).toEqual(new Set([groupArn('blue'), groupArn('green')]));
  });

  it('sends a request again when the kept connection it was put on had just been closed', async () => {
    const closing: Handler = ({ socket }, outgoing) => {
      outgoing.end('ok');
      setTimeout(() => socket.destroy(), 5);
    };
    const { port } = await aLoadBalancer({ blue: [await aTarget(closing)] });
    for (let turn = 0; turn < 60; turn += 1) {
      expect((await ask(port)).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, turn % 8));
    }
  });

  it('answers 503 for an empty group and counts it for the load balancer alone', async () => {
    const { port, metrics, finished } = await aLoadBalancer({});
    expect((await ask(port)).status).toBe(503);
    expect(totals(metrics, true)).toEqual({});
    expect(totals(metrics, false)).toEqual({ HTTPCode_ELB_5XX_Count: 1, HTTPCode_ELB_503_Count: 1 });
    expect(finished).toMatchObject([{ status: 503, targetGroupArn: groupArn('blue'), targetId: undefined, client: 'user' }]);
  });

  it('answers 502 when a target refuses, and when it resets the connection', async () => {
    const resetting: Handler = (incoming) => void incoming.socket.destroy();
    const gone = await aTarget(says('gone'));
    servers.pop()?.close();
    const { port, metrics } = await aLoadBalancer({ blue: [gone, await aTarget(resetting)] });
    expect([(await ask(port)).status, (await ask(port)).status]).toEqual([502, 502]);
    expect(totals(metrics, true)).toEqual({ RequestCount: 2, TargetConnectionErrorCount: 1 });
    expect(totals(metrics, false)).toMatchObject({ HTTPCode_ELB_5XX_Count: 2, HTTPCode_ELB_502_Count: 2 });
  });

  it('answers 504 when a target stays silent for the idle timeout', async () => {
    const { port } = await aLoadBalancer({ blue: [await aTarget(() => undefined)] });
    expect((await ask(port)).status).toBe(504);
  });

  it('counts what targets answer per group and for the whole', async () => {
    const { port, metrics, finished } = await aLoadBalancer({
      blue: [await aTarget(says('no', 500))],
      green: [await aTarget(says('yes'))],
    });
    await ask(port);
    await ask(port, { headers: { 'x-route': 'green' } });
    const of = (name: string) => metrics.filter((each) => each.dimensions.TargetGroup === `targetgroup/${name}/1`).map((each) => each.name);
    expect(of('blue')).toEqual(['RequestCount', 'HTTPCode_Target_5XX_Count', 'TargetResponseTime']);
    expect(of('green')).toEqual(['RequestCount', 'HTTPCode_Target_2XX_Count', 'TargetResponseTime']);
    expect(metrics[0]).toEqual({
      namespace: 'AWS/ApplicationELB',
      name: 'RequestCount',
      dimensions: { LoadBalancer: 'app/shop/2' },
      value: 1,
      unit: 'Count',
      at: new Date('2026-11-20T10:00:00Z'),
    });
    expect(finished.map(({ client, status, ruleArn }) => [client, status, ruleArn])).toEqual([
      ['user', 500, 'rule'],
      ['test', 200, 'test-route'],
    ]);
  });

  it('keeps a client in its group by cookie when the rule is sticky', async () => {
    const scene: Scene = {
      blue: [await aTarget(says('blue'))],
      green: [await aTarget(says('green'))],
      greenWeight: 100,
      stickySeconds: 60,
    };
    const { port } = await aLoadBalancer(scene);
    const [cookie = ''] = (await ask(port)).cookies;
    expect(cookie).toMatch(/^AWSALBTG=\S+; Max-Age=60; Path=\/$/);
    scene.greenWeight = 0;
    const [pair = ''] = cookie.split(';');
    expect([(await ask(port, { headers: { cookie: pair } })).body, (await ask(port)).body]).toEqual(['green', 'blue']);
  });
});
