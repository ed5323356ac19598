import type { Delivery } from '../../../local/aws/event-bridge/rule-properties.ts';
import type { Call, CallFault } from '../../../local/aws/router.ts';
import type { FaultKind } from '../faults/fault.ts';
import { serviceError } from '../faults/service-error.ts';
import type { Oracle } from '../oracles/oracle.ts';
import type { Simulated } from '../world/simulated.ts';
import { type Actor, callersOf } from './callers.ts';
import type { Cell } from './cells.ts';

/**
 * The crash of one cell: one call of Sluice, counted from the beginning of the run, meets its end. Everything up to it is as in the
 * reference run; a call that is not the one the cell is about is an error, and so is a call that never came.
 */
export class Crash {
  readonly #cell: Cell;
  #calls = 0;
  #problem: string | undefined;
  #struck = false;
  /** What is still to happen: when the call has ended, or at the next call of the same machine. */
  #atEndOf: object | undefined;
  #atNextCallOf: string | undefined;

  constructor(cell: Cell) {
    this.#cell = cell;
  }

  /** Undefined when the crash happened where it should. */
  get problem(): string | undefined {
    return this.#problem ?? (this.#struck ? undefined : `only ${this.#calls} calls were made: ${this.#cell.target} never came`);
  }

  readonly fault: FaultKind = {
    name: 'crash',
    about: 'one call of Sluice meets its end',
    begin: ({ sim }) => {
      const actorOf = callersOf(sim);
      return {
        call: (call) => this.#asked(sim, actorOf(call.caller), call),
        // Nobody hears of an execution that was stopped silently: only who looks finds it gone.
        arrivals: ({ event }) => (this.#struck && this.#cell.victim === 'execution, silently' && tellsOfStop(event) ? [] : undefined),
      };
    },
  };

  /** Checks nothing: it is told of every answer. */
  readonly watch: Oracle = {
    id: 'L',
    name: 'crash',
    holds: 'nothing is checked',
    watch: (sim) => ({
      afterCall: ({ input }) => {
        if (input !== this.#atEndOf) return;
        this.#atEndOf = undefined;
        stopExecutions(sim);
      },
    }),
  };

  #asked(sim: Simulated, actor: Actor | undefined, call: Call): CallFault | undefined {
    if (actor === undefined) return undefined;
    const ordinal = this.#calls++;
    if (this.#atNextCallOf === actor.name) return this.#stopNow(sim);
    if (ordinal !== this.#cell.ordinal || this.#struck) return undefined;
    this.#struck = true;
    const [asked, wanted] = [`${actor.name} ${call.service}.${call.operation}`, `${this.#cell.actor.name} ${this.#cell.target}`];
    if (asked !== wanted) this.#problem = `call ${ordinal} was ${asked}, in the reference run it is ${wanted}`;
    sim.tell(`crash: ${this.#cell.victim} ${this.#cell.phase} ${wanted}`);
    return this.#strike(sim, call);
  }

  #strike(sim: Simulated, call: Call): CallFault {
    const { victim, phase, actor } = this.#cell;
    switch (victim) {
      case 'call':
        return phase === 'before'
          ? { throwBefore: serviceError(call.service, 'throttled') }
          : { throwAfter: serviceError(call.service, 'unavailable') };
      case 'function':
      case 'function, silently':
        sim.world.lambda.kill(actor.name, 'current', victim === 'function' ? 'at-once' : 'hang');
        return phase === 'before' ? neverMade : {};
      case 'execution':
      case 'execution, silently':
        return actor.kind === 'machine' ? this.#stopMachine(sim, phase) : this.#stopBehind(sim, call, phase);
    }
  }

  /** Before: the call is never made. During: it lands, and nobody hears of it. After: its answer was heard, and nothing more is done. */
  #stopMachine(sim: Simulated, phase: Cell['phase']): CallFault {
    if (phase !== 'after') {
      stopExecutions(sim);
      return phase === 'before' ? neverMade : {};
    }
    this.#atNextCallOf = this.#cell.actor.name;
    sim.after(1_000, () => this.#atNextCallOf !== undefined && this.#stopNow(sim));
    return {};
  }

  /** A function goes on to its end although the execution behind it is gone. */
  #stopBehind(sim: Simulated, call: Call, phase: Cell['phase']): CallFault {
    if (phase === 'before') stopExecutions(sim);
    else this.#atEndOf = call.input;
    return {};
  }

  #stopNow(sim: Simulated): CallFault {
    this.#atNextCallOf = undefined;
    stopExecutions(sim);
    return neverMade;
  }
}

/** Whoever made the call is gone: nobody sees this. */
class NeverMadeError extends Error {
  override readonly name = 'NeverMadeError';
}
const neverMade: CallFault = { throwBefore: new NeverMadeError('the caller is gone') };

function stopExecutions({ world }: Simulated): void {
  for (const { outcome, request } of world.stepFunctions.executions()) {
    const input = { executionArn: request.executionArn, cause: 'a crash' };
    if (outcome === undefined) void world.aws.call('SFN', 'StopExecution', input, { roleArn: 'local' });
  }
}

function tellsOfStop({ 'detail-type': type, detail }: Delivery['event']): boolean {
  return type === 'Step Functions Execution Status Change' && (detail as { readonly status?: string }).status === 'ABORTED';
}
