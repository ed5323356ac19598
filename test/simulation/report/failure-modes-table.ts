import type { FailureMode } from '../oracles/failure-mode.ts';
import { failureModes } from '../oracles/failure-modes.ts';
import { table } from './safety-page.ts';
import { shownTest } from './shown-test.ts';

/** How many have an answer of each kind, and the table of all: what goes wrong, what holds all the same, and what shows it. */
export function failureModesSection(): string {
  const count = (isCounted: (mode: FailureMode) => boolean) => failureModes.filter(isCounted).length;
  const rows = failureModes.map((mode) => [mode.id, mode.failure, mode.holds, answerOf(mode)]);
  const checked = count(({ checks }) => checks !== undefined);
  const tested = count(({ checks, tests }) => checks === undefined && tests !== undefined);
  const partly = count((mode) => isShown(mode) && mode.open !== undefined);
  const unshown = failureModes.filter((mode) => !isShown(mode)).map(({ id }) => id);
  const counted = `${checked} are checked by the simulator, ${tested} by tests alone, ${unshown.join(' and ') || 'none'} by neither, and of ${partly} more a part is open.`;
  return `${counted}\n\n${table(['id', 'what goes wrong', 'what holds', 'checked by'], rows)}`;
}

function isShown({ checks, tests }: FailureMode): boolean {
  return (checks ?? tests) !== undefined;
}

function answerOf({ checks = [], tests = [], open }: FailureMode): string {
  const shown = [...checks.map((name) => `simulator: ${name}`), ...tests.map(shownTest)];
  return [...shown, ...(open === undefined ? [] : [`**open**: ${open}`])].join('; ');
}
