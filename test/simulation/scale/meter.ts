import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CallRecord } from '../../../local/aws/router.ts';
import { bytesOf } from './item-bytes.ts';

/** What a run used of AWS, as it is paid for. */
export interface Usage {
  /** `Service.Operation` → requests, refused ones included. */
  readonly calls: Readonly<Record<string, number>>;
  /** Function → invocations and handler milliseconds. */
  readonly functions: Readonly<Record<string, { readonly invocations: number; readonly ms: number; readonly coldStarts: number }>>;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly metricsRead: number;
  readonly eventsPut: number;
  readonly transitions: number;
}

type Member<T> = { -readonly [K in keyof T]: T[K] };
type Item = Readonly<Record<string, AttributeValue>>;

/** Counts what is paid for. */
export class Meter {
  readonly #calls = new Map<string, number>();
  readonly #functions = new Map<string, Member<Usage['functions'][string]>>();
  readonly #sizes = new Map<string, number>();
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

  readonly ended = (call: CallRecord): void => {
    if (!call.caller.roleArn.startsWith('arn:')) return;
    const name = `${call.service}.${call.operation}`;
    this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
    if (call.outcome.kind === 'failed' && !isCondition(call.outcome.error)) return;
    if (call.service === 'DynamoDB') this.#table(call);
    else if (name === 'CloudWatch.GetMetricData') this.#metricsRead += metricsIn(call.input);
    else if (name === 'EventBridge.PutEvents') this.#eventsPut += (call.input as { Entries?: readonly unknown[] }).Entries?.length ?? 0;
  };

  usage(transitions: number): Usage {
    return {
      calls: Object.fromEntries([...this.#calls].sort(([, one], [, other]) => other - one)),
      functions: Object.fromEntries(this.#functions),
      ...{ readUnits: this.#readUnits, writeUnits: this.#writeUnits, metricsRead: this.#metricsRead, eventsPut: this.#eventsPut },
      transitions,
    };
  }

  #function(name: string): Member<Usage['functions'][string]> {
    const counted = this.#functions.get(name) ?? { invocations: 0, ms: 0, coldStarts: 0 };
    this.#functions.set(name, counted);
    return counted;
  }

  /** Units as DynamoDB counts them: 4 KB strongly consistent, 1 KB written, and the index is written again with what it projects, which is all. */
  #table({ operation, input, outcome }: CallRecord): void {
    const { Item, Items, Attributes } = (outcome.kind === 'answered' ? outcome.output : {}) as {
      readonly Item?: Item;
      readonly Items?: readonly Item[];
      readonly Attributes?: Item;
    };
    const { Key, Item: put, IndexName } = input as { readonly Key?: Item; readonly Item?: Item; readonly IndexName?: string };
    if (operation === 'GetItem') this.#readUnits += Math.max(1, Math.ceil((Item === undefined ? 0 : bytesOf(Item)) / 4_096));
    else if (operation === 'Query') {
      const units = Math.max(1, Math.ceil((Items ?? []).reduce((sum, each) => sum + bytesOf(each), 0) / 4_096));
      this.#readUnits += IndexName === undefined ? units : units / 2;
    } else {
      const written = put ?? Attributes;
      const key = JSON.stringify([(Key ?? put)?.pk, (Key ?? put)?.sk]);
      const bytes = written === undefined ? (this.#sizes.get(key) ?? 1) : bytesOf(written);
      this.#sizes.set(key, bytes);
      const isIndexed = written?.gsi1pk !== undefined;
      this.#writeUnits += Math.ceil(bytes / 1_024) * (isIndexed ? 2 : 1);
    }
  }
}

function isCondition(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

function metricsIn(input: object): number {
  const { MetricDataQueries = [] } = input as { readonly MetricDataQueries?: readonly { readonly MetricStat?: object }[] };
  return MetricDataQueries.filter(({ MetricStat }) => MetricStat !== undefined).length;
}
