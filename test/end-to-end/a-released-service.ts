import { createHash, randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject, onTestFinished } from 'vitest';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Arrivals } from '../../local/aws/event-bridge/dispatcher.ts';
import type { RouterOptions } from '../../local/aws/router.ts';
import { VirtualClock } from '../../local/clocks/virtual-clock.ts';
import { useModelledAws } from '../../local/sdk-middleware.ts';
import { type ImageBehaviour, modelledRuntime, wellBehaved } from '../../local/tasks/modelled-runtime.ts';
import { type LocalWorld, startWorld } from '../../local/world.ts';
import { CallLog } from './call-log.ts';
import { type Lanes, readLanes, readWiring, type Wiring } from './lanes.ts';
import { unhurriedClock } from './unhurried-clock.ts';
import { startUsers, type Users } from './users.ts';
import { versionsAtAddresses } from './versions-at-addresses.ts';
import { type Waits, waiting } from './waits.ts';

/** How a version behaves; what is not said is well. */
export interface Version extends Partial<ImageBehaviour> {
  /** Share of users' requests that fail, 0..1. */
  readonly errorShare?: number;
  /** How many times as long answers take as those of a healthy version. */
  readonly slowness?: number;
}

/** What differs from the shipped assembly running in an undisturbed world with versions that behave well. */
export interface ServiceOptions {
  readonly assembly?: string;
  readonly versions?: Readonly<Record<string, Version>>;
  readonly arrivals?: Arrivals;
  readonly dataFolder?: string;
  readonly seed?: number;
  /** What goes wrong with a call; asked before every one but the test's own. */
  readonly fault?: RouterOptions['fault'];
}

/** A service on two lanes with users, version 1.0.0 on stable, in a world whose time moves only while a test waits. */
export interface ReleasedService extends Waits {
  readonly world: LocalWorld;
  readonly log: CallLog;
  readonly users: Users;
  readonly wiring: Wiring;
  /** The ledger as its own code reads it. */
  readonly ledger: Ledger;
  now(): Date;
  /** Pushes an image, as a build would. */
  push(tag: string): void;
  /** What a person or a pipeline sends. */
  ask(detailType: string, detail: object): Promise<void>;
  pass(worldSeconds: number): Promise<void>;
  lanes(): Promise<Lanes>;
  /** Ends a running task of a lane from inside, as a crash under load would. */
  crashTask(lane: 'blue' | 'green'): Promise<void>;
  /** Ends the world before the test does. */
  stop(): Promise<void>;
}

const local = { roleArn: 'local' };

/**
 * Runs the shipped assembly, or an edited one, until both lanes are healthy. Stopped when the test is over.
 *
 * @example const service = await aReleasedService({ versions: { '1.1.0': { errorShare: 0.1 } } });
 */
export async function aReleasedService(options: ServiceOptions = {}): Promise<ReleasedService> {
  const running = await startUnhurriedWorld(options);
  const { world, clock, log } = running;
  const wiring = await readWiring(world);
  const users = usersOf(running, wiring, options);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    users.stop();
    stopped ??= world.stop();
    return stopped;
  };
  onTestFinished(stop);
  const waits = waiting(world, clock);
  const lanes = () => readLanes(world, wiring);
  await waits.until('both lanes to be healthy', async () => {
    const { blue, green } = await lanes();
    return blue.healthy === blue.desired && green.healthy === green.desired;
  });
  return {
    ...waits,
    ...{ world, log, users, wiring, lanes, stop },
    ledger: ledgerOf(world),
    now: () => clock.now(),
    pass: (worldSeconds) => clock.advance(worldSeconds * 1_000),
    push: (tag) => void world.ecr.push(image(tag)),
    ask: async (DetailType, detail) => {
      const Entries = [{ Source: 'sluice.request', DetailType, Detail: JSON.stringify(detail) }];
      await world.aws.call('EventBridge', 'PutEvents', { Entries }, local);
    },
    crashTask: async (lane) => {
      const asked = { cluster: wiring.cluster, serviceName: wiring[lane].ecsService };
      const { taskArns = [] } = (await world.aws.call('ECS', 'ListTasks', asked, local)) as { readonly taskArns?: readonly string[] };
      if (!taskArns.some((arn) => running.crash(arn, 1))) throw new RangeError(`${lane} has no running task`);
    },
  };
}

async function startUnhurriedWorld({ assembly, versions = {}, seed = 7, arrivals, dataFolder, fault }: ServiceOptions) {
  const log = new CallLog();
  const startAt = new Date('2026-01-01T00:00:00Z');
  const { clock, hooks } =
    dataFolder === undefined ? { clock: new VirtualClock(startAt), hooks: { observe: log.take } } : unhurriedClock(startAt, log.take);
  const behaviour = (reference: string) => ({ ...wellBehaved, ...versions[tagOf(reference)] });
  const { runtime, probe, crash } = modelledRuntime({ clock, behaviour });
  const addresses = versionsAtAddresses(runtime, tagOf);
  const world = await startWorld({
    assembly: assembly ?? inject('shippedAssembly'),
    clock,
    random: seeded(seed),
    containers: { runtime: addresses.runtime, probe },
    firstImages: [image('1.0.0')],
    proxies: false,
    calls: fault === undefined ? hooks : { ...hooks, fault: failing(hooks, fault) },
    ...(arrivals !== undefined && { arrivals }),
    ...(dataFolder !== undefined && { dataFolder }),
  });
  return { world, clock, log, crash, versionAt: addresses.versionAt };
}

/** A test's own calls never fail. */
function failing(hooks: Pick<RouterOptions, 'fault'>, fault: NonNullable<ServiceOptions['fault']>): NonNullable<RouterOptions['fault']> {
  return (call) => {
    const counted = hooks.fault?.(call);
    return call.caller.roleArn === local.roleArn ? counted : fault(call);
  };
}
type Running = Awaited<ReturnType<typeof startUnhurriedWorld>>;

function usersOf({ world, clock, versionAt }: Running, wiring: Wiring, { versions = {} }: ServiceOptions): Users {
  return startUsers({
    clock,
    view: world.elb.routing(world.elb.loadBalancerArns()[0] ?? ''),
    wiring,
    record: (value) => world.cloudWatch.record(value),
    versionAt,
    manner: (version) => ({ errorShare: 0, slowness: 1, ...versions[version] }),
  });
}

function ledgerOf({ aws, template }: LocalWorld): Ledger {
  const client = new DynamoDBClient({});
  useModelledAws(aws, local)(client);
  const [found] = template.resourcesOf('AWS::DynamoDB::GlobalTable');
  return dynamoLedger(client, { table: found?.made.ref ?? '', newKey: randomUUID });
}

const tags = new Map<string, string>();

function image(tag: string) {
  const digest = `sha256:${createHash('sha256').update(tag).digest('hex')}`;
  tags.set(digest, tag);
  return { repository: 'storefront', tag, digest };
}

/** ECS asks for an image by digest, as the registry resolved it. */
function tagOf(reference: string): string {
  return tags.get(reference.slice(reference.indexOf('sha256:'))) ?? reference;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
