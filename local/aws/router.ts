import type { Clock } from '../clock.ts';
import { type AwsCalls, type Caller, UnmodelledCallError } from './aws-calls.ts';
import type { ModelledService, Operation } from './modelled-service.ts';

/** One call as a fault or an observer sees it. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  readonly caller: Caller;
}

/** A call that has ended. */
export interface CallRecord extends Call {
  /** When it was made, in world time. */
  readonly at: Date;
  readonly outcome: { readonly kind: 'answered'; readonly output: object } | { readonly kind: 'failed'; readonly error: unknown };
}

/** What is to go wrong with one call: refused before it has an effect, its answer lost after the effect, or both later than usual. */
export interface CallFault {
  readonly delayMs?: number;
  readonly throwBefore?: Error;
  readonly throwAfter?: Error;
  /** What is answered in place of what there is. */
  readonly answer?: (output: object) => object;
}

/** How a router behaves beside passing calls on. */
export interface RouterOptions {
  readonly clock: Clock;
  /** World milliseconds a call takes before it has its effect; 0 when absent. */
  readonly latencyMs?: (call: Call) => number;
  /** Told of every call when it ends. */
  readonly observe?: (record: CallRecord) => void;
  /** Asked before every call. */
  readonly fault?: (call: Call) => CallFault | undefined;
  /** Asked when a call is about to have its effect; throws the service's own refusal. */
  readonly authorize?: (call: Call) => void;
  /** How many of the last calls `calls()` keeps. */
  readonly callsKeptMax?: number;
}

/** The modelled AWS as one front door. */
export interface Router extends AwsCalls {
  /** The last calls that ended, oldest first. */
  calls(): readonly CallRecord[];
  /** Whether some service models the operation. */
  models(service: string, operation: string): boolean;
}

const callsKeptDefault = 10_000;

/**
 * Joins services into one AWS.
 *
 * @throws {UnmodelledCallError} from `call`, naming `Service.Operation`, for what no service models.
 */
export function router(services: readonly ModelledService[], options: RouterOptions): Router {
  const operations = new Map(
    services.flatMap(({ id, operations: own }) => Object.entries(own).map(([name, operation]) => [`${id}.${name}`, operation] as const)),
  );
  const kept: CallRecord[] = [];
  const keptMax = options.callsKeptMax ?? callsKeptDefault;
  const record = (ended: CallRecord): void => {
    kept.push(ended);
    // Dropped by halves: a shift for every call would cost a copy of the whole log each time.
    if (kept.length >= keptMax * 2) kept.splice(0, kept.length - keptMax);
    options.observe?.(ended);
  };
  return {
    calls: () => kept.slice(-keptMax),
    models: (service, operation) => operations.has(`${service}.${operation}`),
    call: async (service, operation, input, caller) => {
      const call: Call = { service, operation, input, caller };
      const at = options.clock.now();
      try {
        const output = await perform(operations.get(`${service}.${operation}`), call, options);
        record({ ...call, at, outcome: { kind: 'answered', output } });
        return output;
      } catch (error) {
        record({ ...call, at, outcome: { kind: 'failed', error } });
        throw error;
      }
    },
  };
}

async function perform(operation: Operation | undefined, call: Call, options: RouterOptions): Promise<object> {
  if (operation === undefined) throw new UnmodelledCallError(`${call.service}.${call.operation}`);
  const fault = options.fault?.(call);
  const waitMs = (options.latencyMs?.(call) ?? 0) + (fault?.delayMs ?? 0);
  if (waitMs > 0) await options.clock.sleep(waitMs);
  if (fault?.throwBefore !== undefined) throw fault.throwBefore;
  options.authorize?.(call);
  // Each operation knows its own input; the SDK's types stand on both sides of this untyped door.
  const output = await operation(call.input as never, call.caller);
  if (fault?.throwAfter !== undefined) throw fault.throwAfter;
  return fault?.answer?.(output) ?? output;
}
