import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidExecutionInput,
  InvalidName,
  type ListExecutionsInput,
  type ListExecutionsOutput,
  type StartExecutionInput,
} from '@aws-sdk/client-sfn';
import { Execution, type Surroundings } from '../../asl/execution.ts';
import type { Json } from '../../asl/json.ts';
import { payloadBytesMax } from '../../asl/leave.ts';
import type { DefaultBus } from '../aws-event.ts';
import { identifiers } from '../identifiers.ts';
import { type ExecutionRecord, listItem, statusEvent, statusOf } from './execution-views.ts';
import { pageStart } from './history-view.ts';
import type { Machines, Target } from './machines.ts';

/** Ended executions kept; the oldest are forgotten. AWS keeps them for 90 days. */
const endedKeptMax = 10_000;

const failed400 = { httpStatusCode: 400 } as const;

/** The executions of the account: at most one per name and machine. */
export class Executions {
  readonly #records = new Map<string, ExecutionRecord>();
  readonly #machines: Machines;
  readonly #surroundings: Surroundings;
  readonly #bus: DefaultBus;

  constructor(machines: Machines, surroundings: Surroundings, bus: DefaultBus) {
    this.#machines = machines;
    this.#surroundings = surroundings;
    this.#bus = bus;
  }

  /**
   * Starts one. The same name with the same input, while it runs, answers the execution that runs.
   *
   * @throws {InvalidName} {@link InvalidExecutionInput} {@link StateMachineDoesNotExist} {@link InvalidArn}
   * @throws {ExecutionAlreadyExists} the name was used, with another input or by an execution that ended.
   */
  start({
    stateMachineArn = '',
    name = identifiers(this.#surroundings.random).uuid(),
    input = '{}',
  }: StartExecutionInput): ExecutionRecord {
    checkName(name);
    const target = this.#machines.resolve(stateMachineArn);
    const value = parsedInput(input);
    const executionArn = `${target.record.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const known = this.#records.get(executionArn);
    if (known !== undefined) return sameRunning(known, input, executionArn);
    const record = this.#make(target, executionArn, name, input, value);
    this.#records.set(executionArn, record);
    this.#bus.emit(statusEvent(record));
    void record.execution.ended.then(() => this.#onEnded(record));
    return record;
  }

  /** @throws {ExecutionDoesNotExist} */
  get(executionArn = ''): ExecutionRecord {
    const record = this.#records.get(executionArn);
    if (record !== undefined) return record;
    throw new ExecutionDoesNotExist({ message: `Execution Does Not Exist: '${executionArn}'`, $metadata: failed400 });
  }

  /** Those that are kept, oldest first. */
  all(): readonly Execution[] {
    return [...this.#records.values()].map(({ execution }) => execution);
  }

  /** Newest first, a page at a time. @throws {StateMachineDoesNotExist} {@link InvalidToken} */
  list({ stateMachineArn = '', statusFilter, maxResults, nextToken }: ListExecutionsInput): ListExecutionsOutput {
    const { record: machine } = this.#machines.resolve(stateMachineArn);
    const size = maxResults === undefined || maxResults === 0 ? 100 : Math.min(maxResults, 1_000);
    const from = pageStart(nextToken);
    const matching = [...this.#records.values()]
      .filter((record) => record.execution.request.machineArn === machine.arn)
      .filter((record) => statusFilter === undefined || statusOf(record) === statusFilter)
      .reverse();
    const more = from + size < matching.length ? { nextToken: String(from + size) } : {};
    return { executions: matching.slice(from, from + size).map(listItem), ...more };
  }

  #make(target: Target, executionArn: string, name: string, inputText: string, input: Json): ExecutionRecord {
    const { record, revision, versionArn, aliasArn } = target;
    const request = {
      machine: revision.machine,
      machineArn: record.arn,
      machineName: record.name,
      executionArn,
      name,
      roleArn: revision.roleArn,
      input,
    };
    return {
      execution: new Execution(this.#surroundings, request),
      revision,
      inputText,
      ...(versionArn === undefined ? {} : { versionArn }),
      ...(aliasArn === undefined ? {} : { aliasArn }),
    };
  }

  #onEnded(record: ExecutionRecord): void {
    this.#bus.emit(statusEvent(record));
    if (this.#records.size <= endedKeptMax) return;
    for (const [arn, old] of this.#records) {
      if (this.#records.size <= endedKeptMax) return;
      if (old.execution.outcome !== undefined) this.#records.delete(arn);
    }
  }
}

function sameRunning(known: ExecutionRecord, input: string, executionArn: string): ExecutionRecord {
  if (statusOf(known) === 'RUNNING' && known.inputText === input) return known;
  throw new ExecutionAlreadyExists({ message: `Execution Already Exists: '${executionArn}'`, $metadata: failed400 });
}

// Control characters are among the names AWS refuses.
const unfitForName = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

function checkName(name: string): void {
  if (name.length >= 1 && name.length <= 80 && !unfitForName.test(name)) return;
  throw new InvalidName({ message: `Invalid Name: '${name}'`, $metadata: failed400 });
}

function parsedInput(input: string): Json {
  if (Buffer.byteLength(input) > payloadBytesMax) throw invalidInput(`the input is longer than ${payloadBytesMax} bytes`);
  try {
    return JSON.parse(input) as Json;
  } catch (error) {
    throw invalidInput(error instanceof Error ? error.message : String(error));
  }
}

function invalidInput(reason: string): InvalidExecutionInput {
  return new InvalidExecutionInput({ message: `Invalid State Machine Execution Input: '${reason}'`, $metadata: failed400 });
}
