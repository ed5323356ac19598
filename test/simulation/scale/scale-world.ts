import { randomUUID } from 'node:crypto';
import { type DescribeTableCommandOutput, DynamoDBClient, type TableDescription } from '@aws-sdk/client-dynamodb';
import { dynamoLedger } from '../../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../../adapters/ledger/ledger.ts';
import { type Random, seededRandom } from '../../../core/seeded-random.ts';
import { type AccountQuotas, accountQuotas } from '../../../local/account-quotas.ts';
import { ConsumedCapacity } from '../../../local/aws/dynamodb/consumed-capacity.ts';
import { promisesSettled, VirtualClock } from '../../../local/clocks/virtual-clock.ts';
import { awsLatencies, sampleLatency } from '../../../local/latency.ts';
import { useModelledAws } from '../../../local/sdk-middleware.ts';
import { type LocalWorld, startWorld, type WorldOptions } from '../../../local/world.ts';
import { drawMetricLag } from '../clocks/metric-lag.ts';
import { injectionBoard } from '../faults/injections.ts';
import { serviceError } from '../faults/service-error.ts';
import { readWiring, type Wiring } from '../world/read-reality.ts';
import { runningTasks } from '../world/running-tasks.ts';
import { VersionBook } from '../world/version-book.ts';
import { checkQuiet, declareOthers, heardOf } from './declared-services.ts';
import { serviceName } from './many-services.ts';
import { Meter, type Usage } from './meter.ts';
import { sharedHandlers } from './shared-handlers.ts';
import { SignalClocks } from './signal-clocks.ts';

/** What a world of many services is made with. */
export interface ScaleNeeds {
  readonly assembly: string;
  /** Services with lanes, tasks and users. */
  readonly real: number;
  /** Services that are only declared: parameters, and the item that the ledger keeps of each declaration. */
  readonly declared: number;
  readonly seed: number;
  readonly hasQuotas: boolean;
}

/** A started world of many services. */
export interface ScaleWorld {
  readonly world: LocalWorld;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly wirings: readonly Wiring[];
  readonly versions: VersionBook;
  readonly tasks: ReturnType<typeof runningTasks>;
  readonly ledger: Ledger;
  readonly meter: Meter;
  readonly clocks: SignalClocks;
  readonly quotas: AccountQuotas;
  /** What was used in {@link idleSeconds} before anything was released. */
  readonly idle: Usage;
}

/** Long enough for the first tasks to be healthy, and for three sweeps. */
export const idleSeconds = 180;

/** Starts it, with every first task healthy, and nobody counting before. */
export async function startScaleWorld(needs: ScaleNeeds): Promise<ScaleWorld> {
  const { assembly, real, seed } = needs;
  const random = seededRandom(Math.imul(seed, 0x9e3779b1));
  const clock = new VirtualClock(new Date('2026-01-01T00:00:00Z'), promisesSettled());
  const versions = new VersionBook();
  const names = Array.from({ length: real }, (_, number) => serviceName(number));
  const tasks = runningTasks(clock, versions, injectionBoard());
  const watch: Watch = { meter: new Meter() };
  const world = await startWorld({
    assembly,
    clock,
    random,
    containers: tasks,
    firstImages: names.map((name) => versions.image(name, '1.0.0', 'good')),
    proxies: false,
    sdkRetries: true,
    loader: sharedHandlers({
      now: () => clock.now(),
      ran: (...of) => watch.meter.ran(...of),
      failed: () => watch.meter.failed(),
      coldStarted: (of) => watch.meter.coldStarted(of),
    }),
    calls: callsOf(watch),
    arrivals: (delivery) => {
      watch.clocks?.onDelivery(delivery);
      return [0];
    },
    publicationLag: lagOf(random),
    latency: (name) => sampleLatency(awsLatencies[name], random),
  });
  const table = world.template.resourcesOf('AWS::DynamoDB::GlobalTable')[0]?.made.ref ?? '';
  watch.capacity = new ConsumedCapacity(await describedTable(world, table));
  const wirings = await Promise.all(names.map((name) => readWiring(world, name as never)));
  const idle = await idleUsage(world, clock, watch, needs);
  const meter = new Meter();
  const clocks = signalClocks(clock, wirings);
  const quotas = accountQuotas(clock, 1, watch.capacity);
  watch.meter = meter;
  watch.clocks = clocks;
  if (needs.hasQuotas) watch.quotas = quotas;
  return { world, clock, random, wirings, versions, tasks, ledger: ledgerOf(world, table), meter, clocks, quotas, idle };
}

/** What hears of everything that happens; before anything is released only the meter and the units. */
interface Watch {
  meter: Meter;
  capacity?: ConsumedCapacity;
  clocks?: SignalClocks;
  /** Absent: nothing is refused. */
  quotas?: AccountQuotas;
}

function callsOf(watch: Watch): NonNullable<WorldOptions['calls']> {
  return {
    callsKeptMax: 1,
    fault: (call) => {
      const refusing = watch.quotas?.refusing(call);
      return refusing === undefined ? undefined : { throwBefore: serviceError(call.service, 'throttled') };
    },
    observe: (ended) => {
      const consumed = watch.capacity?.taken(ended) ?? [];
      watch.meter.ended(ended, consumed);
      watch.quotas?.charge(ended, consumed);
      watch.clocks?.ended(ended);
    },
  };
}

/** Declares the others, lets all of that pass, and looks what is used while nothing happens. */
async function idleUsage(world: LocalWorld, clock: VirtualClock, watch: Watch, { real, declared }: ScaleNeeds): Promise<Usage> {
  await declareOthers(world, clock, { from: real, until: real + declared });
  await heardOf(real + declared, clock, () => watch.meter.usage(0));
  const settling = watch.meter.usage(0);
  watch.meter = new Meter();
  await clock.advance(idleSeconds * 1_000);
  const idle = watch.meter.usage(0);
  checkQuiet(world, { settling, idle });
  return idle;
}

async function describedTable({ aws }: LocalWorld, TableName: string): Promise<TableDescription> {
  const { Table = {} } = (await aws.call('DynamoDB', 'DescribeTable', { TableName }, { roleArn: 'local' })) as DescribeTableCommandOutput;
  return Table;
}

function signalClocks(clock: VirtualClock, wirings: readonly Wiring[]): SignalClocks {
  const byRule = wirings.map(
    ({ name, listenerRuleArn, lanes }) => [listenerRuleArn, { service: name, stable: lanes.blue.targetGroupArn }] as const,
  );
  return new SignalClocks(() => clock.now(), new Map(byRule));
}

/** Only AWS's own metrics are late. */
function lagOf(random: Random): (namespace: string) => number | undefined {
  return (namespace) => (namespace.startsWith('AWS/') ? drawMetricLag(random) : undefined);
}

function ledgerOf({ aws }: LocalWorld, table: string): Ledger {
  const client = new DynamoDBClient({});
  useModelledAws(aws, { roleArn: 'local' })(client);
  return dynamoLedger(client, { table, newKey: randomUUID });
}
