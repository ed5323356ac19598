import type { CallRecord } from '../../local/aws/router.ts';
import { traceCall } from './command/trace-call.ts';
import type { FaultKind } from './faults/fault.ts';
import { faultKinds } from './faults/fault-kinds.ts';
import { ask } from './oracles/ask.ts';
import { whatIsNotAtRest } from './oracles/every-deployment-ends.ts';
import type { Oracle, Violation, Watch } from './oracles/oracle.ts';
import { oracles } from './oracles/oracles.ts';
import { seen } from './oracles/seen/seen.ts';
import type { Scenario } from './scenario/scenario.ts';
import { scheduleActs } from './scenario/schedule-acts.ts';
import type { Simulated } from './world/simulated.ts';
import { startSimulated } from './world/start-simulated.ts';

/** What came of one seed. */
export interface Run {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Deployments that were started. */
  readonly deployments: number;
  /** Terminal statuses of the ledger, and how often each. */
  readonly endings: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  /** Calls of AWS by Sluice. */
  readonly calls: number;
  /** World seconds that went by. */
  readonly worldSeconds: number;
  /** World seconds from the end of all faults until everything had come to rest. */
  readonly settledSeconds: number;
  /** Line by line, with seconds since the first users came. */
  readonly trace: readonly string[];
}

/** How a run is run. */
export interface RunOptions {
  readonly assembly: string;
  /** Keeps the trace; it costs time. */
  readonly traced?: boolean;
  readonly oracles?: readonly Oracle[];
  /** Kinds of fault that the scenario's campaigns name; all of them when absent. */
  readonly faultKinds?: readonly FaultKind[];
}

/** After faults have stopped, everything is at rest within this: launch, steps, patience and restore of the longest plan, and people who answer. */
export const livenessSeconds = 5_400;

const sweepSeconds = 5;

/** ECS has replaced the tasks that the last fault took by then. */
const recoverySeconds = 120;

/** Runs one scenario to its end. The same scenario on the same assembly gives the same run. */
export async function simulate(scenario: Scenario, options: RunOptions): Promise<Run> {
  const run = new Watched(options.oracles ?? oracles, options.traced === true);
  const started = await startSimulated({ assembly: options.assembly, scenario, afterCall: run.afterCall, tell: run.tell });
  const { sim, injections } = started;
  try {
    run.begin(sim);
    injections.schedule(sim, options.faultKinds ?? faultKinds);
    const letPeopleAct = scheduleActs(started);
    // At rest at two sweeps in a row: what began between them has to end, too.
    let [settledSeconds, restedSweeps, sinceFaults] = [0, 0, 0];
    while (sinceFaults <= livenessSeconds && (restedSweeps < 2 || sinceFaults < recoverySeconds)) {
      await started.advance(sweepSeconds);
      run.everyFewSeconds();
      letPeopleAct();
      sinceFaults = sim.elapsedSeconds() - scenario.faultsEndSeconds;
      restedSweeps = sim.faultsOver() && (await whatIsNotAtRest(sim)) === undefined ? restedSweeps + 1 : 0;
      if (restedSweeps <= 1) settledSeconds = Math.max(0, sinceFaults);
    }
    await run.atEnd();
    return await run.result(sim, settledSeconds, Object.fromEntries(injections.counted));
  } finally {
    await started.stop();
  }
}

/** What all checks share learns of a call before any of them is asked about it. It checks nothing itself. */
const learning: Oracle = {
  id: 'L',
  name: 'what checks know',
  holds: 'nothing is checked',
  watch: (sim) => {
    const book = seen(sim);
    return {
      afterCall: (ended) => {
        book.learn(ended);
        return undefined;
      },
    };
  },
};

class Watched {
  readonly #oracles: readonly Oracle[];
  readonly #traced: boolean;
  readonly #violations: Violation[] = [];
  readonly #trace: string[] = [];
  #watches: readonly { readonly oracle: Oracle; readonly watch: Watch }[] = [];
  #sim: Simulated | undefined;
  #calls = 0;

  constructor(all: readonly Oracle[], traced: boolean) {
    this.#oracles = [learning, ...all];
    this.#traced = traced;
  }

  readonly tell = (what: string, atMs: number): void => {
    if (this.#traced) this.#trace.push(`${(atMs / 1_000).toFixed(1).padStart(8)} ${what}`);
  };

  readonly afterCall = (ended: CallRecord): void => {
    if (this.#sim === undefined) return;
    if (ended.caller.roleArn !== 'local') this.#calls += 1;
    if (this.#traced) this.#sim.tell(traceCall(ended));
    for (const { oracle, watch } of this.#watches) this.#judge(oracle, ask(watch.afterCall, ended));
  };

  begin(sim: Simulated): void {
    this.#sim = sim;
    this.#watches = this.#oracles.map((oracle) => ({ oracle, watch: oracle.watch(sim) }));
  }

  everyFewSeconds(): void {
    for (const { oracle, watch } of this.#watches) this.#judge(oracle, ask(watch.everyFewSeconds));
  }

  async atEnd(): Promise<void> {
    for (const { oracle, watch } of this.#watches) this.#judge(oracle, await ask(watch.atEnd));
  }

  async result(sim: Simulated, settledSeconds: number, faults: Readonly<Record<string, number>>): Promise<Run> {
    const endings: Record<string, number> = {};
    for (const { id } of sim.deployments()) {
      const status = (await sim.recordOf(id))?.status ?? 'not admitted';
      endings[status] = (endings[status] ?? 0) + 1;
    }
    return {
      seed: sim.scenario.seed,
      violations: this.#violations,
      deployments: sim.deployments().length,
      ...{ endings, faults, calls: this.#calls, settledSeconds, trace: this.#trace },
      worldSeconds: sim.elapsedSeconds(),
    };
  }

  /** The first violation of each oracle counts: what follows from it would only repeat it. */
  #judge({ id, name }: Oracle, because: string | undefined): void {
    if (because === undefined || this.#violations.some(({ oracle }) => oracle === name)) return;
    this.#violations.push({ id, oracle: name, atSeconds: this.#sim?.elapsedSeconds() ?? 0, because });
    this.#sim?.tell(`VIOLATION ${id} ${name}: ${because}`);
  }
}
