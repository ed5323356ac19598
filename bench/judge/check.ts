import type { Scenario } from './scenario.ts';
import type { Summary } from './summary.ts';
import { threeErrorsOf } from './summary.ts';

/** One thing that must be true, and what was found. */
export interface Check {
  readonly ok: boolean;
  /** One line: what must be, and what is. */
  readonly line: string;
}

/** A healthy row is rolled back no more often than promised, up to the chance of the draw. */
export function falseRollbackCheck(rule: string, scenario: Scenario, { falseRollbacks, runs }: Summary): Check {
  const allowed = allowedIn(scenario, runs);
  return {
    ok: falseRollbacks <= allowed,
    line: `${rule}, ${scenario.title}: ${percent(falseRollbacks)} of ${runs} healthy runs rolled back, at most ${percent(allowed)} allowed`,
  };
}

/** A bad row is found within one block of what is documented. */
export function medianCheck(rule: string, scenario: Scenario, { medianMinutes }: Summary, expectedMinutes: number): Check {
  return {
    ok: medianMinutes !== undefined && Math.abs(medianMinutes - expectedMinutes) <= 1,
    line: `${rule}, ${scenario.title}: found after ${medianMinutes ?? 'no'} minutes (median), ${expectedMinutes} ± 1 expected`,
  };
}

/** A value is what it was computed to be elsewhere, to 1e-6. */
export function valueCheck(name: string, found: number, expected: number): Check {
  return { ok: Math.abs(found - expected) <= 1e-6, line: `${name} is ${found.toFixed(6)}, ${expected.toFixed(6)} expected` };
}

/** A mistake made on purpose rolls back healthy releases, and so many that the gate refuses it. */
export function mistakeCheck(mistake: string, scenario: Scenario, { falseRollbacks, runs }: Summary): Check {
  const allowed = allowedIn(scenario, runs);
  const found = `${percent(falseRollbacks)} of ${runs} healthy runs rolled back, more than ${percent(allowed)} expected`;
  return { ok: falseRollbacks > allowed, line: `the gate must see ${mistake}, ${scenario.title}: ${found}` };
}

function allowedIn({ falseRollbacksMax }: Scenario, runs: number): number {
  return falseRollbacksMax + threeErrorsOf(falseRollbacksMax, runs);
}

/** A count or a time stays within its limit. */
export function atMostCheck(name: string, found: number, allowed: number, unit: string): Check {
  return { ok: found <= allowed, line: `${name}: ${Number(found.toPrecision(3))} ${unit}, at most ${allowed} allowed` };
}

/** A share as people read it. */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
