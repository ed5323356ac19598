import { createHash } from 'node:crypto';
import type { Call, CallRecord } from '../../../local/aws/router.ts';
import type { FaultKind } from '../faults/fault.ts';
import type { Oracle } from '../oracles/oracle.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { Simulated } from '../world/simulated.ts';
import { type Actor, callersOf } from './callers.ts';
import { stateOfCall } from './state-of-call.ts';

/** One invocation of a function, as those who look from outside tell it from others. */
export interface Invocation {
  /** The state or the kind of event that asked. */
  readonly asked: string;
  /** Its calls so far, in order; reads that only go on are one. */
  readonly calls: string[];
  /** The `kind` it answered; undefined for those that answer nobody. */
  answer: string | undefined;
}

/** One call of Sluice in a run without faults. */
export interface MadeCall {
  /** Counts all calls of Sluice in a run, from 0. */
  readonly ordinal: number;
  readonly actor: Actor;
  /** `ElasticLoadBalancingV2.ModifyRule`. */
  readonly target: string;
  /** Of a machine's call: its state. */
  readonly state: string | undefined;
  /** Of a function's call: its place among those of its invocation; of a machine's call of a function: what it asks for. */
  readonly invocation: Invocation | undefined;
  readonly place: number;
  /** Weights of stable's and the candidate's lane when it was made. */
  readonly weights: { readonly stable: number; readonly candidate: number };
  /** Whether some execution could be stopped when it was made. */
  readonly executionRuns: boolean;
  /** What people, the world and AWS had done until then, as a digest. */
  readonly others: string;
  /** `answered`, or the name of its error; undefined when it never ended. */
  outcome: string | undefined;
}

/** Keeps every call of Sluice in the order in which they are made. */
export class CallBook {
  readonly made: MadeCall[] = [];
  readonly #service: ServiceName;
  readonly #current = new Map<string, Invocation>();
  readonly #invoking = new Map<object, Invocation>();
  readonly #asked = new Map<object, MadeCall>();
  #others = '';
  #troubledFrom = Number.POSITIVE_INFINITY;

  constructor(service: ServiceName) {
    this.#service = service;
  }

  /** Ordinal of the first call from which on the run's own trouble had begun. */
  get troubledFrom(): number {
    return this.#troubledFrom;
  }

  /** The run's own trouble begins: the call that was made last may meet it already. */
  readonly trouble = (): void => {
    this.#troubledFrom = Math.min(this.#troubledFrom, Math.max(0, this.made.length - 1));
  };

  /** The fault that injects nothing, but is asked before every call. */
  readonly fault: FaultKind = {
    name: 'recorder',
    about: 'nothing goes wrong; calls are counted',
    begin: ({ sim }) => {
      const actorOf = callersOf(sim);
      return {
        call: (call) => {
          this.#note(sim, actorOf(call.caller), call);
          return undefined;
        },
      };
    },
  };

  /** The check that checks nothing, but is told of every answer. */
  readonly watch: Oracle = {
    id: 'L',
    name: 'recorder',
    holds: 'nothing is checked',
    watch: () => ({ afterCall: (ended) => this.#answered(ended) }),
  };

  #note(sim: Simulated, actor: Actor | undefined, call: Call): void {
    const target = `${call.service}.${call.operation}`;
    const state = actor?.kind === 'machine' ? stateOfCall(sim.world.stepFunctions.executions(), call) : undefined;
    const asked = target === 'Lambda.Invoke' ? this.#invoke(call, state) : undefined;
    if (actor === undefined) {
      if (!isRead(target)) this.#others = createHash('sha256').update(`${this.#others} ${target}`).digest('hex');
      return;
    }
    const own = actor.kind === 'function' ? this.#current.get(actor.name) : undefined;
    const place = own === undefined ? 0 : placeIn(own.calls, target);
    const { blue, green } = sim.service(this.#service);
    const weights = { stable: blue.weight, candidate: green.weight };
    const executionRuns = sim.world.stepFunctions.executions().some(({ outcome }) => outcome === undefined);
    const ordinal = this.made.length;
    const invocation = own ?? asked;
    const made = { ordinal, actor, target, state, invocation, place, weights, executionRuns, others: this.#others, outcome: undefined };
    this.made.push(made);
    this.#asked.set(call.input, made);
  }

  #invoke(call: Call, state: string | undefined): Invocation {
    const { FunctionName, Payload } = call.input as { readonly FunctionName: string; readonly Payload: Uint8Array };
    const event = JSON.parse(new TextDecoder().decode(Payload)) as { readonly 'detail-type'?: string };
    const name = FunctionName.split(':')[6] ?? FunctionName;
    const invocation = { asked: state ?? event['detail-type'] ?? 'schedule', calls: [], answer: undefined };
    this.#current.set(name, invocation);
    this.#invoking.set(call.input, invocation);
    return invocation;
  }

  #answered({ input, outcome }: CallRecord): undefined {
    const made = this.#asked.get(input);
    if (made !== undefined) made.outcome = outcome.kind === 'answered' ? 'answered' : nameOf(outcome.error);
    const invocation = this.#invoking.get(input);
    if (invocation === undefined || outcome.kind !== 'answered') return;
    const { Payload } = outcome.output as { readonly Payload?: Uint8Array };
    const text = new TextDecoder().decode(Payload);
    if (text !== '') invocation.answer = (JSON.parse(text) as { readonly kind?: string } | null)?.kind;
  }
}

/** A read again right after the same read, page by page or name by name, is a part of it. */
function placeIn(calls: string[], target: string): number {
  const isReadOn = calls.at(-1) === target && isRead(target);
  return isReadOn ? calls.length : calls.push(target);
}

function isRead(target: string): boolean {
  return /\.(Describe|Get|List|Query)/.test(target);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error);
}
