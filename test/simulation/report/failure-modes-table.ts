import type { FailureMode } from '../oracles/failure-mode.ts';
import { failureModes } from '../oracles/failure-modes.ts';
import { table } from './safety-page.ts';

/** How many have an answer of each kind, and the table of all: what goes wrong, what holds all the same, and what shows it. */
export function failureModesSection(): string {
  const count = (kind: FailureMode['answer']['kind']) => failureModes.filter(({ answer }) => answer.kind === kind).length;
  const rows = failureModes.map((mode) => [mode.id, mode.failure, mode.holds, answerOf(mode)]);
  const counted = `${count('oracle')} are checked by the simulator after every step, ${count('test')} by a test, ${count('open')} are open.`;
  return `${counted}\n\n${table(['id', 'what goes wrong', 'what holds', 'checked by'], rows)}`;
}

function answerOf({ answer }: FailureMode): string {
  switch (answer.kind) {
    case 'oracle':
      return answer.names.map((name) => `simulator: ${name}`).join('; ');
    case 'test':
      return `\`${answer.file}\`: ${answer.title}`;
    case 'open':
      return `**open**: ${answer.because}`;
  }
}
