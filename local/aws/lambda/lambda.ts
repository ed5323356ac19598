import { InvalidRequestContentException, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import type { Clock } from '../../clock.ts';
import type { RecordMetric } from '../../load-balancer/record-metric.ts';
import { type AwsCalls, UnmodelledCallError } from '../aws-calls.ts';
import { identifiers } from '../identifiers.ts';
import type { ModelledService, ModelNeeds } from '../modelled-service.ts';
import { type AsyncConfig, asyncDefaults, invokeUntilDone } from './async-invocation.ts';
import { type EndedInvocation, sendToDeadLetters, sendToDestination } from './destinations.ts';
import { functionEnvironment } from './environment.ts';
import { FunctionBook } from './function-book.ts';
import type { FunctionConfig } from './function-config.ts';
import { measured } from './function-metrics.ts';
import { type FunctionPool, functionPool, type StartLatency } from './function-pool.ts';
import type { Death } from './instance.ts';
import { type InvocationResult, timeout } from './invocation-result.ts';
import { KeptOutput } from './kept-output.ts';
import { lambdaResources } from './lambda-resources.ts';
import { type HandlerLoader, handlerLoader } from './load-handler.ts';
import { installSandboxes } from './sandbox.ts';

/** A cold start is over by then: initialisation is limited to ten seconds ("Lambda execution environment"). */
const startSecondsMax = 10;

/** What the Lambda model is built from. */
export interface LambdaNeeds extends ModelNeeds {
  /** Asked for when a function first calls AWS: the front door is built after its services. */
  readonly aws: () => AwsCalls;
  readonly assetPath: (objectKey: string) => string | undefined;
  readonly latency?: StartLatency;
  /** Given in tests that bring their own handlers; by default bundles are loaded from the assembly. */
  readonly loader?: HandlerLoader;
  /** World milliseconds that a function's clock is ahead now; in step when absent. */
  readonly skewMs?: (functionName: string) => number;
  /** Told of everything a function writes, as it is written. */
  readonly onOutput?: (functionName: string, text: string) => void;
  /** Takes `Invocations`, `Errors` and `Throttles` of `AWS/Lambda`, by function. */
  readonly record?: RecordMetric;
}

/** Lambda, with the hooks that tests and the CLI need. */
export interface Lambda extends ModelledService {
  /** `$LATEST` of each. */
  functions(): readonly FunctionConfig[];
  /** The last of what a function wrote to its logs, up to 256 KiB. */
  output(functionName: string): string;
  /**
   * The function's running invocations, or its next one, of any version, die: nothing they still ask of AWS happens. Whoever invoked
   * them hears `Runtime.ExitError` (`at-once`), or that its time is over when it is (`hang`, which it is when not said).
   */
  kill(functionName: string, which: 'current' | 'next', death?: Death): void;
  /** Restores the process and removes temporary files. */
  stop(): void;
}

/** Models Lambda; what it promises is in `local/behaviour/template-lambda-dynamodb.md`. */
export function lambda(needs: LambdaNeeds): Lambda {
  const uninstall = installSandboxes();
  const loader = needs.loader ?? handlerLoader();
  const asyncConfigs = new Map<string, AsyncConfig>();
  const outputs = new Map<string, KeptOutput>();
  const aws: AwsCalls = { call: (...call) => needs.aws().call(...call) };
  const write = (functionName: string, text: string): void => {
    const kept = outputs.get(functionName) ?? new KeptOutput();
    outputs.set(functionName, kept);
    kept.write(text);
    needs.onOutput?.(functionName, text);
  };
  const book = new FunctionBook(`arn:aws:lambda:${needs.region}:${needs.account}:function:`, (config) => {
    const env = functionEnvironment(config, needs.region);
    const latency = needs.latency === undefined ? {} : { latency: needs.latency };
    const skewMs = () => needs.skewMs?.(config.name) ?? 0;
    const own = { aws, clock: needs.clock, loader, env, write: (text: string) => write(config.name, text), skewMs, ...latency };
    const pool = functionPool(config, own);
    return needs.record === undefined ? pool : measured(pool, needs.record, needs.clock);
  });
  const runAsync = (pool: FunctionPool, payload: string, requestId: string) => {
    const { name, version } = pool.config;
    const asyncConfig = asyncConfigs.get(`${name}:${version}`) ?? asyncDefaults;
    const run = invokeAndTell(pool, { payload, requestId }, asyncConfig, { aws, clock: needs.clock });
    // As in AWS, nobody waits for an asynchronous invocation that could not be delivered; what went wrong is in the function's output.
    run.catch((error: unknown) => write(pool.config.name, `asynchronous invocation not delivered: ${String(error)}\n`));
  };
  return {
    id: 'Lambda',
    operations: { Invoke: invokeOperation(book, runAsync, needs) },
    resources: lambdaResources({
      ...needs,
      put: (config) => book.put(config),
      publish: (name) => book.publish(name),
      alias: (name, alias, version) => book.alias(name, alias, version),
      putAsync: (name, qualifier, config) => asyncConfigs.set(`${name}:${qualifier}`, config),
    }),
    functions: () => book.latest(),
    output: (functionName) => outputs.get(functionName)?.text() ?? '',
    kill: (functionName, which, death = 'hang') => book.kill(functionName, which, death),
    stop: () => {
      book.stop();
      uninstall();
      loader.close();
    },
  };
}

function invokeOperation(
  book: FunctionBook,
  runAsync: (pool: FunctionPool, payload: string, requestId: string) => void,
  { clock, random }: ModelNeeds,
) {
  const ids = identifiers(random);
  return async (input: InvokeCommandInput): Promise<object> => {
    const pool = book.find(input.FunctionName ?? '', input.Qualifier);
    const payload = payloadText(input.Payload);
    const requestId = ids.uuid();
    switch (input.InvocationType ?? 'RequestResponse') {
      case 'DryRun':
        return { StatusCode: 204 };
      case 'Event':
        clock.after(0, () => runAsync(pool, payload, requestId));
        return { StatusCode: 202, Payload: new Uint8Array() };
      case 'RequestResponse': {
        const { kind, payload: answer } = await invokeHeard(pool, { payload, requestId }, clock);
        const error = kind === 'failed' ? { FunctionError: 'Unhandled' } : {};
        return { StatusCode: 200, ExecutedVersion: pool.config.version, Payload: new TextEncoder().encode(answer), ...error };
      }
      default:
        throw new UnmodelledCallError(`Lambda.Invoke with InvocationType ${input.InvocationType}`);
    }
  };
}

/** A sandbox may say nothing any more, but Lambda itself knows when its time is over, and says so to whoever waits. */
async function invokeHeard(
  pool: FunctionPool,
  { payload, requestId }: { readonly payload: string; readonly requestId: string },
  clock: Clock,
): Promise<InvocationResult> {
  const over = Promise.withResolvers<InvocationResult>();
  const timedOut = () => over.resolve(timeout(pool.config, requestId));
  const cancel = clock.after((pool.config.timeoutSeconds + startSecondsMax) * 1_000, timedOut);
  try {
    return await Promise.race([pool.invoke(JSON.parse(payload), requestId), over.promise]);
  } finally {
    cancel();
  }
}

async function invokeAndTell(
  pool: FunctionPool,
  invocation: { readonly payload: string; readonly requestId: string },
  asyncConfig: AsyncConfig,
  { aws, clock }: { readonly aws: AwsCalls; readonly clock: Clock },
): Promise<void> {
  const outcome = await invokeUntilDone(() => invokeHeard(pool, invocation, clock), asyncConfig, clock);
  const ended: EndedInvocation = { ...invocation, config: pool.config, outcome, at: clock.now() };
  const destination = outcome.condition === 'Success' ? asyncConfig.onSuccessArn : asyncConfig.onFailureArn;
  const deadLetters = outcome.condition === 'Success' ? undefined : pool.config.deadLetterArn;
  if (destination !== undefined) await sendToDestination(destination, ended, aws);
  if (deadLetters !== undefined) await sendToDeadLetters(deadLetters, ended, aws);
}

function payloadText(payload: unknown): string {
  const text = payload === undefined ? '{}' : typeof payload === 'string' ? payload : decoded(payload);
  try {
    JSON.parse(text || '{}');
  } catch (error) {
    const message = `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`;
    throw new InvalidRequestContentException({ message, Type: 'User', $metadata: { httpStatusCode: 400 } });
  }
  return text || '{}';
}

function decoded(payload: unknown): string {
  if (payload instanceof Uint8Array) return new TextDecoder().decode(payload);
  throw new UnmodelledCallError('Lambda.Invoke with a streamed Payload');
}
