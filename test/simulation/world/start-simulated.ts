import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoLedger } from '../../../adapters/ledger/dynamo-ledger.ts';
import type { DeploymentRequest } from '../../../core/deployment/deployment.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import type { Execution } from '../../../local/asl/execution.ts';
import type { Delivery } from '../../../local/aws/event-bridge/rule-properties.ts';
import { compilingHandlerLoader } from '../../../local/aws/lambda/compiling-handler-loader.ts';
import { poolingHandlerLoader } from '../../../local/aws/lambda/pooling-handler-loader.ts';
import type { Call, CallFault, CallRecord } from '../../../local/aws/router.ts';
import { promisesSettled, VirtualClock } from '../../../local/clocks/virtual-clock.ts';
import type { LatencyName } from '../../../local/latency.ts';
import { useModelledAws } from '../../../local/sdk-middleware.ts';
import { type LocalWorld, startWorld } from '../../../local/world.ts';
import { nextVersionOf } from '../assembly/next-version.ts';
import { type Injections, injectionBoard } from '../faults/injections.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type ServiceName, type SimulatedService, simulatedServices } from '../scenario/simulated-services.ts';
import { planBook } from './plan-book.ts';
import { readReality, readWiring, type Wiring } from './read-reality.ts';
import { runningTasks } from './running-tasks.ts';
import type { DeploymentSeen, Simulated } from './simulated.ts';
import { startUsers } from './start-users.ts';
import { VersionBook } from './version-book.ts';

