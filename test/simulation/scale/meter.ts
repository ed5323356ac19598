import type { Consumed } from '../../../local/aws/dynamodb/consumed-capacity.ts';
import type { CallRecord } from '../../../local/aws/router.ts';

/** What a run used of AWS, as it is paid for. */
export interface Usage {
  /** `Service.Operation` → requests, refused ones included. */
  readonly calls: Readonly<Record<string, number>>;
  /** Function → invocations and handler milliseconds. */
  readonly functions: Readonly<Record<string, { readonly invocations: number; readonly ms: number; readonly coldStarts: number }>>;
  /** Invocations that ended with an error. */
  readonly failures: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly metricsRead: number;
  readonly eventsPut: number;
  readonly transitions: number;
}

type Member<T> = { -readonly [K in keyof T]: T[K] };

/** Counts what is paid for. */
export class Meter {
  readonly #calls = new Map<string, number>();
  readonly #functions = new Map<string, Member<Usage['functions'][string]>>();
  #failures = 0;
  #readUnits = 0;
  #writeUnits = 0;
  #metricsRead = 0;
  #eventsPut = 0;

  readonly ran = (functionName: string, ms: number): void => {
    const counted = this.#function(functionName);
    counted.invocations += 1;
    counted.ms += ms;
  };

  readonly coldStarted = (functionName: string): void => {
    this.#function(functionName).coldStarts += 1;
  };

  readonly failed = (): void => {
    this.#failures += 1;
  };

  /** @param consumed units of DynamoDB that the call took */
  readonly ended = (call: CallRecord, consumed: readonly Consumed[]): void => {
    if (!call.caller.roleArn.startsWith('arn:')) return;
    const name = `${call.service}.${call.operation}`;
    this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
    for (const { kind, units } of consumed) this.#add(kind, units);
    if (call.outcome.kind === 'failed') return;
    if (name === 'CloudWatch.GetMetricData') this.#metricsRead += metricsIn(call.input);
    else if (name === 'EventBridge.PutEvents') this.#eventsPut += (call.input as { Entries?: readonly unknown[] }).Entries?.length ?? 0;
  };

  usage(transitions: number): Usage {
    return {
      calls: Object.fromEntries([...this.#calls].sort(([, one], [, other]) => other - one)),
      functions: Object.fromEntries(this.#functions),
      failures: this.#failures,
      ...{ readUnits: this.#readUnits, writeUnits: this.#writeUnits, metricsRead: this.#metricsRead, eventsPut: this.#eventsPut },
      transitions,
    };
  }

  #function(name: string): Member<Usage['functions'][string]> {
    const counted = this.#functions.get(name) ?? { invocations: 0, ms: 0, coldStarts: 0 };
    this.#functions.set(name, counted);
    return counted;
  }

  #add(kind: Consumed['kind'], units: number): void {
    if (kind === 'read') this.#readUnits += units;
    else this.#writeUnits += units;
  }
}

function metricsIn(input: object): number {
  const { MetricDataQueries = [] } = input as { readonly MetricDataQueries?: readonly { readonly MetricStat?: object }[] };
  return MetricDataQueries.filter(({ MetricStat }) => MetricStat !== undefined).length;
}
