import { parentPort } from 'node:worker_threads';
import { rulesNamed } from './rules.ts';
import { type Runs, runScenario } from './run-scenario.ts';
import { scenarioOf } from './scenarios.ts';

/** A part of one row: which runs of which scenario, by which rules. */
export interface Part extends Runs {
  readonly scenario: string;
  readonly rules: readonly string[];
}

parentPort?.on('message', ({ scenario, rules, ...runs }: Part) => {
  parentPort?.postMessage(runScenario(scenarioOf(scenario), rulesNamed(rules), runs));
});