/** A world that was started for one scenario, with what drives it. */
export interface Started {
  readonly sim: Simulated;
  readonly injections: Injections;
  readonly versions: VersionBook;
  advance(worldSeconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** What a simulated world is started with. */
export interface StartNeeds {
  readonly assembly: string;
  readonly scenario: Scenario;
  readonly afterCall: (ended: CallRecord) => void;
  readonly tell: (line: string, atMs: number) => void;
  /** Those of the assembly; the simulated ones when absent. */
  readonly services?: readonly SimulatedService[];
  /** World milliseconds that things take even when nothing is wrong; none when absent. */
  readonly latency?: (name: LatencyName) => number;
  /** Seconds after its minute until a metric of AWS can be read when nothing is wrong. */
  readonly metricLagSeconds?: (namespace: string) => number | undefined;
  /** What goes wrong with a call besides the injected faults. */
  readonly throttle?: (call: Call) => CallFault | undefined;
  /** SDK clients of functions try again what was refused; without, a fault that a call meets is what the function meets. */
  readonly sdkRetries?: boolean;
  /** Told of every event on its way to a target. */
  readonly onDelivery?: (delivery: Delivery) => void;
}

const local = { roleArn: 'local' };

/** Evaluated function modules, kept between the worlds of this process. Sluice's keep nothing that an invocation leaves half-done. */
const handlers = poolingHandlerLoader(compilingHandlerLoader(), { keepsUnfinished: true });

/** Until the first tasks are healthy, in world seconds. */
const warmUpSeconds = 40;

/** Starts the shipped assembly in a world that fails as the scenario says, with users on every service that releases. */
export async function startSimulated(needs: StartNeeds): Promise<Started> {
  const { assembly, scenario, tell, services = simulatedServices } = needs;
  const versions = new VersionBook();
  const injections = injectionBoard();
  const plans = planBook();
  const clock = new VirtualClock(new Date('2026-01-01T00:00:00Z'), promisesSettled());
  const tasks = runningTasks(clock, versions, injections);
  const random = seededRandom(scenario.seed);
  const world = await startWorld({
    assembly,
    clock,
    random,
    containers: tasks,
    firstImages: services.map(({ name }) => versions.image(name, '1.0.0', 'good')),
    proxies: false,
    loader: handlers,
    sdkRetries: needs.sdkRetries === true,
    ...failing(needs, injections, plans),
  });
  const wirings = await Promise.all(services.map(({ name }) => readWiring(world, name)));
  await clock.advance(warmUpSeconds * 1_000);
  const users = startUsers({
    ...{ world, clock, wirings, tasks, versions, injections },
    services: services.filter(({ name }) => scenario.releasing.includes(name)),
    random: seededRandom(scenario.seed + 1),
  });
  const startedMs = clock.now().getTime();
  let over = false;
  const sim: Simulated = {
    ...{ scenario, world },
    ...followed(world, wirings, plans, versions),
    ledger: ledgerOf(world),
    ...timesOf(scenario, clock, startedMs),
    after: (delayMs, act) => void clock.after(delayMs, () => over || act()),
    served: users.served,
    crashTask: (service, lane) => crashTask(sim, tasks.crash, service, lane),
    redeploy: redeploying(world, assembly),
    recordOf: (id) => sim.ledger.find(id),
    tell: (what) => tell(what, clock.now().getTime() - startedMs),
  };
  const stop = async (): Promise<void> => {
    over = true;
    users.stop();
    injections.stop();
    await world.stop();
  };
  return { sim, injections, versions, advance: (worldSeconds) => clock.advance(worldSeconds * 1_000), stop };
}

function timesOf({ faultsEndSeconds }: Scenario, clock: VirtualClock, startedMs: number) {
  const elapsedSeconds = (): number => (clock.now().getTime() - startedMs) / 1_000;
  return {
    now: () => clock.now(),
    elapsedSeconds,
    faultsOver: () => elapsedSeconds() >= faultsEndSeconds,
    faultsEndMs: () => startedMs + faultsEndSeconds * 1_000,
  };
}

/** What can go wrong with calls, events and metrics, and how long all of it takes. */
function failing(needs: StartNeeds, injections: Injections, plans: ReturnType<typeof planBook>) {
  const observe = (ended: CallRecord): void => {
    plans.learn(ended);
    needs.afterCall(ended);
  };
  return {
    calls: { observe, fault: (call: Call) => injections.call(call) ?? needs.throttle?.(call) },
    arrivals: (delivery: Delivery) => {
      needs.onDelivery?.(delivery);
      return injections.arrivals(delivery) ?? [0];
    },
    skewMs: (functionName: string) => injections.skewMs(functionName),
    publicationLag: (namespace: string) => injections.metricLagSeconds(namespace) ?? needs.metricLagSeconds?.(namespace),
    latency: (name: LatencyName) => (needs.latency?.(name) ?? 0) + (name === 'weightPropagation' ? injections.propagationMs() : 0),
  };
}

function followed(world: LocalWorld, wirings: readonly Wiring[], plans: ReturnType<typeof planBook>, versions: VersionBook) {
  const services = () => readReality(world, wirings, versions);
  const executionsOf = (machine: string): readonly Execution[] =>
    world.stepFunctions.executions().filter(({ request }) => request.machineName === machine);
  const seen = (execution: Execution): DeploymentSeen => {
    const request = execution.request.input as unknown as DeploymentRequest;
    const id = execution.request.name;
    return { id, service: request.service as ServiceName, request, execution, plan: plans.of(id) };
  };
  return {
    services,
    service: (name: ServiceName) => {
      const found = services().find((each) => each.name === name);
      if (found === undefined) throw new RangeError(`${name} is not simulated`);
      return found;
    },
    deployments: () => executionsOf('sluice-deployment').map(seen),
    restores: () => executionsOf('sluice-restore'),
    mannerOf: (service: ServiceName, version: string) => versions.mannerOf(service, version),
    versionOf: (image: string) => versions.of(image)?.tag,
  };
}

/** From one version of the control plane to the other and back. An update that is refused or meets trouble leaves what was there. */
function redeploying(world: LocalWorld, assembly: string): () => Promise<void> {
  const versions = [nextVersionOf(assembly), assembly];
  let deployments = 0;
  return async () => {
    deployments += 1;
    await world.update(versions[(deployments - 1) % 2] ?? assembly);
  };
}

function crashTask(sim: Simulated, crash: (taskArn: string, exitCode: number) => boolean, service: ServiceName, lane: 'blue' | 'green') {
  return sim.service(service)[lane].tasks.some(({ arn }) => crash(arn, 1));
}

function ledgerOf({ aws, template }: LocalWorld) {
  const client = new DynamoDBClient({});
  useModelledAws(aws, local)(client);
  const [found] = template.resourcesOf('AWS::DynamoDB::GlobalTable');
  return dynamoLedger(client, { table: found?.made.ref ?? '', newKey: randomUUID });
}
