import { limits } from '../limits.ts';
import { approvalWait } from './approval-wait.ts';
import type { Deployment } from './deployment.ts';
import { approvalLookSeconds } from './history-budget.ts';
import type { Move } from './move.ts';
import { type StepNow, secondsBetween } from './step-now.ts';

/**
 * Asks a person to approve the next step. The wait ends now and then for a look: what only metrics tell must not wait for a person too.
 *
 * @param because why the present step is safe
 */
export function askPerson(step: StepNow, because: string): Move {
  const { plan, stepIndex } = step.deployment;
  const { candidatePercent = 0 } = plan.steps[stepIndex + 1] ?? {};
  const waitSeconds = Math.min(approvalLookSeconds(plan), leftSeconds(step), step.leftSeconds);
  return {
    kind: 'approve',
    stepIndex: stepIndex + 1,
    waitSeconds: Math.max(1, Math.ceil(waitSeconds)),
    because: `${candidatePercent} % needs a person's approval; ${because}`,
  };
}

/** Whether a move asks for an approval that was asked for before: nobody is told again. */
export function isAskedAgain(move: Move, { approvalAsked }: Pick<Deployment, 'approvalAsked'>): boolean {
  return move.kind === 'approve' && move.stepIndex === approvalAsked?.stepIndex;
}

/** Who was asked once is waited for, whatever a judge who can say nothing now would say, and for a week in all. Undefined: nobody was, or agreed. */
export function stillAsked(step: StepNow): Move | undefined {
  const { plan, stepIndex } = step.deployment;
  if (approvalWait(step.deployment, step.at).kind !== 'open') return undefined;
  if (leftSeconds(step) > 0) return askPerson(step, step.seen.verdict.because);
  const { candidatePercent = 0 } = plan.steps[stepIndex + 1] ?? {};
  const days = limits.approvalSeconds.value / 86_400;
  return { kind: 'rollback', because: `nobody approved ${candidatePercent} % within ${days} days: ${limits.approvalSeconds.because}` };
}

/** What is left of the time that a person has, counted from the first time that this step was asked for. */
function leftSeconds({ deployment, at }: StepNow): number {
  const { approvalAsked, stepIndex } = deployment;
  const since = approvalAsked?.stepIndex === stepIndex + 1 ? approvalAsked.at : at.toISOString();
  return limits.approvalSeconds.value - secondsBetween(since, at);
}
