import { TooManyRequestsException } from '@aws-sdk/client-lambda';
import type { Clock } from '../../clock.ts';
import type { FunctionConfig } from './function-config.ts';
import { coldStart, type Death, type Instance, type InstanceNeeds } from './instance.ts';
import { failure, type InvocationResult } from './invocation-result.ts';

/** World milliseconds that Lambda itself takes before the handler runs. */
export interface StartLatency {
  coldStartMs(): number;
  warmStartMs(): number;
}

/** The instances of one function. */
export interface FunctionPool {
  readonly config: FunctionConfig;
  /** @throws {TooManyRequestsException} the function's reserved concurrency is in use. */
  invoke(event: unknown, requestId: string): Promise<InvocationResult>;
  /** The running invocations, or the next one, die: they fail at once, or never return. */
  kill(which: 'current' | 'next', death: Death): void;
  /** Ends every instance: nothing any of them still asks of AWS happens. */
  stop(): void;
}

/**
 * Runs a function: an idle instance if there is one, else a cold start. An instance that timed out or was killed is not used again.
 * A module that throws while it loads fails the invocation, and the next invocation loads it anew.
 */
export function functionPool(config: FunctionConfig, needs: InstanceNeeds & { readonly latency?: StartLatency }): FunctionPool {
  const idle: Instance[] = [];
  const running = new Set<Instance>();
  const dead: Instance[] = [];
  let starting = 0;
  let nextDeath: Death | undefined;
  const ready = async (): Promise<Instance> => {
    const warm = idle.pop();
    await pause(needs.clock, warm === undefined ? needs.latency?.coldStartMs() : needs.latency?.warmStartMs());
    return warm ?? coldStart(config, needs);
  };
  const run = async (instance: Instance, event: unknown, requestId: string): Promise<InvocationResult> => {
    running.add(instance);
    if (nextDeath !== undefined) instance.kill(nextDeath);
    nextDeath = undefined;
    const result = await instance.invoke(event, requestId);
    running.delete(instance);
    (instance.alive() ? idle : dead).push(instance);
    return result;
  };
  const killRunning = (death: Death) => {
    for (const instance of running) instance.kill(death);
    dead.push(...running);
    running.clear();
  };
  return {
    config,
    kill: (which, death) => {
      if (which === 'next') nextDeath = death;
      else killRunning(death);
    },
    stop: () => {
      killRunning('hang');
      for (const instance of [...idle.splice(0), ...dead.splice(0)]) instance.retire();
    },
    invoke: async (event, requestId) => {
      if (config.concurrencyMax !== undefined && running.size + starting >= config.concurrencyMax) throw throttled();
      starting += 1;
      let instance: Instance;
      try {
        instance = await ready();
      } catch (error) {
        return failure(error);
      } finally {
        starting -= 1;
      }
      return run(instance, event, requestId);
    },
  };
}

async function pause(clock: Clock, ms: number | undefined): Promise<void> {
  if (ms !== undefined && ms > 0) await clock.sleep(ms);
}

function throttled(): TooManyRequestsException {
  return new TooManyRequestsException({
    message: 'Rate Exceeded.',
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    $metadata: { httpStatusCode: 429 },
  });
}
