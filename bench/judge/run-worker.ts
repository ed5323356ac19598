import { parentPort } from 'node:worker_threads';
import { demoPlan } from './demo-plan.ts';
import { type DemoEnd, releaseHealthy } from './demo-release.ts';
import { rulesNamed } from './rules.ts';
import { type Outcome, type Runs, runScenario } from './run-scenario.ts';
import { scenarioOf } from './scenarios.ts';

/** A part of one row: which runs of which scenario, by which rules. */
export interface RowTask extends Runs {
  readonly kind: 'row';
  readonly scenario: string;
  readonly rules: readonly string[];
}

/** Some of the healthy releases under the demo's traffic. */
export interface DemoTask extends Runs {
  readonly kind: 'demo';
}

/** What a worker is told. It posts back the answer that {@link Answer} names. */
export type Task = RowTask | DemoTask;
/** A row's outcomes by rule, in the order of its runs; or the ends of the demo's releases. */
export type Answer<T extends Task> = T extends RowTask ? ReadonlyMap<string, readonly Outcome[]> : readonly DemoEnd[];

parentPort?.on('message', (task: Task) => parentPort?.postMessage(task.kind === 'row' ? runRow(task) : runDemo(task)));

function runRow({ scenario, rules, ...runs }: RowTask): Answer<RowTask> {
  return runScenario(scenarioOf(scenario), rulesNamed(rules), runs);
}

function runDemo({ from, until, seed }: DemoTask): Answer<DemoTask> {
  const plan = demoPlan();
  return Array.from({ length: until - from }, (_, index) => releaseHealthy(plan, from + index, seed));
}
