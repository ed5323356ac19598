import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoLedger } from '../../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../../adapters/ledger/ledger.ts';
import { type Random, seededRandom } from '../../../core/seeded-random.ts';
import { accountQuotas } from '../../../local/account-quotas.ts';
import type { Call } from '../../../local/aws/router.ts';
import { promisesSettled, VirtualClock } from '../../../local/clocks/virtual-clock.ts';
import { awsLatencies, sampleLatency } from '../../../local/latency.ts';
import { useModelledAws } from '../../../local/sdk-middleware.ts';
import { type LocalWorld, startWorld } from '../../../local/world.ts';
import { drawMetricLag } from '../clocks/metric-lag.ts';
import { injectionBoard } from '../faults/injections.ts';
import { serviceError } from '../faults/service-error.ts';
import { readWiring, type Wiring } from '../world/read-reality.ts';
import { runningTasks } from '../world/running-tasks.ts';
import { VersionBook } from '../world/version-book.ts';
import { serviceName } from './many-services.ts';
import { Meter, type Usage } from './meter.ts';
import { sharedHandlers } from './shared-handlers.ts';
import { SignalClocks } from './signal-clocks.ts';

/** What a world of many services is made with. */
export interface ScaleNeeds {
  readonly assembly: string;
  /** Services with lanes, tasks and users. */
  readonly real: number;
  /** Services that are only declared: parameters, and the lease that an earlier deployment left behind. */
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
  readonly quotas: ReturnType<typeof accountQuotas>;
  /** What was used in {@link idleSeconds} before anything was released. */
  readonly idle: Usage;
}

/** Long enough for the first tasks to be healthy, and for three sweeps. */
export const idleSeconds = 180;

/** Starts it, with every first task healthy, and nobody counting before. */
export async function startScaleWorld({ assembly, real, declared, seed, hasQuotas }: ScaleNeeds): Promise<ScaleWorld> {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1));
  const clock = new VirtualClock(new Date('2026-01-01T00:00:00Z'), promisesSettled());
  const versions = new VersionBook();
  const names = Array.from({ length: real }, (_, number) => serviceName(number));
  const tasks = runningTasks(clock, versions, injectionBoard());
  const quotas = accountQuotas(clock);
  let [meter, clocks, isOn]: [Meter, SignalClocks | undefined, boolean] = [new Meter(), undefined, false];
  const throttled = (call: Call) => {
    const refusing = isOn && hasQuotas ? quotas.refusing(call) : undefined;
    return refusing === undefined ? undefined : { throwBefore: serviceError(call.service, 'throttled') };
  };
  const world = await startWorld({
    assembly,
    clock,
    random,
    containers: tasks,
    firstImages: names.map((name) => versions.image(name, '1.0.0', 'good')),
    proxies: false,
    sdkRetries: true,
    loader: sharedHandlers({ now: () => clock.now(), ran: (...of) => meter.ran(...of), coldStarted: (of) => meter.coldStarted(of) }),
    calls: {
      callsKeptMax: 1,
      fault: throttled,
      observe: (ended) => {
        meter.ended(ended);
        clocks?.ended(ended);
      },
    },
    arrivals: (delivery) => {
      clocks?.onDelivery(delivery);
      return [0];
    },
    publicationLag: lagOf(random),
    latency: (name) => sampleLatency(awsLatencies[name], random),
  });
  const wirings = await Promise.all(names.map((name) => readWiring(world, name as never)));
  const ledger = ledgerOf(world);
  await declareOthers(world, ledger, clock, { from: real, until: real + declared });
  meter = new Meter();
  await clock.advance(idleSeconds * 1_000);
  const idle = meter.usage(0);
  meter = new Meter();
  const signals = signalClocks(clock, wirings);
  clocks = signals;
  isOn = true;
  return { world, clock, random, wirings, versions, tasks, ledger, meter, clocks: signals, quotas, idle };
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

/** Others have parameters, and leases as they are left after a promotion: an item with nothing but a fence. */
async function declareOthers(
  world: LocalWorld,
  ledger: Ledger,
  clock: VirtualClock,
  { from, until }: { readonly from: number; readonly until: number },
) {
  const local = { roleArn: 'local' };
  for (let number = from; number < until; number += 1) {
    const name = serviceName(number);
    await world.aws.call('SSM', 'PutParameter', { Name: `/sluice/services/${name}`, Value: '{}', Type: 'String' }, local);
    await world.aws.call('SSM', 'PutParameter', { Name: `/sluice/images/${name}/${name}`, Value: name, Type: 'String' }, local);
    const lease = { service: name, holder: `lanes-${name}`, executionArn: 'arn:none', alarmArns: [], candidateLane: '' };
    await ledger.lease(lease, clock.now());
    await ledger.release(name, lease.holder);
  }
}

function ledgerOf({ aws, template }: LocalWorld): Ledger {
  const client = new DynamoDBClient({});
  useModelledAws(aws, { roleArn: 'local' })(client);
  const [found] = template.resourcesOf('AWS::DynamoDB::GlobalTable');
  return dynamoLedger(client, { table: found?.made.ref ?? '', newKey: randomUUID });
}
