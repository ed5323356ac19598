import type { FailureMode } from '../oracles/failure-mode.ts';
import { failureModes } from '../oracles/failure-modes.ts';
import { table } from './safety-page.ts';

/** How many have an answer of each kind, and the table of all: what goes wrong, what holds all the same, and what shows it. */
export function failureModesSection(): string {
  const count = (isCounted: (mode: FailureMode) => boolean) => failureModes.filter(isCounted).length;
  const rows = failureModes.map((mode) => [mode.id, mode.failure, mode.holds, answerOf(mode)]);
  const [checked, tested, open] = [count((mode) => 'checks' in mode), count((mode) => 'test' in mode), count((mode) => 'open' in mode)];
  const counted = `${checked} are checked by the simulator after every step, ${tested} by a test, ${open} are open.`;
  return `${counted}\n\n${table(['id', 'what goes wrong', 'what holds', 'checked by'], rows)}`;
}

function answerOf(mode: FailureMode): string {
  if ('checks' in mode) return mode.checks.map((name) => `simulator: ${name}`).join('; ');
  return 'test' in mode ? `\`${mode.test.file}\`: ${mode.test.title}` : `**open**: ${mode.open}`;
}
