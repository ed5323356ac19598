import { DefectError } from '../core/errors.ts';
import type { AwsCalls } from './aws/aws-calls.ts';
import { type CloudWatch, cloudwatch } from './aws/cloudwatch/cloudwatch.ts';
import { emfMetrics } from './aws/cloudwatch/emf-metrics.ts';
import type { PublicationLag } from './aws/cloudwatch/metric-store.ts';
import { type DynamoDb, startDynamoDb } from './aws/dynamodb/dynamodb.ts';
import { type EcrModel, ecr, type Push } from './aws/ecr/ecr.ts';
import { type EcsModel, ecs } from './aws/ecs/ecs.ts';
import { type ElbModel, elasticLoadBalancing } from './aws/elb/elb.ts';
import type { Probe } from './aws/elb/target-registry.ts';
import type { Arrivals } from './aws/event-bridge/dispatcher.ts';
import { type EventBridge, eventBridge } from './aws/event-bridge/event-bridge.ts';
import { type Iam, iam } from './aws/iam/iam.ts';
import { type Lambda, lambda } from './aws/lambda/lambda.ts';
import type { HandlerLoader } from './aws/lambda/load-handler.ts';
import type { ModelledService, ModelNeeds } from './aws/modelled-service.ts';
import { type Sns, sns } from './aws/notifications/sns.ts';
import { type Sqs, sqs } from './aws/notifications/sqs.ts';
import { ssm } from './aws/parameters/ssm.ts';
import { type Call, type Router, type RouterOptions, router } from './aws/router.ts';
import { applicationAutoScaling } from './aws/scaling/scaling.ts';
import { type StepFunctions, stepFunctions } from './aws/step-functions/step-functions.ts';
import { countingExecutions } from './execution-metrics.ts';
import type { LatencyName } from './latency.ts';
import { retryingCalls } from './sdk-retries.ts';
import type { TaskRuntime } from './tasks/task-runtime.ts';

/** What the models of one world are built from. */
export interface ModelsNeeds extends ModelNeeds {
  readonly runtime: TaskRuntime;
  readonly probe: Probe;
  readonly assetPath: (objectKey: string) => string | undefined;
  /** World milliseconds that something takes now. */
  readonly latencyMs: (name: LatencyName) => number;
  /** How late CloudWatch is; at once when absent. */
  readonly publicationLag?: PublicationLag;
  readonly dataFolder?: string;
  readonly loader?: HandlerLoader;
  /** World milliseconds that a function's clock is ahead now: two machines never have the same time. In step when absent. */
  readonly skewMs?: (functionName: string) => number;
  readonly arrivals?: Arrivals;
  readonly calls?: Pick<RouterOptions, 'observe' | 'fault' | 'callsKeptMax'>;
  /** SDK clients of functions try again what AWS refused or failed, as often as they say. They try once when absent. */
  readonly sdkRetries?: boolean;
  /** Services that a test brings along. */
  readonly extra?: readonly ModelledService[];
}

/** Every modelled service of one world, joined. */
export interface Models {
  readonly aws: Router;
  readonly all: readonly ModelledService[];
  readonly cloudWatch: CloudWatch;
  readonly dynamoDb: DynamoDb;
  readonly ecr: EcrModel;
  readonly ecs: EcsModel;
  readonly elb: ElbModel;
  readonly eventBridge: EventBridge;
  readonly iam: Iam;
  readonly lambda: Lambda;
  readonly sns: Sns;
  readonly sqs: Sqs;
  readonly stepFunctions: StepFunctions;
  /** Stores an image as if it had been pushed before the world began: nobody is told. */
  storeImage(image: Push): void;
}

/** Starts every model and joins them: each reaches the others through the one front door, or by what its needs name. */
export async function startModels(needs: ModelsNeeds): Promise<Models> {
  const { account, region, latencyMs } = needs;
  const door = frontDoor();
  const watching = eventsAndMetrics(needs, door);
  const { services: containers, storeImage } = containersAndBalancing(needs, watching);
  const computing = functionsAndMachines(needs, door, watching);
  const messages = messagesAndParameters(needs, watching);
  const dynamoDb = await startDynamoDb({ account, region, ...only('dataFolder', needs.dataFolder) });
  const models = {
    cloudWatch: watching.cloudWatch,
    eventBridge: watching.eventBridge,
    ...containers,
    ...computing,
    ...messages,
    dynamoDb,
    iam: iam({ account, region }),
  };
  const all = [...Object.values(models), ...(needs.extra ?? [])].map(models.iam.listenTo);
  const latencyOf = ({ caller }: Call) => (caller.roleArn === 'local' ? 0 : latencyMs('apiCall'));
  const aws = router(all, { clock: needs.clock, latencyMs: latencyOf, authorize: models.iam.authorize, ...needs.calls });
  door.open(aws);
  return { ...models, aws, all, storeImage };
}

