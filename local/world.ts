import { join } from 'node:path';
import type { Push } from './aws/ecr/ecr.ts';
import type { Probe } from './aws/elb/target-registry.ts';
import type { Clock } from './clock.ts';
import { awsLatencies, type LatencyName, sampleLatency } from './latency.ts';
import { type RunningLoadBalancer, startLoadBalancer } from './load-balancer/load-balancer.ts';
import type { MetricValue } from './load-balancer/record-metric.ts';
import type { FinishedRequest } from './load-balancer/request-metrics.ts';
import { type Models, type ModelsNeeds, startModels } from './models.ts';
import type { TaskRuntime } from './tasks/task-runtime.ts';
import { readAssembly } from './template/assembly.ts';
import { type Changes, type LoadedTemplate, loadTemplate } from './template/load-template.ts';
import type { MadeResource } from './template/stack-state.ts';

/** What a world is made of. */
export interface WorldOptions
  extends Pick<ModelsNeeds, 'arrivals' | 'calls' | 'extra' | 'loader' | 'publicationLag' | 'sdkRetries' | 'skewMs'> {
  /** A cloud assembly folder, as `cdk synth` writes it. */
  readonly assembly: string;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** What runs tasks, and what asks them for their health: processes of this machine, or a model. */
  readonly containers: { readonly runtime: TaskRuntime; readonly probe: Probe };
  /** Where the tables live; in memory when absent. */
  readonly dataFolder?: string;
  /** In their repository from the beginning, so that services made after it can start. */
  readonly firstImages?: readonly Push[];
  /** AWS-like latencies, or what takes how many world milliseconds, from the moment the templates are loaded. None by default. */
  readonly latency?: boolean | ((name: LatencyName) => number);
  /** Hears of every request that a proxy finished. */
  readonly observeRequest?: (request: FinishedRequest) => void;
  /** TCP port of the first load balancer's proxy; any free one when absent. */
  readonly port?: number;
  /** HTTP proxies for the load balancers of the templates. On by default; a simulation routes by the model alone. */
  readonly proxies?: boolean;
  readonly account?: string;
  readonly region?: string;
}

/** A running local world. */
export interface LocalWorld extends Models {
  readonly template: LoadedTemplate;
  /** Load balancer ARN → the proxy that answers for it on the loopback address. */
  readonly proxies: ReadonlyMap<string, RunningLoadBalancer>;
  /** Applies another assembly as `cdk deploy` would: template against template. */
  update(assembly: string): Promise<Changes>;
  /** Stops everything the world started: tasks, proxies, schedules, the database. The clock is the caller's. */
  stop(): Promise<void>;
}

/**
 * Puts a world together from a synthesized assembly: models, templates, tasks, load balancers.
 *
 * @throws {TemplateError} {@link UnmodelledCallError} the assembly cannot be run; everything that was started is stopped.
 * @example await startWorld({ assembly: 'cdk.out', clock, random: Math.random, containers: { runtime: processRuntime({ clock, command }), probe: httpProbe() } });
 */
export async function startWorld(options: WorldOptions): Promise<LocalWorld> {
  const { clock, random, containers, account = '111122223333', region = 'eu-west-1' } = options;
  const assets = new Map<string, string>();
  const read = (folder: string) => {
    const assembly = readAssembly(folder);
    for (const [key, path] of assembly.assets) assets.set(key, path);
    return assembly;
  };
  let loaded = false;
  const latencyOf = typeof options.latency === 'function' ? options.latency : awsLike(options.latency === true, random);
  const latencyMs = (name: LatencyName) => (loaded ? latencyOf(name) : 0);
  const models = await startModels({
    clock,
    random,
    account,
    region,
    ...containers,
    latencyMs,
    assetPath: (key) => assets.get(key),
    ...given(options),
  });
  const proxies = new Map<string, RunningLoadBalancer>();
  const stop = () => stopWorld(models, containers.runtime, proxies);
  try {
    const afterStack = storeFirstImages(models, options.firstImages ?? []);
    const template = await loadTemplate(read(options.assembly), {
      services: models.all,
      aws: models.aws,
      clock,
      account,
      region,
      afterStack,
    });
    loaded = true;
    if (options.proxies !== false) await startProxies(models, options, proxies);
    return { ...models, template, proxies, update: (folder) => template.update(read(folder)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the models get as it was given, or not at all. */
function given({ arrivals, calls, extra, loader, publicationLag, sdkRetries, skewMs, dataFolder: folder }: WorldOptions) {
  const dataFolder = folder === undefined ? undefined : join(folder, 'dynamodb');
  return defined({ arrivals, calls, extra, loader, publicationLag, sdkRetries, skewMs, dataFolder });
}

function awsLike(isOn: boolean, random: () => number): (name: LatencyName) => number {
  return (name) => (isOn ? sampleLatency(awsLatencies[name], random) : 0);
}

function storeFirstImages(models: Models, images: readonly Push[]): (resources: ReadonlyMap<string, MadeResource>) => void {
  const waiting = new Set(images);
  return (resources) => {
    const repositories = new Set([...resources.values()].filter(({ type }) => type === 'AWS::ECR::Repository').map(({ made }) => made.ref));
    for (const image of [...waiting].filter(({ repository }) => repositories.has(repository))) {
      models.storeImage(image);
      waiting.delete(image);
    }
  };
}

async function startProxies(
  { elb, cloudWatch }: Models,
  { clock, random, observeRequest, port }: WorldOptions,
  proxies: Map<string, RunningLoadBalancer>,
): Promise<void> {
  for (const arn of elb.loadBalancerArns()) {
    if (proxies.has(arn)) continue;
    const optional = defined({ observe: observeRequest, port: proxies.size === 0 ? port : undefined });
    const needs = { view: elb.routing(arn), clock, random, record: (value: MetricValue) => cloudWatch.record(value), ...optional };
    proxies.set(arn, await startLoadBalancer(needs));
  }
}

async function stopWorld(models: Models, runtime: TaskRuntime, proxies: ReadonlyMap<string, RunningLoadBalancer>): Promise<void> {
  models.eventBridge.stop();
  models.cloudWatch.stop();
  models.sqs.stop();
  models.ecs.stop();
  models.elb.stop();
  await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
  await runtime.close();
  models.lambda.stop();
  await models.dynamoDb.stop();
}

function defined<T extends object>(members: T): { readonly [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}
