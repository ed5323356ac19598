import { createHash, randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject, onTestFinished } from 'vitest';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Arrivals } from '../../local/aws/event-bridge/dispatcher.ts';
import { useModelledAws } from '../../local/sdk-middleware.ts';
import { type ImageBehaviour, modelledRuntime, wellBehaved } from '../../local/tasks/modelled-runtime.ts';
import { type LocalWorld, startWorld } from '../../local/world.ts';
import { CallLog } from './call-log.ts';
import { type Execution, executionsOf } from './executions.ts';
import { type Lanes, readLanes, readWiring, type Wiring } from './lanes.ts';
import { unhurriedClock } from './unhurried-clock.ts';
import { startUsers, type Users } from './users.ts';
import { versionsAtAddresses } from './versions-at-addresses.ts';

/** How a version behaves; what is not said is well. */
export interface Version extends Partial<ImageBehaviour> {
  /** Share of users' requests that fail, 0..1. */
  readonly errorShare?: number;
}

/** What differs from the shipped assembly running in an undisturbed world with versions that behave well. */
export interface ServiceOptions {
  readonly assembly?: string;
  readonly versions?: Readonly<Record<string, Version>>;
  readonly arrivals?: Arrivals;
  readonly dataFolder?: string;
  readonly seed?: number;
}

/** A service on two lanes with users, version 1.0.0 on stable, in a world whose time moves only inside `until`. */
export interface ReleasedService {
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
  /** Lets world time pass until something is there. @throws {RangeError} it is not there after two hours of the world. */
  until<T>(what: string, look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T>;
  pass(worldSeconds: number): Promise<void>;
  deployments(): Promise<readonly Execution[]>;
  restores(): Promise<readonly Execution[]>;
  /** The deployment with that index, once it has ended. */
  ended(index?: number): Promise<Execution>;
  /** The deployment with that index, once it has entered a state that often. */
  entered(state: string, times?: number, index?: number): Promise<Execution>;
  lanes(): Promise<Lanes>;
  /** Ends the world before the test does. */
  stop(): Promise<void>;
}

const worldSecondsMax = 2 * 3_600;
/** How often `until` looks, in world time: as often as users come. */
const lookMs = 5_000;
const local = { roleArn: 'local' };

/**
 * Runs the shipped assembly, or an edited one, until both lanes are healthy. Stopped when the test is over.
 *
 * @example const service = await aReleasedService({ versions: { '1.1.0': { errorShare: 0.1 } } });
 */
export async function aReleasedService(options: ServiceOptions = {}): Promise<ReleasedService> {
  const { versions = {}, seed = 7 } = options;
  const log = new CallLog();
  const { clock, hooks } = unhurriedClock(new Date('2026-01-01T00:00:00Z'), log.take);
  const behaviour = (image: string) => ({ ...wellBehaved, ...versions[tagOf(image)] });
  const { runtime, probe } = modelledRuntime({ clock, behaviour });
  const addresses = versionsAtAddresses(runtime, tagOf);
  const world = await startWorld({
    assembly: options.assembly ?? inject('shippedAssembly'),
    clock,
    random: seeded(seed),
    containers: { runtime: addresses.runtime, probe },
    firstImages: [image('1.0.0')],
    proxies: false,
    calls: hooks,
    ...(options.arrivals !== undefined && { arrivals: options.arrivals }),
    ...(options.dataFolder !== undefined && { dataFolder: options.dataFolder }),
  });
  const wiring = await readWiring(world);
  const users = startUsers({
    clock,
    view: world.elb.routing(world.elb.loadBalancerArns()[0] ?? ''),
    wiring,
    record: (value) => world.cloudWatch.record(value),
    versionAt: addresses.versionAt,
    errorShare: (version) => versions[version]?.errorShare ?? 0,
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    users.stop();
    stopped ??= world.stop();
    return stopped;
  };
  onTestFinished(stop);
  const until: ReleasedService['until'] = async (what, look) => {
    const giveUpAt = clock.now().getTime() + worldSecondsMax * 1_000;
    for (;;) {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      if (clock.now().getTime() > giveUpAt) throw new RangeError(`waited ${worldSecondsMax} s of the world for ${what}`);
      await clock.advance(lookMs);
    }
  };
  const lanes = () => readLanes(world, wiring);
  const deployments = () => executionsOf(world.aws, 'deployment');
  const service: ReleasedService = {
    world,
    log,
    users,
    ledger: ledgerOf(world),
    wiring,
    now: () => clock.now(),
    push: (tag) => void world.ecr.push(image(tag)),
    ask: async (DetailType, detail) => {
      const Entries = [{ Source: 'sluice.request', DetailType, Detail: JSON.stringify(detail) }];
      await world.aws.call('EventBridge', 'PutEvents', { Entries }, local);
    },
    until,
    pass: (worldSeconds) => clock.advance(worldSeconds * 1_000),
    deployments,
    restores: () => executionsOf(world.aws, 'restore'),
    ended: (index = 0) => until(`deployment ${index} to end`, async () => isOver((await deployments())[index])),
    entered: (state, times = 1, index = 0) =>
      until(`deployment ${index} to enter ${state} ${times} times`, async () => {
        const execution = (await deployments())[index];
        return execution !== undefined && execution.path.filter((each) => each === state).length >= times && execution;
      }),
    lanes,
    stop,
  };
  await until('both lanes to be healthy', async () => {
    const { blue, green } = await lanes();
    return blue.healthy === blue.desired && green.healthy === green.desired;
  });
  return service;
}

function ledgerOf({ aws, template }: LocalWorld): Ledger {
  const client = new DynamoDBClient({});
  useModelledAws(aws, local)(client);
  const [found] = template.resourcesOf('AWS::DynamoDB::GlobalTable');
  return dynamoLedger(client, { table: found?.made.ref ?? '', newKey: randomUUID });
}

function isOver(execution: Execution | undefined): Execution | undefined {
  return execution !== undefined && execution.status !== 'RUNNING' ? execution : undefined;
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
