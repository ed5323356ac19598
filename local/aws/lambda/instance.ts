import type { World } from '../../../adapters/world.ts';
import type { Clock } from '../../clock.ts';
import { useModelledAws } from '../../sdk-middleware.ts';
import { type AwsCalls, withTries } from '../aws-calls.ts';
import type { FunctionConfig } from './function-config.ts';
import { exit, failure, type InvocationResult, timeout } from './invocation-result.ts';
import type { Handler, HandlerLoader } from './load-handler.ts';
import { insideSandbox, outsideSandbox, type Sandbox } from './sandbox.ts';

/** How a killed sandbox ends: the runtime's exit is reported at once, or no word ever comes from it. */
export type Death = 'at-once' | 'hang';

/** One execution environment of a function: its own copy of the code, one invocation at a time. */
export interface Instance {
  /** Runs the handler. When the instance is killed meanwhile it fails with `Runtime.ExitError`, or never resolves. */
  invoke(event: unknown, requestId: string): Promise<InvocationResult>;
  /** False once it timed out or was killed: it must not be used again, and nothing it still asks of AWS happens. */
  alive(): boolean;
  kill(death: Death): void;
  /** Ends it, alive or dead, with its world: nothing it still asks of AWS happens, and its loader may use its module again. */
  retire(): void;
}

/** What an instance is made with. */
export interface InstanceNeeds {
  readonly aws: AwsCalls;
  readonly clock: Clock;
  readonly loader: HandlerLoader;
  readonly env: Record<string, string>;
  readonly write: (text: string) => void;
  /** World milliseconds that its clock is ahead now; in step when absent. */
  readonly skewMs?: () => number;
}

/** Cold-starts an instance: loads the code inside its sandbox. Throws what the runtime or the module throws at load. */
export function coldStart(config: FunctionConfig, needs: InstanceNeeds): Instance {
  let state: 'alive' | 'timed-out' | Death = 'alive';
  const exited = Promise.withResolvers<void>();
  const alive = () => state === 'alive';
  const caller = { roleArn: config.roleArn };
  const own = whileAlive(needs.aws, alive);
  const now = () => new Date(needs.clock.now().getTime() + (needs.skewMs?.() ?? 0));
  const world: World = { now, sleep: (ms) => needs.clock.sleep(ms), use: useModelledAws(own, caller) };
  const aws: AwsCalls = { call: (service, operation, input, { tries }) => own.call(service, operation, input, withTries(caller, tries)) };
  const sandbox: Sandbox = { env: { ...needs.env }, world, aws, write: needs.write };
  const handler = insideSandbox(sandbox, () => needs.loader.load(config.code, config.handler));
  const invoke: Instance['invoke'] = async (event, requestId) => {
    const timeoutMs = config.timeoutSeconds * 1_000;
    const deadline = needs.clock.now().getTime() + timeoutMs;
    const timedOut = Promise.withResolvers<InvocationResult>();
    const cancel = needs.clock.after(timeoutMs, () => {
      if (!alive()) return;
      state = 'timed-out';
      timedOut.resolve(timeout(config, requestId));
    });
    const context = handlerContext(config, requestId, () => deadline - needs.clock.now().getTime());
    const gone = exited.promise.then(() => exit(requestId));
    const result = await Promise.race([gone, insideSandbox(sandbox, () => run(handler, event, context)), timedOut.promise]);
    cancel();
    return state === 'hang' ? never() : state === 'at-once' ? gone : result;
  };
  const kill = (death: Death) => {
    if (state === 'alive') state = death;
    if (state === 'at-once') exited.resolve();
  };
  const retire = () => {
    const left = alive() ? 'whole' : 'unfinished';
    kill('hang');
    insideSandbox(sandbox, () => needs.loader.release?.(handler, left));
  };
  return { alive, kill, retire, invoke };
}

/** The AWS of one instance: a dead instance neither reaches it nor hears from it. */
function whileAlive(aws: AwsCalls, alive: () => boolean): AwsCalls {
  return {
    call: async (service, operation, input, caller) => {
      if (!alive()) return never();
      try {
        const output = await outsideSandbox(() => aws.call(service, operation, input, caller));
        return alive() ? output : never();
      } catch (error) {
        if (!alive()) return never();
        throw error;
      }
    },
  };
}

async function run(handler: Handler, event: unknown, context: object): Promise<InvocationResult> {
  try {
    return { kind: 'answered', payload: JSON.stringify(await handler(event, context)) ?? 'null' };
  } catch (error) {
    return failure(error);
  }
}

function handlerContext(config: FunctionConfig, requestId: string, remainingMs: () => number): object {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: config.name,
    functionVersion: config.version,
    invokedFunctionArn: config.version === '$LATEST' ? config.arn : `${config.arn}:${config.version}`,
    logGroupName: `/aws/lambda/${config.name}`,
    logStreamName: 'local',
    memoryLimitInMB: String(config.memoryMegabytes),
    getRemainingTimeInMillis: remainingMs,
  };
}

function never(): Promise<never> {
  return new Promise(() => {});
}