/** The way to AWS for models that are made before it is complete. */
function frontDoor() {
  let router: Router | undefined;
  const opened = (): Router => {
    if (router === undefined) throw new DefectError('a model called AWS before the world was put together');
    return router;
  };
  const calls: AwsCalls = { call: async (...call) => opened().call(...call) };
  const open = (aws: Router): void => {
    router = aws;
  };
  return { opened, calls, open };
}
type FrontDoor = ReturnType<typeof frontDoor>;

function eventsAndMetrics(needs: ModelsNeeds, { calls }: FrontDoor) {
  const base = modelNeeds(needs);
  const latencyMs = () => needs.latencyMs('eventDelivery');
  const events = eventBridge({ ...base, calls, latencyMs, ...only('arrivals', needs.arrivals) });
  const cloudWatch = cloudwatch({ ...base, bus: events.bus, calls, ...only('publicationLag', needs.publicationLag) });
  const embedded = (text: string): void => {
    for (const line of text.split('\n')) {
      const read = emfMetrics(line);
      // A process writes the machine's time; in the world, a metric is as old as its arrival.
      if (read.kind === 'metrics') for (const record of read.records) cloudWatch.record({ ...record, at: needs.clock.now() });
    }
  };
  return { eventBridge: events, bus: events.bus, cloudWatch, embedded };
}
type Watching = ReturnType<typeof eventsAndMetrics>;

function containersAndBalancing(needs: ModelsNeeds, { bus, cloudWatch, embedded }: Watching) {
  const base = modelNeeds(needs);
  const propagationMs = () => needs.latencyMs('weightPropagation');
  const elb = elasticLoadBalancing({ ...base, probe: needs.probe, record: (value) => cloudWatch.record(value), propagationMs });
  let quiet = false;
  const registry = ecr({ ...base, bus: { emit: (event) => (quiet ? undefined : bus.emit(event)) } });
  const storeImage = (image: Push): void => {
    quiet = true;
    registry.push(image);
    quiet = false;
  };
  const tasks = ecs({ ...base, bus, runtime: needs.runtime, targets: elb.targets, images: registry.images, line: embedded });
  return { services: { elb, ecr: registry, ecs: tasks, scaling: applicationAutoScaling({ ...base, sizes: tasks.sizes }) }, storeImage };
}

function functionsAndMachines(needs: ModelsNeeds, { opened }: FrontDoor, { bus, cloudWatch, embedded }: Watching) {
  const { latencyMs, assetPath, loader } = needs;
  const base = { ...modelNeeds(needs), aws: opened };
  const starts = { coldStartMs: () => latencyMs('lambdaCold'), warmStartMs: () => latencyMs('lambdaWarm') };
  const onOutput = (_functionName: string, text: string) => embedded(text);
  const record = cloudWatch.record.bind(cloudWatch);
  const ofFunctions = needs.sdkRetries === true ? () => retryingCalls(opened(), needs) : opened;
  const functions = lambda({
    ...base,
    aws: ofFunctions,
    assetPath,
    latency: starts,
    onOutput,
    record,
    ...only('loader', loader),
    ...only('skewMs', needs.skewMs),
  });
  const steps = { transitionMs: () => latencyMs('stateTransition'), taskMs: () => latencyMs('taskDispatch') };
  const isModelled = (service: string, operation: string) => opened().models(service, operation);
  return {
    lambda: functions,
    stepFunctions: stepFunctions({ ...base, bus: countingExecutions(bus, record, needs.clock), latency: steps, isModelled }),
  };
}

function messagesAndParameters(needs: ModelsNeeds, { bus, cloudWatch }: Watching) {
  const base = modelNeeds(needs);
  return { sns: sns(base), sqs: sqs({ ...base, record: (value) => cloudWatch.record(value) }), ssm: ssm({ ...base, bus }) };
}

function modelNeeds({ clock, random, account, region }: ModelNeeds): ModelNeeds {
  return { clock, random, account, region };
}

/** An optional member, left out when undefined. */
function only<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [N in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: Value };
}
