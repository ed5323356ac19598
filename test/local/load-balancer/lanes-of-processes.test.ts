import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ecr } from '../../../local/aws/ecr/ecr.ts';
import { ecs } from '../../../local/aws/ecs/ecs.ts';
import { elasticLoadBalancing } from '../../../local/aws/elb/elb.ts';
import { RealClock } from '../../../local/clocks/real-clock.ts';
import { startLoadBalancer } from '../../../local/load-balancer/load-balancer.ts';
import type { FinishedRequest } from '../../../local/load-balancer/request-metrics.ts';
import { httpProbe } from '../../../local/tasks/http-probe.ts';
import { processRuntime } from '../../../local/tasks/process-runtime.ts';
import { account, caller, maker, region, weights } from '../aws/ecs/two-lanes.ts';

const program = `
  const server = require('node:http').createServer((incoming, outgoing) => setTimeout(() => outgoing.end(process.argv[2]), 5));
  server.listen(Number(process.env.PORT), '127.0.0.1');
  process.on('SIGTERM', () => process.exit(0));
`;

it('moves users from one lane of processes to the other and retires the first without a lost request', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-lanes-'));
  await writeFile(join(folder, 'service.cjs'), program);
  const clock = new RealClock({ startAt: new Date('2026-11-20T10:00:00Z'), speed: 30 });
  const needs = { clock, random: Math.random, account, region };
  const bus = { emit: () => undefined };
  const registry = ecr({ ...needs, bus });
  await maker(registry)('AWS::ECR::Repository', 'Repository', { RepositoryName: 'orders' });
  const versions = new Map(
    [1, 2].map((version) => [registry.push({ repository: 'orders', tag: `${version}` }).image, `version ${version}`]),
  );
  const runtime = processRuntime({
    clock,
    command: (image) => ({ program: process.execPath, arguments: ['service.cjs', versions.get(image) ?? ''], workingDirectory: folder }),
  });
  const balancing = elasticLoadBalancing({ ...needs, probe: httpProbe(), record: () => undefined });
  const containers = ecs({ ...needs, bus, runtime, targets: balancing.targets, images: registry.images });
  const { blue, green, ruleArn, loadBalancerArn } = await aRule(balancing);
  const [one = '', two = ''] = versions.keys();
  await aLane(containers, 'blue', blue, one);
  await aLane(containers, 'green', green, two);
  const finished: FinishedRequest[] = [];
  const view = balancing.routing(loadBalancerArn);
  const proxy = await startLoadBalancer({
    view,
    clock,
    random: Math.random,
    record: () => undefined,
    observe: (each) => void finished.push(each),
  });
  const shift = (greenWeight: number) =>
    caller(balancing)('ModifyRule', {
      RuleArn: ruleArn,
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: weights(blue, 100 - greenWeight, green, greenWeight) } }],
    });
  const healthy = (arn: string) => view.targets(arn).filter((target) => balancing.targets.state(arn, target) === 'healthy').length;
  await expect.poll(() => [healthy(blue), healthy(green)], { timeout: 20_000, interval: 20 }).toEqual([1, 1]);

  const users = traffic(proxy.port);
  await users.until(30);
  await shift(50);
  await users.until(90);
  await shift(100);
  await caller(containers)('UpdateService', { cluster: 'prod', service: 'blue', desiredCount: 0 });
  const blueTask = () => view.targets(blue).length;
  await expect.poll(blueTask, { timeout: 20_000, interval: 20 }).toBe(0);
  await users.until(users.answers.length + 60);
  await users.stop();

  expect(new Set(users.answers)).toEqual(new Set(['200 version 1', '200 version 2']));
  expect(users.answers.slice(-20)).toEqual(Array.from({ length: 20 }, () => '200 version 2'));
  expect(finished).toHaveLength(users.answers.length);
  containers.stop();
  balancing.stop();
  await proxy.close();
  await runtime.close();
  clock.stop();
  await rm(folder, { recursive: true });
});

async function aRule(balancing: ReturnType<typeof elasticLoadBalancing>) {
  const make = maker(balancing);
  const group = async (name: string) =>
    (
      await make('AWS::ElasticLoadBalancingV2::TargetGroup', name, {
        TargetType: 'ip',
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 2,
        TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }],
      })
    ).ref;
  const [blue, green] = [await group('blue'), await group('green')];
  const loadBalancer = await make('AWS::ElasticLoadBalancingV2::LoadBalancer', 'Balancer', {});
  const DefaultActions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }];
  const listener = await make('AWS::ElasticLoadBalancingV2::Listener', 'Listener', { LoadBalancerArn: loadBalancer.ref, DefaultActions });
  const rule = await make('AWS::ElasticLoadBalancingV2::ListenerRule', 'Rule', {
    ListenerArn: listener.ref,
    Priority: 1,
    Conditions: [{ Field: 'path-pattern', Values: ['*'] }],
    Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: weights(blue, 100, green, 0) } }],
  });
  return { blue, green, ruleArn: rule.ref, loadBalancerArn: loadBalancer.ref };
}

async function aLane(containers: ReturnType<typeof ecs>, name: string, TargetGroupArn: string, Image: string): Promise<void> {
  const make = maker(containers);
  const cluster = await make('AWS::ECS::Cluster', 'Cluster', { ClusterName: 'prod' });
  const ContainerDefinitions = [{ Name: 'app', Image, PortMappings: [{ ContainerPort: 80 }] }];
  const definition = await make('AWS::ECS::TaskDefinition', `${name}Definition`, { Family: name, ContainerDefinitions });
  await make('AWS::ECS::Service', name, {
    ServiceName: name,
    Cluster: cluster.ref,
    TaskDefinition: definition.ref,
    HealthCheckGracePeriodSeconds: 60,
    LoadBalancers: [{ ContainerName: 'app', ContainerPort: 80, TargetGroupArn }],
  });
}

/** Eight users who ask again as soon as they have an answer. */
function traffic(port: number) {
  const agent = new Agent({ keepAlive: true });
  const answers: string[] = [];
  let going = true;
  const ask = () =>
    new Promise<void>((resolve) => {
      const asking = get({ agent, port, host: '127.0.0.1' }, (response) => {
        let body = '';
        response.on('data', (part) => (body += part));
        response.on('end', () => resolve(void answers.push(`${response.statusCode} ${body}`)));
      });
      asking.on('error', (error) => resolve(void answers.push(error.message)));
    });
  const users = Array.from({ length: 8 }, async () => {
    while (going) await ask();
  });
  return {
    answers,
    until: (count: number) => expect.poll(() => answers.length, { timeout: 20_000, interval: 10 }).toBeGreaterThanOrEqual(count),
    stop: async () => {
      going = false;
      await Promise.all(users);
    },
  };
}
